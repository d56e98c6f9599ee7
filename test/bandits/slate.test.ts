import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BetaThompson } from '../../lib/bandits/policies/beta-thompson';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { Exp3 } from '../../lib/bandits/policies/exp3';
import { UCB1 } from '../../lib/bandits/policies/ucb1';
import type { ArmId } from '../../lib/bandits/policy';
import { chooseSlate, slateProbabilities, slateRewards } from '../../lib/bandits/slate';
import { RandomState } from '../../lib/math/random/random-state';
import { lookChances } from '../../lib/simulation/users/position-based';
import { allNear, near } from '../fixtures/golden-experiments';

const candidates: readonly ArmId[] = Object.freeze(['अ', 'b', '☕', 4]);
const request = Object.freeze({ context: [], candidates, k: 3 });

/** Knows something about each arm. */
function taught(seed = 0): BetaThompson {
  const policy = new BetaThompson({ seed });
  policy.update([0, 1, 1, 0, 1, 1].map((reward, n) => ({ action: candidates[n % 4], reward })));
  return policy;
}

test('a slate has k different arms; its propensity is the product of those of its places', () => {
  const policy = taught();
  const { places, propensity } = chooseSlate(policy, request);
  assert.equal(new Set(places.map(({ action }) => action)).size, 3);
  let product = 1;
  let left = [...candidates];
  for (const [position, place] of places.entries()) {
    assert.equal(place.position, position);
    near(place.propensity, policy.probabilities([], left)[left.indexOf(place.action)]);
    left = left.filter((arm) => arm !== place.action);
    product *= place.propensity;
  }
  near(propensity, product);
});

test('of equal arms, each order is equally likely', () => {
  const slate = chooseSlate(new BetaThompson(), { ...request, k: 4 });
  near(slate.propensity, 1 / 24);
  for (const row of slateProbabilities(new BetaThompson(), request))
    allNear(
      row,
      [1, 1, 1, 1].map((n) => n / 4),
    );
});

test('the probabilities of places are how often an arm is there', () => {
  const expected = slateProbabilities(taught(), { ...request, k: 2 });
  const policy = taught(5);
  const draws = 600;
  const counts = expected.map((row) => row.map(() => 0));
  for (let n = 0; n < draws; n++) {
    for (const { action, position } of chooseSlate(policy, { ...request, k: 2 }).places) {
      counts[position][candidates.indexOf(action)]++;
    }
  }
  for (const [place, row] of expected.entries()) {
    near(
      row.reduce((sum, chance) => sum + chance),
      1,
    );
    for (const [arm, chance] of row.entries()) {
      const error = Math.sqrt((chance * (1 - chance)) / draws);
      assert.ok(Math.abs(counts[place][arm] / draws - chance) < 4 * error, `${counts[place]} at ${place}`);
    }
  }
});

test('a deterministic policy lists its arms by their index', () => {
  const policy = new UCB1({ exploration: 0 });
  policy.update(candidates.map((action, n) => ({ action, reward: n / 10 })));
  const { places, propensity } = chooseSlate(policy, request);
  assert.deepEqual(
    places.map(({ action }) => action),
    [4, '☕', 'b'],
  );
  assert.equal(propensity, 1);
});

test('rows of a slate: what was left, the place, and how much it counts', () => {
  const slate = chooseSlate(new EpsilonGreedy({ epsilon: 0.3 }), { ...request, context: [1, 2] });
  const rows = slateRewards(slate, { rewards: [0, 1, 0], looks: [1, 0.5, 0.25] });
  assert.deepEqual(
    rows.map(({ weight }) => weight),
    [1, 1, 0.25],
  );
  for (const [position, row] of rows.entries()) {
    assert.equal(row.position, position);
    assert.deepEqual(row.context, [1, 2]);
    assert.equal(row.propensity, slate.places[position].propensity);
    assert.equal(row.candidates?.length, 4 - position);
    assert.ok(row.candidates?.includes(row.action));
  }
  const policy = new Exp3();
  policy.update(slateRewards(slate, { rewards: [0, 1, 0] }));
  near(policy.logWeight(rows[1].action), 0.1 / 3 / rows[1].propensity);
});

test('with look chances, the same arm is worth the same at every place', () => {
  const looks = lookChances(4, 1);
  const appeal = 0.1;
  const [corrected, naive] = [new BetaThompson(), new BetaThompson()];
  const random = new RandomState(1);
  for (let n = 0; n < 4000; n++) {
    // The arms always stand in the same order, and all are equally good.
    const places = candidates.map((action, position) => ({ action, position, propensity: 1 }));
    const slate = { context: [], candidates, places, propensity: 1 };
    const rewards = looks.map((look) => (random.random() < look * appeal ? 1 : 0));
    corrected.update(slateRewards(slate, { rewards, looks }));
    naive.update(slateRewards(slate, { rewards }));
  }
  const mean = (policy: BetaThompson, arm: ArmId) => {
    const { alpha, beta } = policy.posterior(arm);
    return alpha / (alpha + beta);
  };
  for (const [place, arm] of candidates.entries()) {
    const tendsTo = appeal / (1 + (1 - looks[place]) * appeal);
    assert.ok(Math.abs(mean(corrected, arm) - tendsTo) < 0.02, `${mean(corrected, arm)} at ${place}`);
    assert.ok(Math.abs(mean(naive, arm) - looks[place] * appeal) < 0.02, `${mean(naive, arm)} at ${place}`);
  }
});

test('bad slates are refused by name', () => {
  const policy = new UCB1();
  const whole = 'must be a whole number from 1 to 4';
  assert.throws(() => chooseSlate(policy, { ...request, k: 5 }), {
    message: `chooseSlate: k ${whole}, got 5`,
  });
  assert.throws(() => slateProbabilities(policy, { ...request, k: 0 }), {
    message: `slateProbabilities: k ${whole}, got 0`,
  });
  assert.throws(
    () => chooseSlate(policy, { ...request, candidates: [] }),
    /chooseSlate: candidates must be a list/,
  );
  const slate = chooseSlate(policy, request);
  assert.throws(() => slateRewards(slate, { rewards: [1] }), {
    message: 'slateRewards: rewards must have a number for each of the 3 places, got 1',
  });
  assert.throws(() => slateRewards(slate, { rewards: [1, 0, 0], looks: [1] }), /looks must have a number/);
});
