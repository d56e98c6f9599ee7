/** Visitors of GMF have the factors with which their part of the loss is smallest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { foldInGmf } from '../../../lib/models/neural/parts/fold-in-gmf';

const FACTORS = 3;
const ITEMS = 8;
const random = new RandomState(5);
const STATE = {
  factors: FACTORS,
  userFactors: new Float32Array(FACTORS),
  itemFactors: Float32Array.from(random.normals(ITEMS * FACTORS)),
  userBias: new Float32Array(1),
  itemBias: Float32Array.from(random.normals(ITEMS)),
};
const ITEMS_RATED = [1, 4, 6];
const VALUES = [1, 0.5, 2];
const REG = 0.3;
const NEGATIVES = 4;

const scoresAt = (x: ArrayLike<number>) =>
  Array.from(STATE.itemBias, (bias, item) => {
    let score = bias + x[FACTORS];
    for (let f = 0; f < FACTORS; f++) score += x[f] * STATE.itemFactors[item * FACTORS + f];
    return score;
  });
const squares = (x: ArrayLike<number>, count: number) =>
  Array.from(x)
    .slice(0, count)
    .reduce((sum, value) => sum + value * value, 0);

/** The losses, written down once more in the words of `fit-pair-network.ts`. */
const LOSSES = {
  ratings: (x: ArrayLike<number>) => {
    const scores = scoresAt(x);
    const errors = ITEMS_RATED.reduce((sum, item, n) => sum + (scores[item] - VALUES[n]) ** 2 / 2, 0);
    return errors + (3 * REG * squares(x, FACTORS + 1)) / 2;
  },
  softmax: (x: ArrayLike<number>) => {
    const scores = scoresAt(x);
    const log = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    const likelihood = ITEMS_RATED.reduce((sum, item, n) => sum + VALUES[n] * (scores[item] - log), 0);
    return -likelihood + (Math.sqrt(3.5) * REG * squares(x, FACTORS)) / 2;
  },
  logistic: (x: ArrayLike<number>) => {
    const scores = scoresAt(x);
    const weightOfNo = (NEGATIVES * 3) / (ITEMS - 3);
    const losses = scores.map((score, item) => {
      const n = ITEMS_RATED.indexOf(item);
      return n >= 0 ? VALUES[n] * Math.log1p(Math.exp(-score)) : weightOfNo * Math.log1p(Math.exp(score));
    });
    return losses.reduce((sum, loss) => sum + loss, 0) + (15 * REG * squares(x, FACTORS)) / 2;
  },
};

for (const [kind, lossOf] of Object.entries(LOSSES) as [
  keyof typeof LOSSES,
  (x: ArrayLike<number>) => number,
][]) {
  test(`${kind}: no other place near has a smaller loss`, () => {
    const x = foldInGmf(STATE, { kind, items: ITEMS_RATED, values: VALUES, reg: REG, negatives: NEGATIVES });
    const least = lossOf(x);
    assert.ok(least < lossOf(new Float64Array(FACTORS + 1)) - 0.1);
    for (let k = 0; k <= FACTORS; k++) {
      for (const by of [-0.02, 0.02]) {
        const moved = x.map((value, at) => (at === k ? value + by : value));
        assert.ok(lossOf(moved) > least - 1e-9, `${kind}: ${k} ${by}: ${lossOf(moved)} < ${least}`);
      }
    }
  });
}

test('a visitor without a positive has no factors', () => {
  const x = foldInGmf(STATE, { kind: 'softmax', items: [], values: [], reg: REG, negatives: NEGATIVES });
  assert.deepEqual([...x], [0, 0, 0, 0]);
});
