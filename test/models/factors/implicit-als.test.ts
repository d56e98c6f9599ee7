import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import type { Interactions } from '../../../lib/data/table/interactions';
import { ImplicitALS, type ImplicitALSOptions } from '../../../lib/models/factors/implicit-als';
import { ImplicitRows } from '../../../lib/models/factors/parts/implicit-rows';
import type { FactorState } from '../../../lib/models/shared/factor-state';
import { stateFromJson } from '../../../lib/recommender/saving/model-json';
import { circles, denseWeights, farthest, handful, product, slowInverse, transpose } from '../ranking-data';

function stateOf(model: ImplicitALS): FactorState {
  return stateFromJson(model.toJSON().state ?? {}) as FactorState;
}

function rowsOf(table: Float32Array, factors: number): number[][] {
  return Array.from({ length: table.length / factors }, (_, row) => [
    ...table.subarray(row * factors, (row + 1) * factors),
  ]);
}

function weights(table: Interactions): number[][] {
  return denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
}

/** The objective of the doc comment, over all cells, in 64 bits. */
function objective(W: number[][], P: number[][], Q: number[][], { reg, alpha }: ImplicitALSOptions): number {
  let sum = 0;
  for (const [u, row] of product(P, transpose(Q)).entries()) {
    for (const [i, score] of row.entries()) {
      sum += (1 + alpha * W[u][i]) * ((W[u][i] > 0 ? 1 : 0) - score) ** 2;
    }
  }
  for (const value of [...P.flat(), ...Q.flat()]) sum += reg * value ** 2;
  return sum;
}

/** The best rows given the others, each system written down and inverted: W is [rows, others]. */
function slowHalf(
  W: number[][],
  others: number[][],
  { reg, regExponent, alpha, factors }: ImplicitALSOptions,
): number[][] {
  return W.map((row) => {
    const penalty = reg * row.filter((w) => w > 0).length ** regExponent;
    const A = Array.from({ length: factors }, (_, f) =>
      Array.from({ length: factors }, (_, g) => (f === g ? penalty : 0)),
    );
    const b = new Array<number>(factors).fill(0);
    for (const [i, w] of row.entries()) {
      for (let f = 0; f < factors; f++) {
        if (w > 0) b[f] += (1 + alpha * w) * others[i][f];
        for (let g = 0; g < factors; g++) A[f][g] += (1 + alpha * w) * others[i][f] * others[i][g];
      }
    }
    return product(
      slowInverse(A),
      b.map((value) => [value]),
    ).map(([value]) => value);
  });
}

// One user, one item, one factor: by turns p = (1 + α) q / ((1 + α) q² + λ). With α = 3 and λ = 1, p = q where
// 4 q² + 1 = 4: q = √3 / 2, and the score is 3/4.
test('by hand: one like', async () => {
  const table = handful().select([0], { vocabulary: 'remake' });
  const options = { factors: 1, epochs: 60, reg: 1, alpha: 3, initStdDev: 1 };
  const model = await new ImplicitALS(options).fit(table);
  const [score] = model.scoresOf(userId('ann'));
  assert.ok(Math.abs(score - 0.75) < 1e-3, `${score}`);
});

test('with enough steps a round is the exact solution of each system', async () => {
  const table = circles();
  for (const penalty of [{ reg: 2 }, { reg: 0.2, regExponent: 1 }, { reg: 0.5, regExponent: 0.4 }]) {
    const options = { factors: 4, epochs: 3, alpha: 5, solverSteps: 30, ...penalty };
    const model = await new ImplicitALS(options).fit(table);
    const { userFactors, itemFactors } = stateOf(model);
    // The items were solved last, for these users.
    const expected = slowHalf(transpose(weights(table)), rowsOf(userFactors, 4), model.options);
    assert.ok(farthest(rowsOf(itemFactors, 4), expected) < 1e-3);
    // A visitor is solved like a user, for these items.
    const [user] = table.users;
    const rated = slowHalf(weights(table).slice(0, 1), rowsOf(itemFactors, 4), model.options);
    const scores = product(rated, transpose(rowsOf(itemFactors, 4)));
    const folded = [...model.foldIn([], { user }).scoresOf()];
    assert.ok(farthest([folded], scores) < 1e-4);
  }
});

