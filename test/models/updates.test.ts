/** What an update is equal to, or how near to another fit it comes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ItemIndex, UserIndex } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import type { RatingUpdate } from '../../lib/data/table/rating-updates';
import { RandomState } from '../../lib/math/random/random-state';
import { createModel, MODELS } from '../../lib/models/registry';
import type { FactorState } from '../../lib/models/shared/factor-state';
import { positiveWeights } from '../../lib/models/shared/positives';
import { countRatings, recountRatings } from '../../lib/models/shared/rating-counters';
import { generateRatings } from '../../lib/simulation/generate';
import { toyRatings } from '../../lib/testing/toy-ratings';

const toy = toyRatings();
const table = generateRatings({ users: 500, items: 40, ratings: 4500, seed: 3 });

/** Ratings of a user, each item with more than 50 ratings, so that only the user is solved again. */
const popular = [...table.items].filter((_, item) => table.rowsOfItem(item as ItemIndex).length > 50);

for (const name of ['SVD', 'SVD++', 'NMF', 'ALS', 'ImplicitALS', 'EASE', 'ItemKNN', 'SLIM', 'TwoTower']) {
  test(`${name}: after an update users have the scores that foldIn gave for their ratings`, async () => {
    const model = await createModel(name).fit(table);
    const known = table.users.idOf(7 as UserIndex);
    const rated = popular.slice(0, 6).map((item, n) => ({ item, rating: 1 + ((n * 3) % 5) }));
    const expected = [
      model.foldIn(rated).scoresOf(),
      model.foldIn(rated, { user: known }).scoresOf(),
      model.scoresOf(table.users.idOf(9 as UserIndex)),
    ];
    const changes = [known, 'someone new'].flatMap((user) =>
      rated.map(({ item, rating }): RatingUpdate => [user, item, rating]),
    );
    await model.update(changes);
    const { users } = model.train;
    const got = [users.size - 1, 7, 9].map((user) => model.scoresOf(users.idOf(user as UserIndex)));
    // The mean of all ratings follows the new ones; it is part of every score of a model with biases.
    const shift = model.can.rates && name !== 'NMF' ? model.train.mean - table.mean : 0;
    for (const [n, scores] of got.entries()) {
      const differences = scores.map((score, item) => Math.abs(score - expected[n][item]));
      const most = Math.max(...differences);
      assert.ok(most <= 5 * Math.abs(shift) + 1e-5, `${n}: ${most}, mean shifted by ${shift}`);
    }
    assert.ok(popular.length > 6);
  });
}

test('implicit ALS: the objective never grows by an update', async () => {
  const options = { factors: 4, reg: 2, alpha: 3, epochs: 3, positiveFrom: 4 };
  const model = await createModel('ImplicitALS', options).fit(toy);
  const weightOf = positiveWeights(toy.scale, { positiveFrom: 4, weights: 'equal' });
  const lossOf = (train: Interactions, state: FactorState) => {
    const { factors, userFactors, itemFactors } = state;
    let loss = 0;
    for (let user = 0; user * factors < userFactors.length; user++) {
      const p = userFactors.subarray(user * factors, (user + 1) * factors);
      if (Number.isNaN(p[0])) continue;
      const rows = Array.from(train.rowsOfUser(user as UserIndex));
      const liked = rows
        .filter((row) => weightOf(train.ratingColumn[row]) > 0)
        .map((row) => train.itemColumn[row]);
      for (let item = 0; item * factors < itemFactors.length; item++) {
        const isLiked = liked.includes(item as ItemIndex);
        let score = 0;
        for (let f = 0; f < factors; f++) score += p[f] * itemFactors[item * factors + f];
        loss += (isLiked ? 1 + options.alpha : 1) * ((isLiked ? 1 : 0) - score) ** 2;
      }
      loss += options.reg * p.reduce((sum, value) => sum + value ** 2, 0);
    }
    return loss + options.reg * itemFactors.reduce((sum, value) => sum + value ** 2, 0);
  };
  const random = new RandomState(1);
  let compared = 0;
  for (let round = 0; round < 20; round++) {
    const before = model.state as FactorState;
    const user = toy.users.idOf(random.interval(13) as UserIndex);
    const item = toy.items.idOf(random.interval(10) as ItemIndex);
    const { changed } = await model.update([[user, item, 1 + random.interval(4)]]);
    if (changed === 0) continue;
    const [old, solved] = [before, model.state as FactorState].map((state) => lossOf(model.train, state));
    assert.ok(solved <= old + 1e-6, `${solved} above ${old}`);
    compared++;
  }
  assert.ok(compared >= 5, `${compared}`);
});

test('counters of changed ratings equal those of a new count, for half stars, tenths and play counts', () => {
  const random = new RandomState(2);
  for (const draw of [
    () => random.interval(10) / 2,
    () => Math.fround(random.interval(50) / 10),
    () => 1 + random.interval(1e6),
  ]) {
    const ratings = Float32Array.from({ length: 500 }, draw);
    const keys = Int32Array.from(ratings, () => random.interval(9));
    const after = ratings.slice();
    for (let n = 0; n < 500; n += 7) after[n] = draw();
    const some = Array.from(ratings.keys()).filter((n) => n % 7 === 0);
    const changes = { before: some.map((n) => ratings[n]), after: some.map((n) => after[n]) };
    const recounted = recountRatings(
      countRatings(keys, ratings, 10),
      some.map((n) => keys[n]),
      changes,
      10,
    );
    assert.deepEqual(recounted, countRatings(keys, after, 10));
  }
});

test('MostPopular refuses an update that leaves nothing positive, as a fit does', async () => {
  const model = await createModel('MostPopular').fit(
    Interactions.fromRows([
      ['a', 'x', 5],
      ['a', 'y', 1],
    ]),
  );
  await assert.rejects(model.update([['a', 'x', null]]), { name: 'OptionError', message: /positiveFrom/ });
  assert.equal(model.train.length, 2);
});

test('an item that is new since the fit has no score in an item-item model, and says why', async () => {
  const model = await createModel('EASE').fit(toy);
  await model.update([['u0', 'brand new', 5]]);
  const { wasImpossible, reason } = model.explain(toy.row(0).user, model.train.items.idOf(11 as ItemIndex));
  assert.deepEqual([wasImpossible, reason], [true, 'the item is new since the last fit']);
});

test('an item-item model that is fitted on its updated train set forgets whose likes it had looked up', async () => {
  for (const name of ['EASE', 'ItemKNN', 'SLIM']) {
    const model = await createModel(name, { positiveFrom: null }).fit(toy);
    const user = toy.row(0).user;
    await model.update(['u1', 'u2', user].map((each): RatingUpdate => [each, 'brand new', 5]));
    model.scoresOf(user);
    await model.fit(model.train);
    const fresh = await createModel(name, { positiveFrom: null }).fit(model.train);
    assert.deepEqual(model.scoresOf(user), fresh.scoresOf(user));
  }
});

test('the README says which models update, and how', () => {
  const readme = readFileSync(join(__dirname, '../../lib/models/README.md'), 'utf8');
  const rows = readme.matchAll(/^\| `(exact|foldIn|miniBatch|none)` \| .* \| (.*) \|$/gm);
  const listed = [...rows].flatMap(([, kind, names]) =>
    Array.from(names.matchAll(/`([^`]+)`/g), ([, name]) => [name, kind] as const),
  );
  const declared = MODELS.map(({ name, create }) => [name, create().can.updates] as const);
  assert.deepEqual(new Map(listed.sort()), new Map([...declared].sort()));
});
