/** What `BestRows` finds in a table of factors is what scoring all items finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemIndex, UserIndex } from '../../../lib/core/ids';
import { RandomState } from '../../../lib/math/random/random-state';
import { bestItems, bestItemsForAll } from '../../../lib/models/shared/best-items';
import { estimateRating, type FactorState, scoresOfFactors } from '../../../lib/models/shared/factor-state';
import { topIndices } from '../../../lib/recommender/top-items';

const [ITEMS, FACTORS, USERS] = [500, 6, 50];

function madeUp(biased: boolean, spread: number): FactorState {
  const random = new RandomState(7);
  const table = (rows: number) =>
    // Steps of 1/4, so that scores tie.
    Float32Array.from(random.normals(rows * FACTORS, 0, spread), (value) => Math.round(4 * value) / 4);
  const bias = (rows: number) =>
    Float32Array.from(random.normals(rows, 0, 1), (value) => Math.round(4 * value) / 4);
  const none = new Float32Array(0);
  const state = {
    factors: FACTORS,
    userFactors: table(USERS),
    itemFactors: table(ITEMS),
    userBias: biased ? bias(USERS) : none,
    itemBias: biased ? bias(ITEMS) : none,
  };
  // An item without a score; with biases, all have one.
  if (!biased) state.itemFactors.fill(Number.NaN, 5 * FACTORS, 6 * FACTORS);
  return state;
}

for (const [what, state] of Object.entries({
  'with biases': madeUp(true, 0.3),
  'without biases': madeUp(false, 1),
})) {
  test(`${what}: all of the best for a user, with those that tie`, () => {
    for (let user = 0; user < USERS; user++) {
      const factors = state.userFactors.subarray(user * FACTORS, (user + 1) * FACTORS);
      const row = { factors, bias: state.userBias[user] ?? 0 };
      const without = new Set([user, 100 + user, 200]);
      const allowed = Uint8Array.from({ length: ITEMS }, (_, item) => Number(!without.has(item)));
      const scores = scoresOfFactors(state, 3.5, row);
      for (const wanted of [1, 10, 250]) {
        const found = bestItems(state, factors, 5, wanted, without)!;
        assert.ok(found.every((item) => !without.has(item) && !Number.isNaN(scores[item])));
        const best = topIndices(scores, wanted, allowed);
        const last = scores[best[best.length - 1]];
        for (const [item, score] of scores.entries()) {
          if (allowed[item] && score >= last)
            assert.ok(found.includes(item as never), `${item} of ${wanted}`);
        }
        assert.ok(found.length < wanted + 100);
      }
    }
    assert.equal(bestItems(state, state.userFactors.subarray(0, FACTORS), 5, 251, new Set()), undefined);
  });

  test(`${what}: the lists of many users, with a filter, are those of the scores of all items`, () => {
    if (state.userBias.length === 0) state.userFactors.fill(Number.NaN, 3 * FACTORS, 4 * FACTORS); // likewise
    const users = Array.from({ length: USERS }, (_, user) => (user === 7 ? undefined : (user as UserIndex)));
    const allowed = Uint8Array.from({ length: ITEMS }, (_, item) => Number(item % 3 > 0));
    const seen = (place: number) => Int32Array.of(place, 100 + place, 100 + place, 200);
    for (const wanted of [1, 10, 40, 250]) {
      const near = [...bestItemsForAll(state, 3.5, { users, wanted, allowed, seen })!];
      assert.equal(near.length, USERS);
      for (const [place, found] of near.entries()) {
        if (!found) continue; // then, all are scored
        const score = (item: number) => estimateRating(state, 3.5, users[place], item as ItemIndex);
        const scores = Float64Array.from({ length: ITEMS }, (_, item) => score(item));
        const mine = allowed.slice();
        for (const item of seen(place)) mine[item] = 0;
        const list = topIndices(Float64Array.from(found, score), wanted).map((n) => found[n]);
        assert.deepEqual(list, topIndices(scores, wanted, mine), `user ${place}, ${wanted} items`);
      }
      assert.ok(near.filter((found) => !found).length <= 1, 'all items tie for the unknown user only');
    }
    assert.equal(bestItemsForAll(state, 3.5, { users, wanted: 251, allowed, seen }), undefined);
  });
}

test('beside a large bias, scores tie in 64 bits: then, all items are scored', () => {
  const state = madeUp(true, 0.3);
  const tiny = state.userFactors.subarray(0, FACTORS).map((value) => 1e-9 * value);
  const small = { ...state, itemBias: new Float32Array(ITEMS) };
  const row = { factors: tiny, bias: 1e9 };
  assert.deepEqual(topIndices(scoresOfFactors(small, 3.5, row), 3), [0, 1, 2]);
  assert.equal(bestItems(small, tiny, 1e9 + 3.5, 3, new Set()), undefined);
});
