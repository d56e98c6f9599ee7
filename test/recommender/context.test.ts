/** Context from the question to the score, by a small model that uses it; the contract has what every such model must do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId, type UserId, userId } from '../../lib/core/ids';
import type { ContextValues } from '../../lib/data/context/context-columns';
import { Interactions } from '../../lib/data/table/interactions';
import type { RatingRow } from '../../lib/data/table/rating-rows';
import { createModel } from '../../lib/models/registry';
import { DEVICE_BIAS, DeviceBias } from '../fixtures/device-bias';
import { testContract } from '../models/test-contract';

testContract(DEVICE_BIAS);

const [ANN, UP] = [userId('ann'), itemId('up')];
const rows = [
  { user: 'ann', item: 'up', rating: 5, context: { device: 'phone', place: 'घर', hour: 20 } },
  { user: 'ann', item: 'heat', rating: 1, context: { device: 'phone', place: '🏢', hour: 8 } },
  { user: 'bob', item: 'up', rating: 1, context: { device: 'tv', place: 'घर', hour: 21 } },
  { user: 'bob', item: 'heat', rating: 5, context: { device: null, place: 'घर', hour: 9 } },
];
const table = Interactions.fromRows(rows);
const home = { device: 'phone', place: 'घर' };

test('scores by hand, with context and without', async () => {
  const model = await new DeviceBias({ damping: 0 }).fit(table);
  assert.deepEqual(model.contextNames, ['device', 'place'], 'columns of numbers are not its business');
  // μ = 3 and b_up = b_heat = 0. Up has +2 on a phone and 0 at home, heat −2 on a phone and −2 in the office, so that
  // ann's ratings leave 0 and +2: b_ann = 1.
  assert.equal(model.predict(ANN, UP).score, 4);
  assert.equal(model.predict(ANN, UP, { context: home }).score, 6);
  assert.equal(model.predict(ANN, UP, { context: { ...home, device: 'tv' } }).score, 2);
  const { terms } = model.explain(ANN, UP, { context: home });
  assert.deepEqual(
    terms.filter(({ kind }) => kind === 'context').map(({ feature, value }) => [feature, value]),
    [
      ['device: phone', 2],
      ['place: घर', 0],
    ],
  );
});

test('a missing value is a category that can be asked for', async () => {
  const model = await new DeviceBias({ damping: 0 }).fit(table);
  const heat = itemId('heat');
  const scores = [null, undefined, ''].map(
    (device) => model.predict(ANN, heat, { context: { ...home, device } }).score,
  );
  assert.deepEqual(scores, [scores[0], scores[0], scores[0]]);
  assert.notEqual(scores[0], model.predict(ANN, heat, { context: home }).score);
});

test('what a context must be is said in words', async () => {
  const model = await new DeviceBias().fit(table);
  const refused = (context: unknown, message: RegExp | string) =>
    assert.throws(() => model.predict(ANN, UP, { context: context as ContextValues }), {
      name: 'OptionError',
      message,
    });
  refused(
    { ...home, devise: 'tv' },
    'DeviceBias: context has no column "devise"; it uses device, place; did you mean "device"?',
  );
  refused({ place: 'घर' }, 'DeviceBias: context must have a value for device too; it uses device, place');
  refused(
    { ...home, device: 'Phone' },
    'DeviceBias: context device must be one of phone, tv, null (missing), as in the train set, got "Phone"; did you mean "phone"?',
  );
  refused({ ...home, place: 7 }, /context place must be one of घर, 🏢, as in the train set, got 7$/);
  refused('phone', /context must be an object with a value for each of its columns; it uses device, place$/);
  const many = Interactions.fromRows(
    Array.from(
      { length: 40 },
      (_, n): RatingRow => ({ user: `u${n}`, item: 'x', rating: 3, context: { zip: `z${n}` } }),
    ),
  );
  const wide = await new DeviceBias().fit(many);
  assert.throws(
    () => wide.recommend(userId('u1'), { context: { zip: 'nowhere' } }),
    /must be one of z0, z1, .*, z11 and 28 more, as in the train set, got "nowhere"$/,
  );
});

test('a train set must have the columns that the model uses', async () => {
  const numbers = Interactions.fromRows(
    rows.map(({ context: { hour }, ...row }) => ({ ...row, context: { hour } })),
  );
  await assert.rejects(new DeviceBias().fit(numbers), {
    name: 'OptionError',
    message:
      'DeviceBias: needs a train set with context columns, but this one has hour; see Interactions.withContext',
  });
  class PlaceBias extends DeviceBias {
    override contextColumns() {
      return ['place'];
    }
  }
  await assert.rejects(
    new PlaceBias().fit(numbers),
    /needs a train set with the context column "place", .* has hour; see Interactions.withContext$/,
  );
});

test('names that objects have anyway are columns like any other', async () => {
  const odd = Interactions.fromRows(
    rows.map((row) => ({
      ...row,
      context: { constructor: row.context.place, ['__proto__']: row.context.place },
    })),
  );
  const model = await new DeviceBias().fit(odd);
  assert.throws(
    () => model.predict(ANN, UP, { context: {} }),
    /must have a value for constructor and __proto__ too/,
  );
  const context = JSON.parse('{"constructor": "घर", "__proto__": "🏢"}');
  assert.ok(Number.isFinite(model.predict(ANN, UP, { context }).score));
});

test('pairs with a category of their own are predicted without context', async () => {
  const model = await new DeviceBias({ damping: 0 }).fit(table);
  const asked = (device: string | null) =>
    Interactions.fromRows([{ user: 'ann', item: 'up', rating: 3, context: { place: 'घर', device } }]);
  assert.equal(model.predictAll(asked('phone')).scores[0], 6);
  assert.equal(model.predictAll(asked('fridge')).scores[0], 4);
  const numbers = Interactions.fromRows([
    { user: 'ann', item: 'up', rating: 3, context: { device: 'tv', place: 5 } },
  ]);
  assert.throws(
    () => model.predictAll(numbers),
    /the pairs have a numeric context column "place", but the train set has a categorical one/,
  );
});

test('plain models of the registry refuse a context, and say so', () => {
  const asked = createModel('MostPopular')
    .fit(table)
    .then((model) => model.recommend('ann' as UserId, { among: ['up' as ItemId], context: home }));
  return assert.rejects(asked, {
    name: 'OptionError',
    message: "MostPopular: doesn't use context (see its `can`); leave the context out",
  });
});
