/** The world where the context matters: its truth, and that a model with context gains what was planted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContextValues } from '../../lib/data/context/context-columns';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { FactorizationMachine } from '../../lib/models/context/factorization-machine';
import { generateInContext, type WorldContext } from '../../lib/simulation/generate-in-context';

const SIZE = { users: 80, items: 60, ratings: 2400 };
const morning = { device: 'phone', hour: '8', place: 'way' } as const;
const evening = { device: 'tv', hour: '22', place: 'home' } as const;

test('the same seed gives the same world; the size is as asked; no pair occurs twice', () => {
  const world = generateInContext({ ...SIZE, seed: 3 });
  assert.equal(world.ratings.hash(), generateInContext({ ...SIZE, seed: 3 }).ratings.hash());
  assert.notEqual(world.ratings.hash(), generateInContext({ ...SIZE, seed: 4 }).ratings.hash());
  assert.deepEqual([world.ratings.length, world.ratings.userCount], [2400, 80]);
  assert.equal(world.ratings.onePerPair(), world.ratings);
  assert.deepEqual(world.ratings.context?.names, ['device', 'hour', 'place']);
  const shares = world.contexts.reduce((sum, { share }) => sum + share, 0);
  assert.ok(Math.abs(shares - 1) < 1e-12);
  assert.throws(() => generateInContext({ users: 5, items: 5, ratings: 20 }), /at most half/);
  assert.throws(() => world.expected('u80', 'i1'), /the ids are u0 to u79, got "u80"/);
  assert.throws(() => world.expected('u1', 'i1', { ...morning, hour: '3' }), /hour 7 to 23.*"hour":"3"/);
  assert.match(world.traitsOf('i3'), /^(short|medium|long), (calm|medium|lively)$/);
  assert.throws(() => world.expected('u1', 'u1', morning), /the ids are i0 to i59, got "u1"/);
});

test('ratings and choices follow the truth', () => {
  const world = generateInContext({ ...SIZE, seed: 5 });
  let [error, square] = [0, 0];
  for (const { user, item, rating, context } of world.ratings) {
    const expected = world.expected(user, item, context);
    const within = Math.min(5, Math.max(1, expected));
    error += (rating - within) / 2400;
    square += (rating - within) ** 2 / 2400;
  }
  // Noise of 0.6, and up to half a star from rounding.
  assert.ok(
    Math.abs(error) < 0.05 && Math.sqrt(square) > 0.5 && Math.sqrt(square) < 0.72,
    `${error} ${square}`,
  );
  const [early, late] = [world.chances('u0', morning), world.chances('u0', evening)];
  for (const chances of [early, late]) {
    assert.ok(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9);
  }
  const apart = early.reduce((sum, chance, item) => sum + Math.abs(chance - late[item]) / 2, 0);
  assert.ok(apart > 0.3, `what is chosen differs by ${apart}`);
});

test('at strength 0, the context changes nothing', () => {
  const world = generateInContext({ ...SIZE, strength: 0 });
  assert.equal(world.expected('u1', 'i2', morning), world.expected('u1', 'i2', evening));
  assert.deepEqual(world.chances('u1', morning), world.chances('u1', evening));
  assert.ok(Math.abs(world.expected('u1', 'i2') - world.expected('u1', 'i2', evening)) < 1e-12);
});

test('a model with context wins by most of the planted margin over the same one without', async () => {
  const world = generateInContext({ ...SIZE, seed: 42 });
  const split = trainTestSplit(world.ratings, { seed: 0 });
  const rmse = (predict: (row: { user: string; item: string; context?: ContextValues }) => number) => {
    const squares = Array.from(split.test, ({ user, item, rating, context }) => {
      const own = predict({ user, item, context: context });
      return (Math.min(5, Math.max(1, own)) - rating) ** 2;
    });
    return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
  };
  const best = rmse(({ user, item, context }) => world.expected(user, item, context));
  const bestWithout = rmse(({ user, item }) => world.expected(user, item));
  const planted = bestWithout - best;
  assert.ok(planted > 0.15, `the planted margin is ${planted}`);
  const options = { factors: 5, epochs: 60 };
  const model = new FactorizationMachine({ ...options, context: true });
  const { row: aware } = await evaluate(model, { split });
  const { row: blind } = await evaluate(new FactorizationMachine(options), { split });
  const won = blind.rmse - aware.rmse;
  assert.ok(won > 0.5 * planted, `won ${won} of ${planted}`);
  // What it recommends in each context is better there, as the truth knows.
  const worth = (context: WorldContext, asked?: WorldContext) => {
    const users = [...world.ratings.users].slice(0, 30);
    const values = users.flatMap((user) =>
      model
        .recommend(user, { k: 5, filterSeen: false, ...(asked && { context: { ...asked } }) })
        .map(({ item }) => world.expected(user, item, context)),
    );
    return values.reduce((sum, value) => sum + value / values.length, 0);
  };
  for (const context of [morning, evening]) {
    const gain = worth(context, context) - worth(context);
    assert.ok(gain > 0.1, `lists in ${context.hour} gain ${gain} stars`);
  }
});
