import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { RandomState } from '../../../lib/math/random/random-state';
import { type SimilarityOptions, similarities } from '../../../lib/math/similarity/similarity';
import {
  FORMULAS,
  SIMILARITIES,
  type SimilarityName,
} from '../../../lib/math/similarity/similarity-formulas';
import { countPairs, isExactIn32Bits, visitPairs } from '../../../lib/math/similarity/similarity-pairs';
import type { PairSums } from '../../../lib/math/similarity/similarity-sums';
import { SimilarityRows } from '../../../lib/math/similarity/similarity-table';
import type { Entries } from '../../../lib/math/sparse/compressed-rows';
import { countTensors } from '../../../lib/math/tensors/tensors';
import { alsBiases } from '../../../lib/models/shared/baselines';
import { goldenTables } from '../../fixtures/golden';

const WAYS = ['rows', 'products'] as const;

function options(similarity: SimilarityName, more: Partial<SimilarityOptions> = {}): SimilarityOptions {
  const limits = { owner: 'test', what: 'rows', maxMegabytes: 100, leastKept: 1 };
  return { similarity, minSupport: 1, shrinkage: null, ...limits, ...more };
}

/** A matrix from rows of numbers; undefined is an empty cell. */
function matrixOf(cells: readonly (readonly (number | undefined)[])[]): Entries {
  const entries = cells.flatMap((row, i) =>
    row.flatMap((value, j) => (value === undefined ? [] : [[i, j, value] as const])),
  );
  return {
    rowCount: cells.length,
    columnCount: cells[0].length,
    rows: entries.map(([i]) => i),
    columns: entries.map(([, j]) => j),
    values: entries.map(([, , value]) => value),
  };
}

function randomMatrix(
  seed: number,
  rowCount: number,
  columnCount: number,
  value: (random: RandomState) => number,
) {
  const random = new RandomState(seed);
  return matrixOf(
    Array.from({ length: rowCount }, () =>
      Array.from({ length: columnCount }, () => (random.random() < 0.4 ? value(random) : undefined)),
    ),
  );
}

/** The definitions, term by term. */
function slowSimilarity(matrix: Entries, similarity: SimilarityName, i: number, j: number, min = 1): number {
  const a: number[] = [];
  const b: number[] = [];
  for (let p = 0; p < matrix.rows.length; p++) {
    for (let q = 0; q < matrix.rows.length; q++) {
      if (matrix.rows[p] !== i || matrix.rows[q] !== j || matrix.columns[p] !== matrix.columns[q]) continue;
      a.push(matrix.values[p]);
      b.push(matrix.values[q]);
    }
  }
  const n = a.length;
  if (n < min || n === 0) return 0;
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, at) => sum + value * y[at], 0);
  const centered = (x: number[]) => x.map((value) => value - x.reduce((sum, v) => sum + v, 0) / n);
  const cosine = (x: number[], y: number[]) => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  if (similarity === 'msd') return 1 / (1 + a.reduce((sum, value, at) => sum + (value - b[at]) ** 2, 0) / n);
  if (similarity === 'cosine') return cosine(a, b);
  if (similarity === 'pearson_baseline') return n < 2 ? 0 : (cosine(a, b) * (n - 1)) / (n - 1 + 100);
  const [x, y] = [centered(a), centered(b)];
  return dot(x, x) < 1e-12 || dot(y, y) < 1e-12 ? 0 : cosine(x, y);
}

const close = (actual: number, expected: number, within: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= within, `${what}: ${actual}, not ${expected}`);

const reference = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/golden/similarities.json'), 'utf8'),
) as Record<string, { labels: string[]; matrix: number[][] }>;
const { train } = goldenTables();

