import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemIndex, UserIndex } from '../../../lib/core/ids';
import { withTensors } from '../../../lib/math/tensors/tensors';
import { blockGroups, blockOrder, memoryGroups } from '../../../lib/models/factors/parts/block-descent';
import {
  dealRows,
  gatherRows,
  groupSize,
  ratingBlocks,
  stepRate,
} from '../../../lib/models/factors/parts/rating-blocks';
import { checkFactorMemory, factorBytes } from '../../../lib/models/shared/factor-memory';
import { cosineToItems, estimateRating, type FactorState } from '../../../lib/models/shared/factor-state';
import { generateRatings } from '../../../lib/simulation/generate';
import { SIZES } from '../../../scripts/bench/cases';
import { goldenTables } from '../../fixtures/golden';

test('a table dealt into groups and gathered again is the same', async () => {
  const table = Float32Array.from({ length: 7 * 2 }, (_, n) => n);
  await withTensors(async (tensors) => {
    const parts = dealRows(tensors, table, 2, 3);
    assert.deepEqual(
      parts.map(({ shape }) => shape),
      [
        [3, 2],
        [2, 2],
        [2, 2],
      ],
    );
    assert.deepEqual([...parts[1].dataSync()], [2, 3, 8, 9]); // rows 1 and 4
    assert.deepEqual(await gatherRows(parts), table);
  });
  assert.deepEqual(
    [0, 1, 2].map((group) => groupSize(7, 3, group)),
    [3, 2, 2],
  );
});

test('the blocks hold each rating once, at its place', async () => {
  const { train } = goldenTables();
  const seen = await withTensors(async (tensors) => {
    const options = { userGroups: 3, itemGroups: 4, center: 1 };
    const blocks = await ratingBlocks(tensors, train, options, async () => {});
    return blockOrder(3, 4).flatMap(([a, b]) => {
      const { pattern, ratings } = blocks[a][b];
      const [cells, values] = [pattern.cells.dataSync(), ratings.dataSync()];
      return Array.from(values, (value, n) =>
        [cells[2 * n] * 3 + a, cells[2 * n + 1] * 4 + b, value + 1].join(),
      );
    });
  });
  const rows = Array.from(train.ratingColumn, (rating, row) =>
    [train.userColumn[row], train.itemColumn[row], rating].join(),
  );
  assert.deepEqual(seen.sort(), rows.sort());
});

test('every block once, and no user group twice in a row', () => {
  const order = blockOrder(3, 4);
  assert.equal(new Set(order.map(String)).size, 12);
  for (let n = 1; n < order.length; n++) assert.notEqual(order[n][0], order[n - 1][0]);
});

test('the number of groups grows with the data, and never beyond the users or items', () => {
  const small = goldenTables().train;
  assert.equal(blockGroups(small, 0.005, 5), 5);
  assert.equal(memoryGroups(small), 1);
  const wide = generateRatings({ users: 3, items: 900, ratings: 600 });
  assert.equal(blockGroups(wide, 0.005, 5), 3);
  const large = generateRatings(SIZES['10x']);
  assert.equal(memoryGroups(large), 4);
  // Very sparse: only ratings count.
  assert.equal(memoryGroups({ userCount: 500_000, itemCount: 5_000, length: 500_000 }), 2);
  assert.equal(memoryGroups({ userCount: 6_000, itemCount: 4_000, length: 1_000_000 }), 3);
  // Of the most popular item's ratings, no more than 1 / η in a block.
  assert.equal(blockGroups(large, 0.005, 5), Math.ceil(Math.max(...large.itemCounts()) * 0.005));
});

test('the step shrinks where a row has enough ratings in a block to overshoot', () => {
  assert.equal(stepRate(0.005, 3), 0.005);
  assert.equal(stepRate(0.5, 100), 0.01);
});

test('memory is estimated in the right order, and refused in words', () => {
  const { train } = goldenTables();
  const size = { width: 100, extra: 1000 };
  assert.equal(factorBytes(train, size), (39 + 60) * 100 * 20 + 1000);
  assert.doesNotThrow(() => checkFactorMemory('SVD', train, size, 200_000));
  assert.throws(
    () => checkFactorMemory('SVD', train, { width: 1e6, extra: 0 }, 2 ** 30),
    /SVD: 1000000 columns for 39 users and 60 items would take about 1\.8 GB, but this machine has 1\.0 GB; use fewer factors/,
  );
});

// By hand: q = (3, 4), (4, 3), (0, 0), (-3, -4); p = (1, 2).
const STATE: FactorState = {
  factors: 2,
  userFactors: Float32Array.of(1, 2),
  itemFactors: Float32Array.of(3, 4, 4, 3, 0, 0, -3, -4),
  userBias: Float32Array.of(0.5),
  itemBias: Float32Array.of(0.25, 0, 0, 0),
};

test('scores of all items, one rating and cosines, worked out by hand', () => {
  const [user, item] = [0 as UserIndex, 0 as ItemIndex];
  const all = [0, 1, 2, 3].map((i) => estimateRating(STATE, 3, user, i as ItemIndex));
  assert.deepEqual(all, [14.75, 13.5, 3.5, -7.5]);
  assert.equal(estimateRating(STATE, 3, undefined, item), 3.25);
  const unbiased = { ...STATE, userBias: new Float32Array(0), itemBias: new Float32Array(0) };
  assert.equal(estimateRating(unbiased, 3, user, item), 11);
  assert.ok(Number.isNaN(estimateRating(unbiased, 3, undefined, item)));
  assert.deepEqual([...cosineToItems(STATE, item)], [1, 0.96, Number.NaN, -1]);
});
