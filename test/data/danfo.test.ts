import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffPolicyData } from '../../lib/bandits/off-policy/off-policy-data';
import { DataError, OptionError } from '../../lib/core/errors';
import { itemId, userId } from '../../lib/core/ids';
import { HALF_STARS } from '../../lib/core/rating-scale';
import { filmsFrame, fromFrame, recordsFrame, toFrame, usersFrame } from '../../lib/data/danfo';
import { Interactions } from '../../lib/data/table/interactions';

const table = Interactions.fromRows(
  [
    [196, 'up', 4.5, 881250949],
    [22, 'big', 1, 891717742],
    [196, 'big', 3, 878887116],
  ],
  { scale: HALF_STARS },
);

test('a table becomes a frame and the same table again', () => {
  const frame = toFrame(table);
  assert.deepEqual(frame.columns, ['user', 'item', 'rating', 'timestamp']);
  assert.deepEqual(frame.dtypes, ['string', 'string', 'float32', 'int32']);
  assert.deepEqual(frame.values, [
    ['196', 'up', 4.5, 881250949],
    ['22', 'big', 1, 891717742],
    ['196', 'big', 3, 878887116],
  ]);
  assert.equal(fromFrame(frame, { scale: HALF_STARS }).hash(), table.hash());
});

test('without timestamps too', () => {
  const plain = Interactions.fromRows([['a', 'x', 3]]);
  assert.deepEqual(toFrame(plain).columns, ['user', 'item', 'rating']);
  assert.equal(fromFrame(toFrame(plain)).hash(), plain.hash());
});

test('pandas idioms work on the frame: group, mean, sort', () => {
  const means = toFrame(table).groupby(['item']).col(['rating']).mean().sortValues('rating_mean');
  assert.deepEqual(means.values, [
    ['big', 2],
    ['up', 4.5],
  ]);
});

test('columns may have other names, ids may be numbers', () => {
  const frame = toFrame(Interactions.fromRows([[1, 2, 3]]));
  frame.addColumn('user_id', [1], { inplace: true });
  frame.addColumn('stars', [4], { inplace: true });
  const back = fromFrame(frame, { user: 'user_id', rating: 'stars' });
  assert.deepEqual([...back], [{ user: '1', item: '2', rating: 4 }]);
});

test('films and users become frames', () => {
  const films = filmsFrame([
    { id: itemId(1), title: 'Up (2009)', year: 2009, genres: ['Drama', 'War'] },
    { id: itemId(2), title: 'unknown', year: undefined, genres: [] },
  ]);
  assert.deepEqual(films.columns, ['item', 'title', 'year', 'genres']);
  assert.deepEqual(films.values, [
    ['1', 'Up (2009)', 2009, 'Drama|War'],
    ['2', 'unknown', Number.NaN, ''],
  ]);
  const users = usersFrame([{ id: userId(7), age: 30, gender: 'F', occupation: 'writer', zipCode: '04102' }]);
  assert.deepEqual(users.columns, ['user', 'age', 'gender', 'occupation', 'zipCode']);
  assert.deepEqual(users.values, [['7', 30, 'F', 'writer', '04102']]);
});

test('a missing column and bad values are told with their place', () => {
  const frame = toFrame(table);
  assert.throws(
    () => fromFrame(frame, { user: 'who' }),
    (error) =>
      error instanceof OptionError &&
      /no column "who"; its columns are user, item, rating, timestamp/.test(error.message),
  );
  frame.addColumn('bad', [1, Number.NaN, 3], { inplace: true });
  assert.throws(
    () => fromFrame(frame, { rating: 'bad' }),
    (error) =>
      error instanceof DataError && /row 2, column "bad": expected a number, got NaN/.test(error.message),
  );
  assert.throws(() => fromFrame(frame, { user: 'bad' }), /row 2, column "bad": expected an id .* got NaN/);
  assert.throws(() => fromFrame(frame), /row 1, rating: .* got 4\.5/, 'whole stars by default');
});

test('records become a frame with a kind for each column', () => {
  const frame = recordsFrame([
    { label: 'a', rmse: 0.9, biased: true, note: null },
    { label: 'b', rmse: null, biased: false, note: 'odd' },
  ]);
  assert.deepEqual(frame.columns, ['label', 'rmse', 'biased', 'note']);
  assert.deepEqual(frame.dtypes, ['string', 'float32', 'boolean', 'string']);
  assert.deepEqual(frame.values, [
    ['a', 0.9, true, ''],
    ['b', Number.NaN, false, 'odd'],
  ]);
  assert.throws(() => recordsFrame([]), { name: 'OptionError', message: /at least one record/ });
});

test('columns may be called as properties of every object are; two of one name are refused', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const record = JSON.parse(`{"${name}":"a","item":"x","rating":3}`);
    const frame = recordsFrame([record, { item: 'y', rating: 3 }]);
    assert.deepEqual(frame.columns, [name, 'item', 'rating']);
    assert.deepEqual(frame.values, [
      ['a', 'x', 3],
      ['', 'y', 3],
    ]);
    const back = fromFrame(recordsFrame([record]), { user: name });
    assert.deepEqual([...back], [{ user: 'a', item: 'x', rating: 3 }]);
  }
  // Danfo itself refuses most such frames.
  const twice = toFrame(table);
  Object.defineProperty(twice, 'columns', { value: ['user', 'item', 'rating', 'rating'] });
  assert.throws(
    () => fromFrame(twice),
    /two columns of the frame are called "rating", column 3 and column 4/,
  );
});

test('context and propensities go into a frame and back', () => {
  const rows = [
    { user: 'अनु', item: '🎬', rating: 5, context: { device: 'tv', hour: 20.5 }, propensity: 0.5 },
    { user: 'bob', item: 'up', rating: 3, context: { device: null, hour: 8 }, propensity: 1 },
  ];
  const given = Interactions.fromRows(rows);
  const frame = toFrame(given);
  assert.deepEqual(frame.columns, ['user', 'item', 'rating', 'device', 'hour', 'propensity']);
  const back = fromFrame(frame, { context: ['device', 'hour'] });
  assert.deepEqual([...back], [...given]);
  assert.equal(fromFrame(frame).context, undefined);
  const asText = fromFrame(frame, { context: { hour: 'categorical' } });
  assert.deepEqual(asText.row(0).context, { hour: '20.5' });
  frame.addColumn('odd', ['a', 1], { inplace: true });
  assert.throws(() => fromFrame(frame, { context: ['odd'] }), {
    name: 'DataError',
    message: /^fromFrame: row 2, column "odd": expected text as in row 1 \("a"\), got 1/,
  });
  assert.throws(() => fromFrame(frame, { context: ['gone'] }), /no column "gone"; its columns are user/);
});

test("a policy's log in a frame becomes one for off-policy estimates", () => {
  const frame = recordsFrame([
    { action: 'tea', reward: 1, propensity: 0.25, user: 'अनु', logger: 'a' },
    { action: 'cocoa', reward: 0, propensity: null, user: 'bob', logger: 'b' },
    { action: 'tea', reward: 0.5, propensity: 1, user: 'अनु', logger: 'a' },
  ]);
  const log = OffPolicyData.fromFrame(frame, { unit: 'user' });
  assert.deepEqual([log.actions, log.loggers, log.units], [['tea', 'cocoa'], ['a', 'b'], 2]);
  assert.deepEqual([...log.reward], [1, 0, 0.5]);
  assert.deepEqual([...log.propensity], [0.25, Number.NaN, 1]);
});
