import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEstimates } from '../../lib/bandits/off-policy/all-estimates';
import { clippedIps } from '../../lib/bandits/off-policy/clipped-ips';
import { directMethod } from '../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../lib/bandits/off-policy/doubly-robust';
import type { Estimate } from '../../lib/bandits/off-policy/estimate';
import { ips } from '../../lib/bandits/off-policy/ips';
import { meanRewards } from '../../lib/bandits/off-policy/mean-rewards';
import { OffPolicyData } from '../../lib/bandits/off-policy/off-policy-data';
import { replayLearning } from '../../lib/bandits/off-policy/replay-learning';
import { shrunkDoublyRobust } from '../../lib/bandits/off-policy/shrunk-doubly-robust';
import { independentIps } from '../../lib/bandits/off-policy/slates/independent-ips';
import { rewardInteractionIps } from '../../lib/bandits/off-policy/slates/reward-interaction-ips';
import { SlateData } from '../../lib/bandits/off-policy/slates/slate-data';
import { standardSlateIps } from '../../lib/bandits/off-policy/slates/standard-slate-ips';
import { switchDoublyRobust } from '../../lib/bandits/off-policy/switch-doubly-robust';
import { weigh } from '../../lib/bandits/off-policy/weighted-rounds';
import { BetaThompson } from '../../lib/bandits/policies/beta-thompson';
import { UCB1 } from '../../lib/bandits/policies/ucb1';
import { simulateBandit } from '../../lib/bandits/simulate-bandit';
import { RandomState } from '../../lib/math/random/random-state';
import { stationaryWorld } from '../../lib/simulation/bandits/stationary-world';
import { near } from '../fixtures/golden-experiments';
import { golden } from '../fixtures/golden-off-policy';

const { exact, slate, replayStream } = golden;

test('golden exact: a log with each outcome as often as it is probable has the exact means and variances', () => {
  const { meanReward, behaviour: shares, evaluation: policy, qHat: predictions } = exact.input;
  assert.equal(exact.input.reward, 'Bernoulli');
  const log = shares.flatMap((share: number, action: number) =>
    Array.from({ length: Math.round(100 * share) }, (_, k) => ({
      ...{ action, propensity: share },
      reward: k < Math.round(100 * share * meanReward[action]) ? 1 : 0,
    })),
  );
  const whole = OffPolicyData.fromRounds(log);
  const all = weigh(whole, policy, { rewards: predictions });
  const withTruth = weigh(whole, policy, { rewards: meanReward });
  const variance = ({ standardError }: Estimate) => 99 * standardError ** 2;
  near(ips(all).value, exact.truth);
  near(ips(all).value, exact.ips.mean);
  near(variance(ips(all)), exact.ips.variancePerRound);
  near(clippedIps(all, { clip: 2 }).value, exact.ipsClipped2.mean);
  near(clippedIps(all, { clip: 2 }).leftOut, -exact.ipsClipped2.bias);
  near(directMethod(all).value, exact.dm.mean);
  near(directMethod(all).leftOut, -exact.dm.bias);
  near(doublyRobust(all).value, exact.dr.mean);
  near(variance(doublyRobust(all)), exact.dr.variancePerRound);
  near(doublyRobust(withTruth).value, exact.drWithTrueQ.mean);
  near(variance(doublyRobust(withTruth)), exact.drWithTrueQ.variancePerRound);
  near(shrunkDoublyRobust(all, { lambda: 1 }).value, exact.dros1.mean);
  near(switchDoublyRobust(all, { threshold: 2 }).value, exact.switchDr2.mean);
  const wrong = exact.wrongPropensity;
  const assumed = whole.withPropensities(log.map(({ action }: { action: number }) => wrong.assumed[action]));
  near(ips(weigh(assumed, policy)).value, wrong.ips);
  near(doublyRobust(weigh(assumed, policy, { rewards: predictions })).value, wrong.dr);
  near(doublyRobust(weigh(assumed, policy, { rewards: meanReward })).value, wrong.drWithTrueQ);
  assert.match(ips(weigh(assumed, policy)).warnings[0], /^the mean weight is 0.570, which should be 1/);
});

test('golden slate', () => {
  const { slates, length, rewards: reward, behaviourItem, evaluationItem } = slate.input;
  const lists = new SlateData({ length, reward, propensity: behaviourItem, evaluation: evaluationItem });
  assert.equal(lists.slates, slates);
  const { values } = slate;
  const selfNormalized = true;
  near(standardSlateIps(lists).value, values.standard);
  near(independentIps(lists).value, values.independent);
  near(rewardInteractionIps(lists).value, values.rewardInteraction);
  near(standardSlateIps(lists, { selfNormalized }).value, values.selfNormalisedStandard);
  near(independentIps(lists, { selfNormalized }).value, values.selfNormalisedIndependent);
  near(rewardInteractionIps(lists, { selfNormalized }).value, values.selfNormalisedRewardInteraction);
});

