/** The scan in 32 bits finds what scoring all items finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { type FactorState, scoresOfFactors } from '../../../lib/models/shared/factor-state';
import { scannedItems } from '../../../lib/models/shared/scanned-items';
import { topIndices } from '../../../lib/recommender/top-items';

const [ITEMS, FACTORS, USERS] = [500, 6, 20];

function madeUp(biased: boolean, spread: number): FactorState {
  const random = new RandomState(7);
  const table = (rows: number) =>
    // Steps of 1/4, so that scores tie.
    Float32Array.from(random.normals(rows * FACTORS, 0, spread), (value) => Math.round(4 * value) / 4);
  const bias = (rows: number) =>
    Float32Array.from(random.normals(rows, 0, 1), (value) => Math.round(4 * value) / 4);
  const none = new Float32Array(0);
  return {
    factors: FACTORS,
    userFactors: table(USERS),
    itemFactors: table(ITEMS),
    userBias: biased ? bias(USERS) : none,
    itemBias: biased ? bias(ITEMS) : none,
  };
}

for (const [what, state] of Object.entries({
  'with biases': madeUp(true, 0.3),
  'without biases': madeUp(false, 1),
})) {
  test(`${what}: all of the best, with those that tie`, () => {
    state.itemFactors.fill(Number.NaN, 5 * FACTORS, 6 * FACTORS); // an item without a score
    for (let user = 0; user < USERS; user++) {
      const factors = state.userFactors.subarray(user * FACTORS, (user + 1) * FACTORS);
      const row = { factors, bias: state.userBias[user] ?? 0 };
      const without = new Set([user, 100 + user, 200]);
      const allowed = Uint8Array.from({ length: ITEMS }, (_, item) => Number(!without.has(item)));
      const scores = scoresOfFactors(state, 3.5, row);
      for (const wanted of [1, 10, 250]) {
        const found = scannedItems(state, factors, wanted, without)!;
        assert.ok(found.every((item) => !without.has(item) && item !== 5));
        const best = topIndices(scores, wanted, allowed);
        const last = scores[best[best.length - 1]];
        for (const [item, score] of scores.entries()) {
          if (allowed[item] && score >= last)
            assert.ok(found.includes(item as never), `${item} of ${wanted}`);
        }
        assert.ok(found.length < wanted + 100);
      }
    }
    assert.equal(scannedItems(state, state.userFactors.subarray(0, FACTORS), 251, new Set()), undefined);
  });
}
