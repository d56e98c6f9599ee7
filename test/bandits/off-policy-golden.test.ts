import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapBounds } from '../../lib/bandits/off-policy/bootstrap-bounds';
import { clippedIps } from '../../lib/bandits/off-policy/clipped-ips';
import { directMethod } from '../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../lib/bandits/off-policy/doubly-robust';
import type { Estimate } from '../../lib/bandits/off-policy/estimate';
import { ips } from '../../lib/bandits/off-policy/ips';
import { balancedPropensities } from '../../lib/bandits/off-policy/loggers/balanced-propensities';
import { weightedIps } from '../../lib/bandits/off-policy/loggers/weighted-ips';
import {
  bernsteinLowerBound,
  hoeffdingLowerBound,
  studentLowerBound,
} from '../../lib/bandits/off-policy/lower-bounds';
import { OffPolicyData } from '../../lib/bandits/off-policy/off-policy-data';
import { replay } from '../../lib/bandits/off-policy/replay';
import { selfNormalizedDoublyRobust } from '../../lib/bandits/off-policy/self-normalized-doubly-robust';
import { shrunkDoublyRobust } from '../../lib/bandits/off-policy/shrunk-doubly-robust';
import { snips } from '../../lib/bandits/off-policy/snips';
import { subGaussianDoublyRobust, subGaussianIps } from '../../lib/bandits/off-policy/sub-gaussian';
import { switchDoublyRobust } from '../../lib/bandits/off-policy/switch-doubly-robust';
import { estimatedMse, lowestMse } from '../../lib/bandits/off-policy/tuning/estimated-mse';
import { slope } from '../../lib/bandits/off-policy/tuning/slope';
import { weigh } from '../../lib/bandits/off-policy/weighted-rounds';
import { allNear, near } from '../fixtures/golden-experiments';
import { golden } from '../fixtures/golden-off-policy';

const { small, support, loggers } = golden;
const { actions, rewards, behaviour, evaluation, qHat, contexts } = small.input;
const propensity = actions.map((action: number, round: number) => behaviour[round][action]);
const data = OffPolicyData.fromRounds(
  actions.map((action: number, round: number) => ({
    action,
    reward: rewards[round],
    propensity: propensity[round],
    context: contexts[round],
  })),
  { actions: [0, 1, 2] },
);
const rounds = weigh(data, evaluation.flat(), { rewards: qHat.flat() });
const n = data.length;

test('golden small.weights', () => {
  const { perRound, mean, max, ess, essShare, sd } = small.weights;
  allNear([...rounds.weight], perRound, 'weights');
  const summary = rounds.weights;
  allNear(
    [summary.mean, summary.max, summary.ess, summary.essShare, summary.sd],
    [mean, max, ess, essShare, sd],
  );
});

const { estimators } = small;
const ours: Record<string, Estimate> = {
  ips: ips(rounds),
  ipsClipped1: clippedIps(rounds, { clip: 1 }),
  ipsClipped2: clippedIps(rounds, { clip: 2 }),
  dm: directMethod(rounds),
  dr: doublyRobust(rounds),
  'switchDr0.5': switchDoublyRobust(rounds, { threshold: 0.5 }),
  switchDr1: switchDoublyRobust(rounds, { threshold: 1 }),
  switchDr2: switchDoublyRobust(rounds, { threshold: 2 }),
  'dros0.1': shrunkDoublyRobust(rounds, { lambda: 0.1 }),
  dros1: shrunkDoublyRobust(rounds, { lambda: 1 }),
  dros10: shrunkDoublyRobust(rounds, { lambda: 10 }),
  'subGaussianIps0.1': subGaussianIps(rounds, { lambda: 0.1 }),
  'subGaussianDr0.1': subGaussianDoublyRobust(rounds, { lambda: 0.1 }),
  'subGaussianIps0.5': subGaussianIps(rounds, { lambda: 0.5 }),
  'subGaussianDr0.5': subGaussianDoublyRobust(rounds, { lambda: 0.5 }),
};
const apart = ['snips', 'sndr', 'replay', 'lowerBounds'];

test('golden small.estimators: values, standard errors, 95% intervals', () => {
  assert.deepEqual([...Object.keys(ours), ...apart].sort(), Object.keys(estimators).sort());
  for (const [name, { value, standardError, normal }] of Object.entries(ours)) {
    const wanted = estimators[name];
    allNear(
      [value, standardError, normal.low, normal.high],
      [wanted.value, wanted.standardError, ...wanted.normal95],
      name,
    );
  }
});