test('graded likes weigh by their stars, and count as likes', async () => {
  const table = circles();
  const options = { factors: 3, epochs: 2, reg: 2, alpha: 4, solverSteps: 30 };
  const model = await new ImplicitALS({ ...options, positiveFrom: 3, weights: 'graded' }).fit(table);
  const { userFactors, itemFactors } = stateOf(model);
  const W = denseWeights(table, (rating) => (rating >= 3 ? (rating - 1) / 4 : 0));
  const expected = slowHalf(transpose(W), rowsOf(userFactors, 3), model.options);
  assert.ok(farthest(rowsOf(itemFactors, 3), expected) < 1e-3);
});

test('each round lowers the objective, with one step of the solver too', async () => {
  const table = circles();
  for (const solverSteps of [1, 3]) {
    const values: number[] = [];
    for (const epochs of [1, 2, 4, 8, 16]) {
      const model = await new ImplicitALS({ factors: 5, epochs, reg: 1, alpha: 3, solverSteps }).fit(table);
      const { userFactors, itemFactors } = stateOf(model);
      values.push(objective(weights(table), rowsOf(userFactors, 5), rowsOf(itemFactors, 5), model.options));
    }
    for (let n = 1; n < values.length; n++) assert.ok(values[n] < values[n - 1], `${solverSteps}: ${values}`);
  }
});

test('two circles of taste are told apart', async () => {
  const table = circles();
  const model = await new ImplicitALS({ factors: 4, reg: 2 }).fit(table);
  let same = 0;
  for (const user of table.users) {
    for (const { item } of model.recommend(user, { k: 5 })) {
      if (Number(item.slice(1)) % 2 === Number(user.slice(1)) % 2) same++;
    }
  }
  // By chance 41 % of what they haven't rated is of their circle.
  assert.ok(same > 0.75 * 5 * table.userCount, `${same}`);
});

test('a user without a like has no score, an item without one the score 0', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).rating < 4 || table.row(row).user === 'bob',
  );
  const model = await new ImplicitALS({ factors: 2, reg: 0.1 }).fit(table.select(rows));
  assert.deepEqual(model.recommend(userId('ann'), { filterSeen: false }), []);
  assert.ok(model.scoresOf(userId('bob')).every((score) => score > 0.5));
  const likesOnlyZ = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).item !== 'y',
  );
  const other = await new ImplicitALS({ factors: 2, reg: 0.1 }).fit(table.select(likesOnlyZ));
  assert.equal(other.scoresOf(userId('bob'))[1], 0);
});

test('options out of range are refused', () => {
  assert.throws(() => new ImplicitALS({ alpha: 0 }), /ImplicitALS: alpha must be a number above 0, got 0/);
  assert.throws(() => new ImplicitALS({ factors: 0.5 }), /factors must be a positive whole number, got 0.5/);
});

test('tables that WebAssembly cannot address are refused before they are allocated', () => {
  const one = {
    columnCount: 1,
    offsets: Int32Array.of(0, 1),
    columns: Int32Array.of(0),
    values: Float32Array.of(1),
  };
  const options = { factors: 6000, epochs: 1, reg: 1, regExponent: 0, alpha: 1, solverSteps: 1 };
  assert.throws(() => new ImplicitRows(one, one, options), {
    name: 'OptionError',
    message:
      /^ImplicitALS: 6000 factors for 1 users and 1 items would take 4\.8 GB, but WebAssembly has at most 4\.0 GB; use fewer factors, or `npm run spark/,
  });
});