test('golden replayStream: a policy learns from the rounds that are kept', () => {
  const { input, keptRounds, counts, sums, value } = replayStream;
  assert.equal(input.policy, 'UCB1; first each arm once in the order 0, 1, 2; ties to the lowest arm');
  const log = input.actions.map((action: number, round: number) => ({
    ...{ action, reward: input.rewards[round], propensity: 1 / 3 },
  }));
  const { estimate, kept } = replayLearning(log, new UCB1(), { candidates: [0, 1, 2] });
  assert.deepEqual(kept, keptRounds);
  near(estimate.value, value);
  const sumsOf = (count: (round: number) => number) =>
    [0, 1, 2].map((arm) =>
      kept.reduce((sum, round) => sum + (input.actions[round] === arm ? count(round) : 0), 0),
    );
  assert.deepEqual([sumsOf(() => 1), sumsOf((round) => input.rewards[round])], [counts, sums]);
  const never = replayLearning(log, { pick: () => 7, update: () => assert.fail() });
  assert.ok(Number.isNaN(never.estimate.value));
});

test('sums in one pass are those of units, one round each: uneven blocks, rewards far from 0', () => {
  const random = new RandomState(7);
  const rounds = 2500; // in 2,000 blocks of one or two
  const draw = (value: () => number) => Float64Array.from({ length: rounds }, value);
  const action = Int32Array.from({ length: rounds }, () => random.interval(2));
  const propensity = draw(() => 0.05 + 0.9 * random.random());
  const reward = draw(() => 1000 + 5 * random.random());
  const rewards = Float64Array.from({ length: 3 * rounds }, () => 1002 + random.random());
  const estimatesWith = (unit?: Int32Array) => {
    const log = OffPolicyData.fromColumns({ action, reward, propensity, actions: [0, 1, 2], unit });
    return allEstimates(weigh(log, [0.2, 0.5, 0.3], { rewards }));
  };
  const [fast, byUnit] = [undefined, Int32Array.from(action.keys())].map(estimatesWith);
  assert.deepEqual(
    fast.map(({ estimator }) => estimator),
    byUnit.map(({ estimator }) => estimator),
  );
  for (const [n, one] of fast.entries()) {
    for (const field of ['value', 'standardError', 'largestShare', 'leftOut', 'ess'] as const) {
      const distance = Object.is(one[field], byUnit[n][field]) ? 0 : Math.abs(one[field] - byUnit[n][field]);
      const what = `${one.estimator}: ${field} ${one[field]} against ${byUnit[n][field]}`;
      assert.ok(distance <= 1e-9 * Math.max(1, Math.abs(one.value)), what);
    }
  }
});

test('the log of a Thompson policy that learns: IPS and DR are unbiased, and intervals that fail are warned of', () => {
  const [means, runs, rounds] = [[0.3, 0.4, 0.5], 60, 400];
  const uniform = { policy: [1 / 3, 1 / 3, 1 / 3], truth: 0.4 };
  const best = { policy: [0, 0, 1], truth: 0.5 };
  const logs = Array.from({ length: runs }, (_, run) => {
    const world = stationaryWorld({ means, seed: 100 + run });
    return OffPolicyData.fromRounds(simulateBandit(new BetaThompson({ seed: run }), world, rounds).log, {
      actions: world.arms,
    });
  });
  for (const { policy, truth } of [uniform, best]) {
    const weighed = logs.map((data) => weigh(data, policy, { rewards: meanRewards(data) }));
    for (const estimator of [ips, doublyRobust]) {
      const errors = weighed.map((one) => estimator(one).value - truth);
      const bias = errors.reduce((sum, error) => sum + error, 0) / runs;
      const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - bias) ** 2, 0) / (runs - 1));
      assert.ok(
        Math.abs(bias) < 4 * (deviation / Math.sqrt(runs)),
        `${estimator.name}: ${bias}, ${deviation}`,
      );
    }
  }
  // As it gets sure, propensities of the others become small, and a few rounds decide.
  const estimates = logs.map((data) => ips(weigh(data, uniform.policy)));
  const hold = estimates.filter(({ normal: { low, high } }) => low <= 0.4 && 0.4 <= high);
  assert.ok(hold.length < 0.92 * runs, `${hold.length} of ${runs} normal intervals hold`);
  const warned = estimates.filter(({ warnings }) =>
    warnings.some((line) => line.startsWith('one round makes up')),
  );
  assert.equal(warned.length, runs);
});

test('columns of the right kind are not copied, others are; withPropensities shares them', () => {
  const [action, reward, propensity] = [
    Int32Array.of(0, 1),
    Float64Array.of(1, 0),
    Float64Array.of(0.5, 0.5),
  ];
  const data = OffPolicyData.fromColumns({ action, reward, propensity });
  assert.ok(data.action === action && data.reward === reward && data.propensity === propensity);
  const other = data.withPropensities([0.2, 0.8]);
  assert.ok(other.action === action && other.reward === reward);
  const given = {
    action: new Float32Array(action),
    reward: [1, 0],
    propensity: new Float32Array(propensity),
  };
  const copied = OffPolicyData.fromColumns(given);
  assert.deepEqual([copied.action, copied.reward, copied.propensity], [action, reward, propensity]);
});