/** The contributions of the rounds one by one: each is a log of its own. */
function oneByOne(estimator: typeof ips): number[] {
  return Array.from({ length: n }, (_, round) => {
    const one = OffPolicyData.fromColumns({
      ...{ action: [actions[round]], reward: [rewards[round]], propensity: [propensity[round]] },
      actions: [0, 1, 2],
    });
    return estimator(weigh(one, evaluation[round], { rewards: qHat[round] })).value;
  });
}

/** What obp takes for the error of a ratio: the denominator doesn't vary. */
function errorOfMean(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
}

test('golden small.estimators: what each round adds to ips and dr', () => {
  allNear(oneByOne(ips), estimators.ips.perRound, 'ips');
  allNear(oneByOne(doublyRobust), estimators.dr.perRound, 'dr');
});

test('golden small.estimators.snips: the error has the varying denominator, which obp leaves fixed', () => {
  const { value, standardError, normal } = snips(rounds);
  const wanted = estimators.snips;
  allNear(
    [value, standardError, normal.low, normal.high],
    [wanted.value, wanted.standardErrorDelta, ...wanted.delta95],
  );
  const fixed = oneByOne(ips).map((one) => one / rounds.weights.mean);
  allNear(fixed, wanted.perRound, 'per round', 2e-9);
  near(errorOfMean(fixed), wanted.standardError);
  const radius = (wanted.normal95[1] - wanted.normal95[0]) / 2;
  near(radius / errorOfMean(fixed), 1.959963985);
  assert.ok(standardError < 0.7 * wanted.standardError);
});

test('golden small.estimators.sndr: the value; the error has the varying denominator', () => {
  const { value, standardError } = selfNormalizedDoublyRobust(rounds);
  const wanted = estimators.sndr;
  near(value, wanted.value);
  const { mean } = rounds.weights;
  const fixed = Array.from({ length: n }, (_, round) => {
    const { weight, residual, expected } = rounds;
    return expected![round] + (weight[round] * residual![round]) / mean;
  });
  near(errorOfMean(fixed), wanted.standardError);
  near((wanted.normal95[1] - wanted.normal95[0]) / 2 / wanted.standardError, 1.959963985);
  // The jackknife, which knows no formula, agrees with the delta method up to 1/n.
  const without = Array.from({ length: n }, (_, left) => {
    const keep = <T>(values: readonly T[]) => values.filter((_one, round) => round !== left);
    const columns = { action: keep<number>(actions), reward: keep<number>(rewards) };
    const rest = OffPolicyData.fromColumns({
      ...{ ...columns, propensity: keep<number>(propensity), actions: [0, 1, 2] },
    });
    const options = { rewards: keep<number[]>(qHat).flat() };
    return selfNormalizedDoublyRobust(weigh(rest, keep<number[]>(evaluation).flat(), options)).value;
  });
  near(standardError, (n - 1) * errorOfMean(without), 'jackknife', 0.2);
});

test('golden small.estimators.replay: no match is no estimate, where obp says 0', () => {
  const { policy, matches, value, meanOfMatches, noMatchInObp } = estimators.replay;
  const oneHot = (chosen: readonly number[]) =>
    chosen.flatMap((action) => [0, 1, 2].map((other) => (other === action ? 1 : 0)));
  const estimate = replay(weigh(data, oneHot(policy)));
  assert.deepEqual([estimate.rounds, estimate.value], [matches, value]);
  near(estimate.value, meanOfMatches);
  assert.match(estimate.warnings.join(), /equally probable choices/);
  const none = replay(weigh(data, oneHot(actions.map((action: number) => (action + 1) % 3))));
  assert.equal(noMatchInObp, 0);
  assert.ok(Number.isNaN(none.value));
  assert.equal(none.refusal, 'in no round did the log do what the policy would have done');
});

test('golden small.estimators.lowerBounds', () => {
  const { hoeffding, bernstein, studentT } = estimators.lowerBounds;
  const { value: mean, standardError } = ours.ips;
  const sample = { n, mean, variance: n * standardError ** 2 };
  const largest = Math.max(...estimators.ips.perRound);
  near(hoeffdingLowerBound(sample, largest), hoeffding);
  near(bernsteinLowerBound(sample, largest), bernstein);
  near(studentLowerBound(sample), studentT);
  near(ips(rounds, { alpha: 0.1, range: { low: 0, high: largest } }).bernstein!.low, bernstein);
});

