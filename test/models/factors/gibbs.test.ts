/** The draws of the Gibbs sampler: against slow formulas, closed forms, and simulated data with known parameters. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky, solveUpper } from '../../../lib/math/dense/cholesky';
import { luSolve } from '../../../lib/math/dense/lu-solve';
import { RandomState } from '../../../lib/math/random/random-state';
import { wishart } from '../../../lib/math/random/wishart';
import { compressRows } from '../../../lib/math/sparse/compressed-rows';
import { ContextEffects } from '../../../lib/models/factors/parts/gibbs/context-effects';
import {
  EffectCollector,
  effectOf,
  effectOfContext,
} from '../../../lib/models/factors/parts/gibbs/effect-state';
import { GibbsSampler } from '../../../lib/models/factors/parts/gibbs/gibbs-sampler';
import { GibbsSide, type RatingsOfRows } from '../../../lib/models/factors/parts/gibbs/gibbs-side';

/** `[user, item]` of each rating, grouped by user or by item. */
function grouped(pairs: readonly (readonly number[])[], by: 0 | 1, count: number): RatingsOfRows {
  const rows = pairs.map((_, row) => row).sort((a, b) => pairs[a][by] - pairs[b][by] || a - b);
  const offsets = Int32Array.from(
    { length: count + 1 },
    (_, n) => pairs.filter((pair) => pair[by] < n).length,
  );
  return { offsets, rows: Int32Array.from(rows), others: Int32Array.from(rows, (row) => pairs[row][1 - by]) };
}

/** A dense table of features, one row per user, as the columns that the sampler takes. */
function columnsOf(x: readonly (readonly number[])[]) {
  const entries = x
    .flatMap((row, u) => row.map((value, j) => ({ u, j, value })))
    .filter(({ value }) => value !== 0);
  return compressRows(
    {
      rowCount: x[0].length,
      columnCount: x.length,
      rows: entries.map(({ j }) => j),
      columns: entries.map(({ u }) => u),
      values: entries.map(({ value }) => value),
    },
    new Float64Array(entries.length),
  );
}

