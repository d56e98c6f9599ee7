import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { alsBiases, type Biases, sgdBiases } from '../../../lib/models/shared/baselines';
import { golden, goldenTables } from '../../fixtures/golden';

const { train } = goldenTables();
const reference = golden().algorithms.filter(({ name }) => name === 'BaselineOnly');

for (const { params, bu = {}, bi = {} } of reference) {
  const python = params.bsl_options as Record<string, number | string>;
  test(`biases are Surprise's for ${JSON.stringify(python)}`, () => {
    const given = {
      epochs: python.n_epochs as number | undefined,
      regUser: python.reg_u as number | undefined,
      regItem: python.reg_i as number | undefined,
      learningRate: python.learning_rate as number | undefined,
      reg: python.reg as number | undefined,
    };
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const biases = python.method === 'als' ? alsBiases(train, options) : sgdBiases(train, options);
    assert.equal(Object.keys(bu).length, train.userCount);
    for (const [id, bias] of Object.entries(bu)) near(biases.user[train.users.require(userId(id))], bias);
    for (const [id, bias] of Object.entries(bi)) near(biases.item[train.items.require(itemId(id))], bias);
  });
}

test('ratings are visited user by user, as in Surprise', () => {
  const { sgd_order } = golden();
  const rows = Array.from(train.byUser.rows, (row) => train.row(row));
  assert.deepEqual(
    rows.map(({ user, item, rating }) => [user, item, rating]),
    sgd_order,
  );
});

// By hand: μ = 3; with reg 1 the one item has b_i = 2/(1+2)·0 = 0 in round one, then b_u = ±1/(1+1).
test('one round of ALS by hand', () => {
  const table = Interactions.fromRows([
    ['a', 'x', 4],
    ['b', 'x', 2],
  ]);
  const { mean, user, item } = alsBiases(table, { epochs: 1, regUser: 1, regItem: 1 });
  assert.deepEqual([mean, ...item, ...user], [3, 0, 0.5, -0.5]);
});

test('ALS without a penalty reaches the least-squares solution: no residual is left', () => {
  const table = Interactions.fromRows([
    ['a', 'x', 5],
    ['a', 'y', 3],
    ['b', 'x', 4],
    ['b', 'y', 2],
  ]);
  const { mean, user, item } = alsBiases(table, { regUser: 0, regItem: 0, epochs: 1 });
  for (let row = 0; row < table.length; row++) {
    near(mean + user[table.userColumn[row]] + item[table.itemColumn[row]], table.ratingColumn[row]);
  }
});

test('users and items without a rating have bias 0, also without a penalty', () => {
  const whole = Interactions.fromRows([
    ['a', 'x', 5],
    ['b', 'y', 1],
    ['b', 'x', 2],
  ]);
  const table = whole.select([0, 2]);
  const zero = (biases: Biases) => biases.item[1];
  assert.equal(zero(alsBiases(table, { regUser: 0, regItem: 0 })), 0);
  assert.equal(zero(sgdBiases(table)), 0);
});

test('a step that is too large is refused, not answered with NaN', () => {
  const rows = Array.from({ length: 40 }, (_, n) => [`u${n % 4}`, `i${n >> 2}`, 1 + (n % 5)] as const);
  assert.throws(
    () => sgdBiases(Interactions.fromRows(rows), { learningRate: 50, epochs: 200 }),
    /grew without bound; use a smaller learningRate than 50/,
  );
});

function near(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) < 1e-10, `${actual} is not ${expected}`);
}
