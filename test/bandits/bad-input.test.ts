/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as bandits from '../../lib/bandits/bandits';
import { stationaryWorld } from '../../lib/simulation/simulation';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
type Anything = any;
const { OffPolicyData, SlateData, KnownWorld, FactorThompson, UCB1, UniformPolicy } = bandits;

const log = ['tea', 'cocoa', 'tea'].map((action) => ({ action, reward: 1, propensity: 0.5 }));
const data = OffPolicyData.fromRounds(log);
const rounds = bandits.weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
const slates = new SlateData({ length: 1, reward: [1], propensity: [0.5], evaluation: [0.5] });
const sample = { n: 10, mean: 0.5, variance: 0.1 };
const known = new KnownWorld([[0.1, 0.3]]);
const world = stationaryWorld({ means: [0.2, 0.5] });
const slate = bandits.chooseSlate(new UCB1(), { context: [], candidates: ['a', 'b'], k: 2 });

const called: Readonly<Record<string, (...args: Anything[]) => unknown>> = {
  ...(bandits as Anything),
  FactorThompson: (factors, options) => new FactorThompson().setFactors(factors, options),
  KnownWorld: (rates, options) => new KnownWorld(rates, options),
  OffPolicyData: (given, options) => OffPolicyData.fromRounds(given, options),
  SlateData: (columns) => new SlateData(columns),
};

function refused(name: string, args: readonly unknown[], message: string): void {
  assert.throws(
    () => called[name](...args),
    (error: Error) => {
      assert.equal(error.name, 'OptionError', `${name}: ${error.stack}`);
      assert.ok(error.message.startsWith(`${name}: ${message}`), error.message);
      return true;
    },
  );
}

const ESTIMATORS: readonly string[] = [
  'allEstimates',
  'clippedIps',
  'directMethod',
  'doublyRobust',
  'ips',
  'replay',
  'selfNormalizedDoublyRobust',
  'shrunkDoublyRobust',
  'snips',
  'subGaussianDoublyRobust',
  'subGaussianIps',
  'switchDoublyRobust',
  'weightedIps',
];

describe('an estimator needs weighted rounds, and names a misspelled option', () => {
  for (const name of ESTIMATORS) {
    test(name, () => {
      for (const bad of [undefined, null, 7, 'log.csv', [], data]) {
        refused(name, [bad], 'rounds must be rounds with weights, as weigh returns them, got ');
      }
      refused(name, [rounds, null], 'options must be an object such as { alpha: 0.05 }');
      refused(name, [rounds, { apha: 0.1 }], 'there is no option apha; the options are alpha, range');
    });
  }
  for (const name of ['independentIps', 'rewardInteractionIps', 'standardSlateIps']) {
    test(name, () => {
      refused(name, [rounds.terms], 'data must be lists with probabilities, as new SlateData(…) makes them');
      refused(name, [slates, { normalized: true }], 'there is no option normalized');
    });
  }
});