const near = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected} ± ${tolerance}`);

const PAIRS = [0, 1, 2].flatMap((u) =>
  [0, 1, 2, 3, 4, 5, 6].filter((i) => (u + i) % 3 > 0).map((i) => [u, i]),
);

/** Without turns for others. */
const atOnce = async () => undefined;

test("a user's row has the mean and the covariance of the formula, solved by elimination", async () => {
  const k = 3;
  const random = new RandomState(2);
  const users = new GibbsSide(grouped(PAIRS, 0, 3), k, []);
  const items = new GibbsSide(grouped(PAIRS, 1, 7), k, []);
  items.table.set(random.normals(items.table.length));
  users.priorMeans.set(random.normals(users.table.length));
  users.precision = wishart(random, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), k, 6);
  const targets = random.normals(PAIRS.length);
  const alpha = 1.7;
  const h = (item: number) => [items.table[item * k], items.table[item * k + 1], 1];
  const means = new Float64Array(users.table.length);
  const draws = 20_000;
  const sums = new Float64Array(k);
  const squares = new Float64Array(k * k);
  const user = 1;
  for (let n = 0; n < draws; n++) {
    await users.drawRows(random, items, { targets, alpha, means }, async () => {});
    const row = users.table.subarray(user * k, (user + 1) * k);
    for (let f = 0; f < k; f++) {
      sums[f] += row[f] / draws;
      for (let g = 0; g < k; g++) {
        squares[f * k + g] += ((row[f] - means[user * k + f]) * (row[g] - means[user * k + g])) / draws;
      }
    }
  }
  const A = Float64Array.from(users.precision);
  const c = Float64Array.from({ length: k }, (_, f) => {
    let sum = 0;
    for (let g = 0; g < k; g++) sum += users.precision[f * k + g] * users.priorMeans[user * k + g];
    return sum;
  });
  for (const [row, [u, i]] of PAIRS.entries()) {
    if (u !== user) continue;
    for (let f = 0; f < k; f++) {
      c[f] += alpha * h(i)[f] * (targets[row] - items.table[i * k + 2]);
      for (let g = 0; g < k; g++) A[f * k + g] += alpha * h(i)[f] * h(i)[g];
    }
  }
  const mean = luSolve(A, c, { batch: 1, n: k, k: 1 });
  const covariance = luSolve(A, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), { batch: 1, n: k, k });
  for (let f = 0; f < k; f++) {
    near(means[user * k + f], mean[f], 1e-5, 'mean');
    near(sums[f], mean[f], 0.03, 'mean of the draws');
    for (let g = 0; g < k; g++) near(squares[f * k + g], covariance[f * k + g], 0.03, 'covariance');
  }
});

test('rows are drawn in turns when there are many, or many ratings', async () => {
  const [k, count] = [100, 3000];
  const one = grouped([], 0, 1);
  const random = new RandomState(4);
  for (const pairs of [[], Array.from({ length: 3000 }, (_, n) => [n, 0])]) {
    const side = new GibbsSide(grouped(pairs, 0, count), k, []);
    let breaths = 0;
    await side.drawRows(
      random,
      new GibbsSide(one, k, []),
      { targets: new Float64Array(pairs.length), alpha: 1 },
      async () => void breaths++,
    );
    assert.ok(breaths >= 250, `${breaths} breaths`);
  }
});

test('given the rows, μ and Λ have the moments of the normal-Wishart distribution', async () => {
  const random = new RandomState(3);
  const [N, k] = [6, 2];
  const none: RatingsOfRows = {
    offsets: new Int32Array(N + 1),
    rows: new Int32Array(0),
    others: new Int32Array(0),
  };
  const side = new GibbsSide(none, k, []);
  side.table.set(random.normals(N * k, 1));
  const average = [0, 1].map(
    (f) =>
      Array.from(side.table)
        .filter((_, at) => at % k === f)
        .reduce((a, b) => a + b) / N,
  );
  // W⁻¹ = I + Σ (v − v̄)(v − v̄)ᵀ + 2 N / (N + 2) v̄ v̄ᵀ; the mean of Λ is (k + N) W, that of μ is N v̄ / (N + 2).
  const inverse = [0, 1].flatMap((f) =>
    [0, 1].map((g) => {
      let sum = (f === g ? 1 : 0) + ((2 * N) / (N + 2)) * average[f] * average[g];
      for (let n = 0; n < N; n++)
        sum += (side.table[n * k + f] - average[f]) * (side.table[n * k + g] - average[g]);
      return sum;
    }),
  );
  const W = luSolve(inverse, [1, 0, 0, 1], { batch: 1, n: k, k });
  const draws = 20_000;
  const sums = { mean: new Float64Array(k), precision: new Float64Array(k * k) };
  for (let n = 0; n < draws; n++) {
    await side.drawPrior(random, atOnce);
    for (let f = 0; f < k; f++) sums.mean[f] += side.mean[f] / draws;
    for (let at = 0; at < k * k; at++) sums.precision[at] += side.precision[at] / draws;
  }
  for (let f = 0; f < k; f++) near(sums.mean[f], (N * average[f]) / (N + 2), 0.02, 'μ');
  for (let at = 0; at < k * k; at++) near(sums.precision[at], (k + N) * W[at], 0.05, 'Λ');
});

test('weights of features drawn one after the other have the distribution of those drawn at once', async () => {
  // Macau's draw: B = (XᵀX + λ I)⁻¹ (Xᵀ (R + E₁) + √λ E₂), with rows of E₁ and E₂ from N(0, Λ⁻¹).
  const [N, k, F] = [10, 2, 3];
  const random = new RandomState(5);
  const x = Array.from({ length: N }, (_, n) => [1, n % 2, n % 3 === 0 ? 0.7 : 0]);
  const none: RatingsOfRows = {
    offsets: new Int32Array(N + 1),
    rows: new Int32Array(0),
    others: new Int32Array(0),
  };
  const side = new GibbsSide(none, k, [columnsOf(x)]);
  side.table.set(random.normals(N * k, 0, 0.5));
  for (let n = 0; n < N; n += 2) side.table[n * k] += 2;
  const [group] = side.groups;
  const draws = 6000;
  const ours = new Float64Array(F * k);
  for (let n = 0; n < draws; n++) {
    await side.drawPrior(random, atOnce);
    group.weights.forEach((weight, at) => {
      ours[at] += weight / draws;
    });
  }
  const theirs = new Float64Array(F * k);
  const noise = (l: Float64Array) => {
    const z = random.normals(k);
    solveUpper(l, z, k);
    return z;
  };
  for (let n = 0; n < draws; n++) {
    await side.drawPrior(random, atOnce); // for μ, Λ and λ; the weights are replaced
    const l = side.precision.slice();
    cholesky(l, k);
    const lambda = group.precision;
    const left = x[0].flatMap((_, i) =>
      x[0].map((_, j) => x.reduce((sum, row) => sum + row[i] * row[j], i === j ? lambda : 0)),
    );
    const rest = Array.from({ length: N }, (_, u) => {
      return noise(l).map((value, f) => value + side.table[u * k + f] - side.mean[f]);
    });
    const right = x[0].flatMap((_, j) => {
      const own = noise(l).map((value) => Math.sqrt(lambda) * value);
      return [...own.map((value, f) => value + x.reduce((sum, row, u) => sum + row[j] * rest[u][f], 0))];
    });
    const drawn = luSolve(left, right, { batch: 1, n: F, k });
    for (let u = 0; u < N; u++) {
      for (let f = 0; f < k; f++) {
        const ofFeatures = x[u].reduce((sum, value, j) => sum + value * drawn[j * k + f], 0);
        side.priorMeans[u * k + f] = side.mean[f] + ofFeatures;
      }
    }
    group.weights.set(drawn);
    drawn.forEach((weight, at) => {
      theirs[at] += weight / draws;
    });
  }
  assert.ok(ours.some((weight) => Math.abs(weight) > 0.5));
  for (let at = 0; at < F * k; at++) near(ours[at], theirs[at], 0.07, 'weight');
});

test('simulation-based calibration: true parameters fall anywhere among the samples', async () => {
  // Talts et al. 2018: with parameters drawn from the prior and data drawn from the parameters, the rank of a true
  // value among posterior samples is uniform.
  const [users, items, k] = [5, 4, 2];
  const pairs = Array.from({ length: users }, (_, u) =>
    Array.from({ length: items }, (_, i) => [u, i]),
  ).flat();
  const x = Array.from({ length: users }, (_, u) => [u % 2, 1]);
  const random = new RandomState(11);
  const worlds = 120;
  const kept = 24;
  const ranks: number[][] = [[], [], [], []];
  for (let world = 0; world < worlds; world++) {
    const P = priorRows(random, users, k, x);
    const Q = priorRows(random, items, k);
    const level = random.normal();
    const alpha = 2 * random.gamma(0.5);
    const score = (p: Float64Array, q: Float64Array, u: number, i: number, w: number) =>
      w + p[u * k] * q[i * k] + p[u * k + 1] + q[i * k + 1];
    const y = Float64Array.from(
      pairs,
      ([u, i]) => score(P.rows, Q.rows, u, i, level) + random.normal() / Math.sqrt(alpha),
    );
    const sampler = await new GibbsSampler(
      {
        y,
        userColumn: Int32Array.from(pairs, ([u]) => u),
        itemColumn: Int32Array.from(pairs, ([, i]) => i),
        ofUsers: grouped(pairs, 0, users),
        ofItems: grouped(pairs, 1, items),
        userFeatures: [columnsOf(x)],
        itemFeatures: [],
        factors: k - 1,
      },
      random,
    ).start(async () => {});
    const below = [0, 0, 0, 0];
    const thin = 10;
    for (let sweep = 0; sweep < 60 + kept * thin; sweep++) {
      await sampler.sweep(
        async () => {},
        () => {},
      );
      if (sweep < 60 || sweep % thin > 0) continue;
      const found = score(sampler.users.table, sampler.items.table, 0, 0, sampler.level);
      if (found < score(P.rows, Q.rows, 0, 0, level)) below[0]++;
      if (sampler.alpha < alpha) below[1]++;
      if (sampler.level < level) below[2]++;
      if (sampler.users.groups[0].precision < P.lambda) below[3]++;
    }
    for (const [n, rank] of below.entries()) ranks[n].push(rank);
  }
  for (const [n, what] of ['prediction', 'α', 'w', 'λ'].entries()) {
    const bins = new Float64Array(5);
    for (const rank of ranks[n]) bins[Math.floor((5 * rank) / (kept + 1))]++;
    const expected = worlds / 5;
    const chi = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chi < 18.5, `${what}: ranks in fifths ${bins.join(', ')}, χ² ${chi}`); // 18.5: 0.1% of χ²(4)
  }
});

/** Rows from the sampler's prior, with features if `x` is given. */
function priorRows(random: RandomState, count: number, k: number, x?: readonly (readonly number[])[]) {
  const precision = wishart(random, Float64Array.of(1, 0, 0, 1), k, k);
  const l = precision.slice();
  cholesky(l, k);
  const draw = (times: number) => {
    const z = random.normals(k);
    solveUpper(l, z, k);
    return z.map((value) => value / Math.sqrt(times));
  };
  const mean = draw(2);
  const lambda = 2 * random.gamma(0.5);
  const weights = x?.[0].map(() => draw(lambda));
  const rows = new Float64Array(count * k);
  for (let n = 0; n < count; n++) {
    const own = draw(1);
    for (let f = 0; f < k; f++) {
      const ofFeatures = weights?.reduce((sum, weight, j) => sum + (x?.[n][j] ?? 0) * weight[f], 0) ?? 0;
      rows[n * k + f] = own[f] + mean[f] + ofFeatures;
    }
  }
  return { rows, lambda };
}

test('context effects have the mean of the formula, and residuals stay up to date', () => {
  // A column in which three ratings share a value, and one in which all do.
  const effects = new ContextEffects([[7, 7, 7, -2, 30], Int32Array.of(0, 0, 0, 0, 0)], 5);
  assert.deepEqual(
    effects.columns.map(({ values, counts }) => [[...values], [...counts]]),
    [
      [
        [-2, 7, 30],
        [1, 3, 1],
      ],
      [[0], [5]],
    ],
  );
  const collector = new EffectCollector(effects);
  const random = new RandomState(1);
  const alpha = 4;
  const e = [1, 2, 1.5, 0, -1];
  for (let n = 0; n < 4000; n++) {
    const residuals = Float64Array.from(e, (value, row) => value - effects.total[row]);
    const [first, second] = effects.columns;
    const [precision, whole] = [first.precision, second.effects[0]];
    effects.draw(random, residuals, alpha);
    near(first.means[1], (alpha * (4.5 - 3 * whole)) / (precision + 3 * alpha), 1e-9);
    residuals.forEach((value, row) => {
      near(value + effects.total[row], e[row], 1e-9);
      near(effects.total[row], first.effects[first.groupOf[row]] + second.effects[0], 1e-9);
    });
    collector.add();
  }
  const state = collector.state(10);
  assert.deepEqual([...state.effectOffsets], [0, 3, 4]);
  const [low, high, last] = [-2, 7, 30].map((value) => effectOf(state, 0, value));
  assert.ok(high > 5 && high < 15 && low < high && last < 0, [low, high, last].join());
  assert.deepEqual(
    [-3, 0, 8, 31].map((value) => effectOf(state, 0, value)),
    [0, 0, 0, 0],
  );
  assert.equal(effectOfContext(state, [7, 0]), high + effectOf(state, 1, 0));
  assert.deepEqual([effectOfContext(state, undefined), effectOfContext(state, [8, 1])], [0, 0]);
});