for (const similarity of SIMILARITIES) {
  for (const side of ['user', 'item'] as const) {
    for (const way of WAYS) {
      test(`${similarity} of ${side}s by ${way} is Surprise's`, async () => {
        const { userColumn, itemColumn, userCount, itemCount, ratingColumn } = train;
        const { mean, user, item } = alsBiases(train);
        const values = Float64Array.from(ratingColumn, (rating, row) =>
          similarity === 'pearson_baseline'
            ? rating - (mean + user[userColumn[row]] + item[itemColumn[row]])
            : rating,
        );
        const [rows, columns] = side === 'user' ? [userColumn, itemColumn] : [itemColumn, userColumn];
        const [rowCount, columnCount] = side === 'user' ? [userCount, itemCount] : [itemCount, userCount];
        const table = await similarities(
          { rows, columns, values, rowCount, columnCount },
          options(similarity, { way }),
        );
        const { labels, matrix } = reference[`${similarity}_${side}`];
        assert.deepEqual(labels, [...(side === 'user' ? train.users : train.items)]);
        assert.equal(table.kept, rowCount);
        // The file has 12 digits; only baseline-centered values don't come out exact in 32 bits.
        const within = similarity === 'pearson_baseline' && way === 'products' ? 1e-6 : 1e-11;
        matrix.forEach((row, i) => {
          row.forEach((value, j) => {
            close(table.similarity[i * rowCount + j], value, within, `${labels[i]}, ${labels[j]}`);
          });
        });
      });
    }
  }
}

const [u, n] = [undefined, Number.NaN];
const toy = matrixOf([
  [5, 4, u, 1, u],
  [4, 5, 3, u, 1],
  [1, u, 2, 5, 4],
  [u, 4, u, 2, u],
]);

test('cosines worked by hand, on common ratings only: 40/41 and 10/26; one common rating gives exactly 1', async () => {
  for (const way of WAYS) {
    const { similarity, size } = await similarities(toy, options('cosine', { way }));
    close(similarity[0 * size + 1], 40 / 41, 1e-15, 'Ada and Ben');
    close(similarity[0 * size + 2], 10 / 26, 1e-15, 'Ada and Cleo');
    assert.equal(similarity[1 * size + 3], 1, 'Ben and Dan have one film in common');
    assert.equal(similarity[2 * size + 2], 1);
  }
});

test('msd and pearson worked by hand', async () => {
  const msd = await similarities(toy, options('msd'));
  assert.equal(msd.similarity[1], 1 / 2); // differences 1 and -1
  assert.equal(msd.similarity[2], 1 / 17); // 4 and -4
  const pearson = await similarities(toy, options('pearson'));
  close(pearson.similarity[1], -1, 1e-15, 'Ada 5 4, Ben 4 5');
  assert.equal(pearson.similarity[1 * 4 + 3], 0, 'a correlation of one pair');
});

test('shrinkage and minimum support lower the trust in few common ratings', async () => {
  const shrunk = await similarities(toy, options('cosine', { shrinkage: 10 }));
  close(shrunk.similarity[1], (40 / 41) * (1 / 11), 1e-15, 'two common ratings');
  assert.equal(shrunk.similarity[1 * 4 + 3], 0, 'one common rating is no evidence');
  const supported = await similarities(toy, options('cosine', { minSupport: 2 }));
  close(supported.similarity[1], 40 / 41, 1e-15, 'two are enough');
  assert.equal(supported.similarity[1 * 4 + 3], 0);
  assert.equal(FORMULAS.pearson_baseline.shrinkage, 100);
});

const kinds: Record<string, (random: RandomState) => number> = {
  'whole stars': (random) => 1 + random.interval(4),
  'half stars': (random) => 0.5 + random.interval(9) / 2,
  'numbers from -10 to 10': (random) => random.uniform(-10, 10),
  'numbers near 1000': (random) => 1000 + random.random(),
};

for (const [kind, value] of Object.entries(kinds)) {
  test(`all similarities are their definitions, both ways, for ${kind}`, async () => {
    for (const seed of [1, 2, 3]) {
      const matrix = randomMatrix(seed, 12, 9, value);
      const exact = isExactIn32Bits(matrix);
      assert.equal(exact, kind.endsWith('stars'));
      for (const similarity of SIMILARITIES) {
        for (const minSupport of [1, 3]) {
          for (const way of WAYS) {
            // What cancels isn't done in 32 bits unless it is exact: see `PairOptions.cancels`.
            if (way === 'products' && FORMULAS[similarity].cancels && !exact) continue;
            const table = await similarities(matrix, options(similarity, { way, minSupport }));
            for (let i = 0; i < 12; i++) {
              for (let j = 0; j < 12; j++) {
                const expected = i === j ? 1 : slowSimilarity(matrix, similarity, i, j, minSupport);
                const within = way === 'products' ? 1e-6 : 1e-10;
                close(
                  table.similarity[i * 12 + j],
                  expected,
                  within,
                  `${similarity} ${way} ${seed} ${i} ${j}`,
                );
              }
            }
          }
        }
      }
    }
  });
}

