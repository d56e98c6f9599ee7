/** The k-nearest-neighbor loop against sorting all candidates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../../lib/math/random/random-state';
import { SimilarityRows } from '../../../../lib/math/similarity/similarity-table';
import { Neighborhood } from '../../../../lib/models/neighbors/parts/knn-neighborhood';

const SIZE = 60;

/** Similarities of the kinds that occur: how the n-th number drawn from [0, 1) becomes one. */
const KINDS: Readonly<Record<string, (drawn: number) => number>> = {
  spread: (drawn) => 2 * drawn - 1,
  'close to 1': (drawn) => 1 - drawn / 1e4,
  tiny: (drawn) => drawn * 1e-6,
  'all equal': () => 0.5,
  'a few values': (drawn) => Math.round(4 * drawn) / 4,
  'none above 0': (drawn) => -drawn,
  'equal to 12 digits': (drawn) => 0.9 + Math.round(3 * drawn) * 1e-15,
};

for (const [kind, of] of Object.entries(KINDS)) {
  test(`the nearest among similarities that are ${kind}; of equal ones the first`, () => {
    const random = new RandomState(5);
    const similarity = Float64Array.from({ length: SIZE * SIZE }, () => of(random.random()));
    const rows = new SimilarityRows({ size: SIZE, kept: SIZE, neighborIndex: new Int32Array(0), similarity });
    // Lists of 0 to 59 entries, each its own x in an order of its own.
    const lengths = Array.from({ length: SIZE }, (_, y) => y);
    const offsets = new Int32Array(SIZE + 1);
    for (const [y, length] of lengths.entries()) offsets[y + 1] = offsets[y] + length;
    const x = Int32Array.from(lengths.flatMap((length) => [...random.permutation(SIZE).subarray(0, length)]));
    const deviation = Float64Array.from(x, () => random.normal(0, 1));
    for (const k of [1, 2, 7, 40, 59, 1000]) {
      const found = new Neighborhood({ offsets, x, deviation }, rows, k);
      for (let from = 0; from < SIZE; from += 7) {
        for (let y = 0; y < SIZE; y++) {
          const key = (at: number) => similarity[from * SIZE + x[at]];
          const places = Array.from({ length: lengths[y] }, (_, n) => offsets[y] + n);
          const expected = places
            .filter((at) => key(at) > 0)
            .sort((a, b) => key(b) - key(a) || a - b)
            .slice(0, k);
          found.find(from, y);
          const taken = [...found.place.subarray(0, found.count)];
          assert.deepEqual(
            taken.sort((a, b) => a - b),
            expected.sort((a, b) => a - b),
            `${k} of ${lengths[y]}`,
          );
          const sum = expected.reduce((total, at) => total + key(at), 0);
          const weighted = expected.reduce((total, at) => total + key(at) * deviation[at], 0);
          assert.ok(Math.abs(found.similaritySum - sum) <= 1e-12 * Math.max(1, sum));
          assert.ok(Math.abs(found.deviationSum - weighted) <= 1e-12 * Math.max(1, sum) * 10);
        }
      }
    }
  });
}