test('golden small.bootstrap95: obp leaves the denominator of snips fixed, which is wider', () => {
  const draws = { samples: 5000, seed: 1 };
  for (const name of ['ips', 'dr', 'dm']) {
    const { low, high } = bootstrapBounds(ours[name], draws);
    const wanted = small.bootstrap95[name];
    near(low, wanted['95.0% CI (lower)'], `${name} low`, 0.05);
    near(high, wanted['95.0% CI (upper)'], `${name} high`, 0.02);
    near(ours[name].value, wanted.mean, `${name} mean`, 0.01);
  }
  const wanted = small.bootstrap95.snips;
  const { mean } = rounds.weights;
  const { low, high } = bootstrapBounds(ours.ips, draws);
  near(low / mean, wanted['95.0% CI (lower)'], 'fixed low', 0.05);
  near(high / mean, wanted['95.0% CI (upper)'], 'fixed high', 0.02);
  near(ours.ips.value / mean, wanted.mean, 'fixed mean', 0.01);
  const varying = bootstrapBounds(snips(rounds), draws);
  assert.ok(varying.high - varying.low < 0.8 * (wanted['95.0% CI (upper)'] - wanted['95.0% CI (lower)']));
});

test('golden small.tuning: SLOPE and the estimated mean squared error, with delta 0.1', () => {
  const families: Record<string, (value: number) => Estimate> = {
    ips: (clip) => clippedIps(rounds, { clip }),
    switchDr: (threshold) => switchDoublyRobust(rounds, { threshold }),
    dros: (lambda) => shrunkDoublyRobust(rounds, { lambda }),
  };
  for (const [name, { lambdas, chosen, value, scores }] of Object.entries(
    small.tuning as Record<string, { lambdas: number[]; chosen: number; value: number; scores?: number[] }>,
  )) {
    const [family, method] = name.split('.');
    const withValue = families[family];
    const tuned =
      method === 'slope' ? slope(lambdas, withValue, 0.1) : lowestMse(rounds, lambdas, withValue, 0.1);
    assert.equal(tuned.chosen, chosen, name);
    near(tuned.estimate.value, value, name);
    if (!scores) continue;
    allNear(
      lambdas.map((lambda) => estimatedMse(rounds, withValue(lambda), 0.1)),
      scores,
      name,
    );
  }
});

test('golden support: what the logging policy never does is missing', () => {
  const never = support.input.behaviour;
  const log = OffPolicyData.fromColumns({
    action: never.map(([first]: number[]) => (first > 0.5 ? 0 : 1)),
    reward: never.map(() => 1),
    propensity: never.map(([first, second]: number[]) => Math.max(first, second)),
    actions: [0, 1, 2],
  });
  const seen = weigh(log, support.input.evaluation.flat(), { behavior: never.flat() });
  near(seen.unseenMass, support.unseenMass);
  near(seen.neverTaken, support.unseenMass);
  for (const [round, mass] of support.unseenMassPerRound.entries()) {
    const one = OffPolicyData.fromColumns({
      action: [0],
      reward: [1],
      propensity: [0.5],
      actions: [0, 1, 2],
    });
    near(weigh(one, support.input.evaluation[round], { behavior: never[round] }).unseenMass, mass);
    // E[w] = 1 − the unseen mass.
    const mean = [0, 1].reduce((sum, action) => sum + support.input.evaluation[round][action], 0);
    near(1 - mean, mass, 'mean weight', 1e-8);
  }
  assert.match(ips(seen).warnings[0], /^41% of the policy's choices are never taken in the log/);
});

test('golden loggers', () => {
  const { logger, behaviour0, behaviour1 } = loggers.input;
  assert.equal(behaviour0, 'small.behaviour');
  const behaviors = [behaviour, behaviour1];
  const mixed = OffPolicyData.fromColumns({
    ...{ action: actions, reward: rewards, logger, actions: [0, 1, 2] },
    propensity: actions.map((action: number, round: number) => behaviors[logger[round]][round][action]),
  });
  const flat = behaviors.map((behavior) => behavior.flat());
  const balanced = mixed.withPropensities(balancedPropensities(mixed, flat));
  const { values } = loggers;
  near(ips(weigh(mixed, evaluation.flat())).value, values.naive);
  near(ips(weigh(balanced, evaluation.flat())).value, values.balanced);
  near(weightedIps(weigh(mixed, evaluation.flat())).value, values.weighted);
  near(doublyRobust(weigh(balanced, evaluation.flat(), { rewards: qHat.flat() })).value, values.balancedDr);
});