const CASES: readonly (readonly [name: string, args: readonly unknown[], message: string])[] = [
  ['weigh', [log, [0.5, 0.5]], 'data must be a log, as OffPolicyData.fromRounds returns it'],
  ['weigh', [data], 'policy must be a list of numbers, or a function that fills the row of a round'],
  [
    'weigh',
    [data, [1, 0], { reward: [0, 1] }],
    'there is no option reward; the options are rewards, behavior',
  ],
  ['weigh', [data, [1, 0], { rewards: 1 }], 'rewards must be a list of numbers'],
  ['bootstrapBounds', [0.5], 'estimate must be an estimate, as ips returns it, got 0.5'],
  [
    'bootstrapBounds',
    [bandits.ips(rounds), { sample: 100 }],
    'there is no option sample; the options are samples',
  ],
  ['bootstrapAll', [bandits.ips(rounds)], 'estimates must be a list'],
  ['frozenPolicy', ['UCB1', log, data], 'policy must be a policy, such as new BetaThompson(), got "UCB1"'],
  ['frozenPolicy', [new UCB1(), data, log], 'log must be a list'],
  ['frozenPolicy', [new UCB1(), log], 'data must be a log'],
  ['learnedPolicy', [new UCB1(), log, data], 'make must be a function that makes a policy'],
  ['learnedPolicy', [() => new UCB1(), log], 'data must be a log'],
  ['balancedPropensities', [data, 7], 'behaviors must be a list'],
  ['balancedPropensities', [data, [0.5]], 'behavior must be a list of numbers'],
  ['meanRewards', [log], 'data must be a log'],
  ['meanRewards', [data, { fold: 2 }], 'there is no option fold'],
  ['replayLearning', [data, new UCB1()], 'log must be a list'],
  ['replayLearning', [log, UCB1], 'policy must be a policy, such as new BetaThompson()'],
  ['replayLearning', [log, new UCB1(), { arms: [] }], 'there is no option arms'],
  ['slope', [[1, 2]], 'estimateWith must be a function'],
  ['lowestMse', [rounds, 2, bandits.ips], 'values must be a list'],
  ['estimatedMse', [rounds, 2], 'estimate must be an estimate'],
  ['hoeffdingLowerBound', [null, 1], 'sample must be an object with n and mean, got null'],
  ['hoeffdingLowerBound', [sample, Number.NaN], 'largest must be a number, got NaN'],
  ['bernsteinLowerBound', [{ ...sample, mean: Number.NaN }, 1], 'mean must be a number, got NaN'],
  ['bernsteinLowerBound', [sample], 'largest must be a number, got undefined'],
  ['bernsteinInterval', [sample, [0, 1]], 'range must be an object with numbers low and high'],
  ['studentLowerBound', [{ n: 10, mean: 1 }], 'variance must be at least 0, got undefined'],
  ['OffPolicyData', [{ action: [0] }], 'rounds must be a list of { action, reward, propensity, … }'],
  ['OffPolicyData', [log, { action: ['tea'] }], 'there is no option action; the options are actions'],
  ['SlateData', [[]], 'columns must be an object with length, reward, propensity and evaluation'],
  ['KnownWorld', [undefined], 'clickRates must be a list of rows, got undefined'],
  ['KnownWorld', [[[0.5]], { sed: 1 }], 'there is no option sed'],
  ['inContext', [0.5], 'table must be a list of rows'],
  ['FactorThompson', [{ a: [1, 2] }], 'factors must be pairs of an item and its vector'],
  ['FactorThompson', [[['a', 1]]], 'factors of item a must be a list, got 1'],
  ['FactorThompson', [[], { keep: true }], 'there is no option keep'],
  ['simulateBandit', ['UCB1', world, 10], 'policy must be a policy, such as new BetaThompson(), got "UCB1"'],
  ['simulateBandit', [new UCB1(), [0.2, 0.5], 10], 'world must be a world, such as stationaryWorld('],
  [
    'simulateBandit',
    [new UCB1(), world, 10, { logs: false }],
    'there is no option logs; the options are log',
  ],
  [
    'chooseSlate',
    [new UCB1(), ['a', 'b'], 2],
    'the options must be an object with context and candidates and k',
  ],
  ['chooseSlate', [world, { context: [], candidates: ['a'], k: 1 }], 'policy must be a policy'],
  ['slateProbabilities', [new UniformPolicy()], 'the options must be an object with context'],
  ['slateRewards', [slate, [1, 0]], 'the options must be an object with rewards'],
  ['slateRewards', [slate, { rewards: [1, 0], look: [1, 1] }], 'there is no option look'],
];

describe('a wrong argument is named', () => {
  for (const [name, args, message] of CASES) test(`${name}: ${message}`, () => refused(name, args, message));
});

test('a table of a known world has a row for each context', () => {
  const message = 'must be a row of 2 numbers for each of 1 contexts';
  for (const bad of [
    undefined,
    [],
    [[1]],
    [[1, Number.NaN]],
    [
      [1, 0],
      [1, 0],
    ],
  ] as Anything[]) {
    assert.throws(() => known.valueOf(bad), { message: `KnownWorld: policy ${message}` });
    assert.throws(() => known.log(bad, 5, 1), { message: `KnownWorld: behavior ${message}` });
  }
  assert.throws(
    () => known.nearlyBest(Number.NaN),
    /^OptionError: KnownWorld: epsilon must be a number from 0 to 1/,
  );
  assert.throws(
    () => known.log([[1, 0]], -1, 1),
    /^OptionError: KnownWorld: rounds must be a positive whole number/,
  );
});

test('the columns of a log are named', () => {
  const columns = { action: [0], reward: [1], propensity: [0.5] };
  assert.throws(
    () => OffPolicyData.fromColumns({ ...columns, units: [1] } as Anything),
    /there is no option units/,
  );
  assert.throws(
    () => OffPolicyData.fromColumns(undefined as Anything),
    /columns must be an object with action/,
  );
  assert.throws(
    () => OffPolicyData.fromFrame([] as Anything),
    /frame must be a table with columns and values/,
  );
});