test('a pair that occurs twice counts as two ratings, both ways', async () => {
  const matrix: Entries = {
    rowCount: 3,
    columnCount: 2,
    rows: [0, 0, 1, 1, 2, 0],
    columns: [0, 0, 0, 1, 0, 1],
    values: [5, 3, 4, 2, 1, 2],
  };
  for (const way of WAYS) {
    const seen: Record<string, PairSums> = {};
    await visitPairs(matrix, { product: true, squares: true, sums: true, way }, (pair) => {
      seen[`${pair.i}${pair.j}`] = { ...pair };
    });
    const sums = { product: 36, squaresI: 38, squaresJ: 36, sumI: 10, sumJ: 10 };
    assert.deepEqual(seen['01'], { i: 0, j: 1, common: 3, ...sums });
    assert.deepEqual(Object.keys(seen).sort(), ['01', '02', '12']);
  }
});

test('nothing to divide by is a similarity of 0, not NaN', async () => {
  const zeros = matrixOf([
    [0, 0],
    [0, 0],
    [u, u],
  ]);
  for (const similarity of SIMILARITIES) {
    const table = await similarities(zeros, options(similarity));
    assert.equal(table.similarity[1], similarity === 'msd' ? 1 : 0, similarity);
    assert.equal(table.similarity[2], 0, 'a row without entries');
  }
  const flat = matrixOf([
    [0.1, 0.1, 0.1],
    [0.1, 0.2, 0.3],
  ]);
  assert.equal((await similarities(flat, options('pearson'))).similarity[1], 0);
});

test('one row, and one column, are enough', async () => {
  assert.deepEqual([...(await similarities(matrixOf([[3, 4]]), options('msd'))).similarity], [1]);
  assert.deepEqual(
    [...(await similarities(matrixOf([[3], [5]]), options('cosine'))).similarity],
    [1, 1, 1, 1],
  );
});

test('with too little memory for all, each row keeps its most similar ones', async () => {
  const matrix = randomMatrix(5, 40, 25, (random) => 1 + random.interval(4));
  const all = await similarities(matrix, options('cosine'));
  const few = await similarities(matrix, options('cosine', { maxMegabytes: 0.005 }));
  assert.equal(few.kept, 10, '40 rows x 10 x 12 bytes');
  const rows = new SimilarityRows(few);
  const full = new SimilarityRows(all);
  for (const row of [3, 17, 3, 39, 0]) {
    rows.select(row);
    full.select(row);
    const similarity = Array.from({ length: 40 }, (_, j) => full.values[full.offset + j]);
    const nearest = [...similarity.keys()]
      .filter((j) => j !== row)
      .sort((i, j) => similarity[j] - similarity[i] || i - j)
      .slice(0, 10);
    const expected = similarity.map((value, j) => (j === row || nearest.includes(j) ? value : 0));
    assert.deepEqual([...rows.values], expected, `row ${row}`);
  }
});

test('what does not fit at all is refused before anything is allocated, with what to do', async () => {
  const huge = { rowCount: 5_000_000, columnCount: 1, rows: [0], columns: [0], values: [1] };
  await assert.rejects(
    similarities(
      huge,
      options('cosine', { owner: 'KNNBasic', what: 'users', maxMegabytes: 1000, leastKept: 40 }),
    ),
    (error) => {
      assert.ok(error instanceof OptionError);
      assert.match(error.message, /^KNNBasic: the 40 nearest of 5000000 users take 2400 MB, .* raise it/);
      return true;
    },
  );
});

test('32 bits are trusted only with sums they hold exactly', () => {
  const wide = (values: number[], columnCount: number) => isExactIn32Bits({ ...toy, values, columnCount });
  assert.ok(wide([5, 1], 671_088));
  assert.ok(!wide([5, 1], 671_089), '25 x 671,089 is above 2^24');
  assert.ok(wide([4.5], 100_000) && !wide([4.5], 300_000));
  assert.ok(!wide([0.1], 10) && !wide([n], 10));
});

