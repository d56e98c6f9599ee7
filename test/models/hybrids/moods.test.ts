import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemIndex, itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { MOOD_WINDOWS, Moods } from '../../../lib/models/hybrids/parts/moods';
import { StackedHybrid } from '../../../lib/models/hybrids/stacked-hybrid';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { alsBiases } from '../../../lib/models/shared/baselines';
import { sumOfTerms } from '../../../lib/recommender/explanation';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);

/** Each user rates in three sittings of a minute, a day apart; in each, all ratings are a star higher, or lower. */
const moody = (() => {
  const random = new RandomState(2);
  const rows = Array.from({ length: 40 * 24 }, (_, n) => {
    const [user, item] = [n % 40, Math.floor(n / 40)];
    const second = 86_400 * 7 * (item % 3) + 2 * item + 1_000_000 * user;
    const mood = (user * 7 + (item % 3) * 5) % 4 < 2 ? 1 : -1;
    const rating = 3 + mood + (item % 5) / 4 + 0.3 * random.normal();
    return { user: `u${user}`, item: `i${item}`, rating, context: { second } };
  });
  return Interactions.fromRows(rows, { scale: { min: 0, max: 7 } });
})();
const times = Array.from({ length: moody.length }, (_, row) => Number(moody.row(row).context?.second));

test('moods are those of a loop over all of the user’s ratings', () => {
  const moods = new Moods(moody, times);
  const { mean, user, item } = alsBiases(moody);
  const width = MOOD_WINDOWS.length;
  const row = new Float64Array(1 + 2 * width);
  for (const [u, time] of [
    [0, 5],
    [3, times[3]],
    [3, times[3] + 0.25],
    [39, 86_400 * 8],
    [7, -1e9],
  ]) {
    moods.fill(row, 1, u, time);
    for (const [w, window] of MOOD_WINDOWS.entries()) {
      let [errors, weights] = [0, 0];
      for (let n = 0; n < moody.length; n++) {
        if (moody.userColumn[n] !== u) continue;
        const K = Math.exp(-Math.abs(times[n] - time) / window);
        errors += K * (moody.ratingColumn[n] - mean - user[u] - item[moody.itemColumn[n]]);
        weights += K;
      }
      near(row[1 + w], errors / (3 + weights), 1e-9);
      near(row[1 + width + w], Math.log1p(weights), 1e-9);
    }
  }
  moods.fill(row.fill(1), 1, undefined, 5);
  assert.deepEqual([...row], [1, ...new Array(2 * width).fill(0)]);
  moods.fill(row.fill(1), 1, 0, undefined);
  assert.deepEqual([...row], [1, ...new Array(2 * width).fill(0)]);
});

const MEMBERS = [{ model: 'BaselineOnly' }, { model: 'MeanRating', options: { of: 'item' } }];
const split = trainTestSplit(moody, { seed: 1 });

test('a stacked hybrid with a time column uses moods, and says so', async () => {
  const plain = await evaluate(new StackedHybrid({ members: MEMBERS }), { split });
  const model = new StackedHybrid({ members: MEMBERS, trees: 20, timeColumn: 'second' });
  const { row } = await evaluate(model, { split });
  assert.ok(row.rmse < 0.8 * plain.row.rmse, `${row.rmse} ${plain.row.rmse}`);
  assert.deepEqual([model.can.usesContext, model.contextNames], [true, ['second']]);
  assert.equal(plain.row.rmse > 0.9, true, `${plain.row.rmse}`);
  const { user, item, context } = split.test.row(0);
  const { terms, score } = model.explain(user, item, { context });
  near(sumOfTerms(terms), score, 1e-9);
  assert.ok(terms.some((term) => term.kind === 'context' && term.feature === `second: ${context?.second}`));
  assert.notEqual(score, model.predict(user, item).score);
  near(model.scoresOf(user, { context })[model.train.items.require(item)], score, 1e-9);
  const back = modelFromJson(JSON.parse(JSON.stringify(model)));
  assert.equal(back.predict(user, item, { context }).score, score);
  const better = [...model.train.ratingsOf(user)].filter((one) => one.context?.second !== context?.second);
  await model.update(better.map(({ rating, ...one }) => ({ ...one, rating: Math.min(7, rating + 2) })));
  assert.ok(model.predict(user, item, { context }).score > score, 'the new ratings count');
});

test('timeColumn is the name of a numeric column of the train set', async () => {
  const model = new StackedHybrid({ members: MEMBERS, timeColumn: 'when' });
  await assert.rejects(model.fit(moody), { name: 'OptionError', message: /the context column "when"/ });
  const when = { when: Array.from({ length: moody.length }, (_, row) => (row % 2 ? 'late' : 'early')) };
  await assert.rejects(model.fit(moody.withContext(when)), {
    name: 'OptionError',
    message: /^StackedHybrid: timeColumn must be the name of a numeric .* "when" is categorical$/,
  });
  assert.throws(() => new StackedHybrid({ timeColumn: '' }), { name: 'OptionError' });
});

test('trees learn where to trust which member, and unknown pairs have a score too', async () => {
  // The item decides: up to i11 everyone rates like everyone, from i12 on by their number.
  const random = new RandomState(4);
  const rows = Array.from({ length: 60 * 24 }, (_, n) => {
    const [user, item] = [n % 60, Math.floor(n / 60)];
    const rating = (item < 12 ? 3 : 1 + 4 * (user % 2)) + 0.3 * random.normal();
    return [`u${user}`, `i${item}`, Math.min(6, Math.max(0, rating))] as const;
  });
  const table = trainTestSplit(Interactions.fromRows(rows, { scale: { min: 0, max: 6 } }), { seed: 1 });
  const members = [{ model: 'ALS', options: { factors: 1 } }, { model: 'MeanRating' }];
  const options = { members, newItems: 0.2 };
  const ridge = await evaluate(new StackedHybrid(options), { split: table });
  const model = new StackedHybrid({ ...options, trees: 60 });
  const trees = await evaluate(model, { split: table });
  assert.ok(trees.row.rmse < ridge.row.rmse, `${trees.row.rmse} ${ridge.row.rmse}`);
  const { terms, score } = model.explain(userId('u1'), itemId('i20'));
  near(sumOfTerms(terms), score, 1e-9);
  assert.ok(Number.isFinite(model.predict(userId('nobody'), itemId('nothing')).score));
  assert.ok(Number.isFinite(model.scoresOf(userId('u0'))[0 as ItemIndex]));
  assert.equal(
    modelFromJson(JSON.parse(JSON.stringify(model))).predict(userId('u1'), itemId('i20')).score,
    score,
  );
  const fewer = { ...model.state, treeCuts: model.state.treeCuts.slice(1) };
  assert.throws(() => model.checkState(model.train, fewer), { name: 'DataError', message: /treeCuts/ });
});