test('pairs are counted as they are visited; progress reports the steps; no tensor is left', async () => {
  const matrix = randomMatrix(9, 30, 20, () => 1);
  let sum = 0;
  let steps = 0;
  const before = countTensors();
  for (const way of WAYS) {
    sum = 0;
    await visitPairs(
      matrix,
      {
        product: false,
        squares: false,
        sums: false,
        way,
        pause: async (of) => {
          steps += 1 / of;
        },
      },
      (pair) => {
        assert.ok(pair.i < pair.j && pair.common > 0);
        sum += pair.common;
      },
    );
    assert.equal(sum, countPairs(matrix), way);
  }
  assert.equal(steps, 2);
  assert.equal(countTensors(), before);
});

test('a column that nearly all rows share leaves the event loop its turns, and makes steps of equal length', async () => {
  const rowCount = 6_000;
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const matrix = { rowCount, columnCount: 1, rows, columns: new Int32Array(rowCount), values: rows };
  let [sinceTurn, longest, sinceStep, longestStep, steps, all] = [0, 0, 0, 0, 0, 0];
  await visitPairs(
    matrix,
    {
      product: false,
      squares: false,
      sums: false,
      way: 'rows',
      breathe: async () => {
        longest = Math.max(longest, sinceTurn);
        sinceTurn = 0;
      },
      pause: async (of) => {
        steps += 1 / of;
        longestStep = Math.max(longestStep, sinceStep * of);
        sinceStep = 0;
      },
    },
    () => {
      sinceTurn++;
      sinceStep++;
      all++;
    },
  );
  assert.equal(all, (rowCount * (rowCount - 1)) / 2);
  assert.ok(Math.abs(steps - 1) < 1e-9, `${steps} of all steps`);
  assert.ok(
    Math.max(longest, sinceTurn) <= 2e6 + rowCount,
    `${longest}, then ${sinceTurn} pairs without a turn`,
  );
  assert.ok(longestStep < 1.1 * all, `the longest step is ${longestStep / all} times as long as the mean`);
});

test('a user who always gives the same rating correlates with nobody, on any scale and among any number', async () => {
  const random = new RandomState(3);
  for (const count of [2, 3, 10, 200, 5000]) {
    for (const [low, high, unit] of [
      [0.1, 0.9, 1],
      [0.7, 0.3, 1],
      [99.99, 0.01, 1],
      [4.2, 3.1, 1],
      [0.1, 0.9, 1e6],
      [0.1, 0.9, 1e-6],
    ]) {
      const f32 = (value: number) => Math.fround(value * unit);
      const varied = Array.from({ length: count }, (_, n) => f32(n === 0 ? high : random.random()));
      // The last column of the first row alone: constant in common with the others, not by itself.
      const matrix = matrixOf([
        [...Array<number>(count).fill(f32(low)), f32(high)],
        [...Array<number>(count).fill(f32(high)), undefined],
        [...varied, undefined],
        [...varied.map((value) => f32(1) - value), undefined],
      ]);
      const limits = [{}, { maxMegabytes: (4 * 3 * 12) / 1e6 }];
      for (const more of limits) {
        const table = await similarities(matrix, options('pearson', { way: 'rows', ...more }));
        const rows = new SimilarityRows(table);
        rows.select(0);
        const of = (other: number) => rows.values[rows.offset + other];
        const what = `${count} common ratings of ${low} and ${high} times ${unit}`;
        assert.deepEqual([of(1), of(2), of(3)], [0, 0, 0], what);
        rows.select(2);
        assert.ok(count === 2 || Math.abs(of(3) + 1) < 1e-6, `${what}: ${of(3)}`);
        assert.ok(of(3) >= -1, `${what}: ${of(3)}`);
      }
    }
  }
});

test('one rating among many that differs is a variance, however far from 0 they lie', async () => {
  for (const count of [3, 200, 20_000]) {
    for (const [usual, other] of [
      [1, 2],
      [0.1, 0.2],
      [99.99, 100],
      [1e6, 1e6 + 1],
    ]) {
      const row = Array.from({ length: count }, (_, n) => Math.fround(n === 1 ? other : usual));
      const table = await similarities(matrixOf([row, row]), options('pearson'));
      close(table.similarity[1], 1, 1e-6, `${count} times ${usual}, once ${other}`);
    }
  }
});

test('msd of rows that are equal is exactly 1, and never more', async () => {
  const row = Array.from({ length: 300 }, (_, n) => Math.fround((n % 7) / 10));
  const { similarity } = await similarities(matrixOf([row, row]), options('msd'));
  assert.equal(similarity[1], 1);
});
