import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEstimates } from '../../lib/bandits/off-policy/all-estimates';
import { bootstrapBounds } from '../../lib/bandits/off-policy/bootstrap-bounds';
import { directMethod } from '../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../lib/bandits/off-policy/doubly-robust';
import { frozenPolicy } from '../../lib/bandits/off-policy/frozen-policy';
import { ips } from '../../lib/bandits/off-policy/ips';
import { weightedIps } from '../../lib/bandits/off-policy/loggers/weighted-ips';
import { OffPolicyData } from '../../lib/bandits/off-policy/off-policy-data';
import { replay } from '../../lib/bandits/off-policy/replay';
import { selfNormalizedDoublyRobust } from '../../lib/bandits/off-policy/self-normalized-doubly-robust';
import { SlateData } from '../../lib/bandits/off-policy/slates/slate-data';
import { snips } from '../../lib/bandits/off-policy/snips';
import { switchDoublyRobust } from '../../lib/bandits/off-policy/switch-doubly-robust';
import { slope } from '../../lib/bandits/off-policy/tuning/slope';
import { weigh } from '../../lib/bandits/off-policy/weighted-rounds';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { RandomState } from '../../lib/math/random/random-state';
import { near } from '../fixtures/golden-experiments';
import { golden } from '../fixtures/golden-off-policy';

const columns = { action: [0, 1, 0, 1], reward: [0, 1, 1, 0], propensity: [0.8, 0.2, 0.8, 0.2] };
const data = OffPolicyData.fromColumns(columns);

test('rounds, columns and a frame give the same log; given data stay as they are', () => {
  const names = ['old', 'new'];
  const rounds = columns.action.map((action, n) => ({
    ...{ action: names[action], reward: columns.reward[n], propensity: columns.propensity[n] },
  }));
  Object.freeze(columns.action);
  const frame = {
    columns: ['who', 'propensity', 'reward', 'action'],
    values: rounds.map(({ action, reward, propensity }, n) => [`u${n % 2}`, propensity, reward, action]),
  };
  const [fromRounds, fromFrame] = [
    OffPolicyData.fromRounds(rounds),
    OffPolicyData.fromFrame(frame, { unit: 'who' }),
  ];
  for (const one of [fromRounds, fromFrame]) {
    assert.deepEqual(one.actions, names);
    assert.equal(ips(weigh(one, [0.5, 0.5])).value, ips(weigh(data, [0.5, 0.5])).value);
  }
  assert.deepEqual([fromRounds.unit, [...fromFrame.unit!], fromFrame.units], [null, [0, 1, 0, 1], 2]);
  const withCandidates = OffPolicyData.fromRounds([{ ...rounds[0], candidates: ['third', 'old'] }]);
  assert.deepEqual(withCandidates.actions, ['third', 'old']);
});

test('policies as one row, a matrix or a function are the same', () => {
  const row = [0.3, 0.7];
  const matrix = Float32Array.from([row, row, row, row].flat());
  const [one, all, made] = [row, matrix, (_: number, into: Float64Array) => into.set(row)].map((policy) =>
    snips(weigh(data, policy)),
  );
  near(all.value, one.value, '', 1e-6);
  assert.deepEqual(made, one);
});

const broken: [string, () => unknown, RegExp][] = [
  [
    'no rounds',
    () => OffPolicyData.fromColumns({ action: [], reward: [], propensity: [] }),
    /^OffPolicyData: the log has no rounds$/,
  ],
  [
    'a short column',
    () => OffPolicyData.fromColumns({ ...columns, reward: [1] }),
    /reward must have one number per round, 4, got 1$/,
  ],
  [
    'a reward that is not a number',
    () => OffPolicyData.fromColumns({ ...columns, reward: [0, 1, Number.NaN, 0] }),
    /reward in round 2 must be a finite number, got NaN$/,
  ],
  [
    'a reward of a list that JSON wrote as null',
    () => new SlateData({ length: 1, reward: JSON.parse('[null]'), propensity: [1], evaluation: [1] }),
    /^SlateData: reward must be finite, got null at list 0, place 1$/,
  ],
  [
    'a reward that JSON wrote as null, which is not 0',
    () => OffPolicyData.fromColumns({ ...columns, reward: JSON.parse('[0, 1, null, 0]') }),
    /reward in round 2 must be a finite number, got NaN$/,
  ],
  [
    'no column of rewards',
    () => OffPolicyData.fromColumns({ action: [0], propensity: [1] } as never),
    /columns must be an object with action and reward, got /,
  ],
  [
    'a round without a reward',
    () => OffPolicyData.fromRounds(JSON.parse('[{ "action": "old", "reward": null, "propensity": 1 }]')),
    /reward in round 0 must be a finite number, got NaN$/,
  ],
  [
    'a propensity in quotes',
    () => OffPolicyData.fromRounds(JSON.parse('[{ "action": "old", "reward": 1, "propensity": "0.5" }]')),
    /propensity in round 0 must be a number, got "0.5"$/,
  ],
  [
    'the id of an item as the number of an action',
    () => OffPolicyData.fromColumns({ ...columns, action: [0, 2 ** 30, 0, 1] }),
    /action in round 1 must be a whole number from 0 to 9999999, got 1073741824$/,
  ],
  [
    'a predicted reward that is not a number',
    () => weigh(data, [0.5, 0.5], { rewards: (round, into) => into.set([0, round === 2 ? Number.NaN : 1]) }),
    /^weigh: rewards must have finite numbers, got NaN for action 1 in round 2$/,
  ],
  [
    'an action that does not exist',
    () => OffPolicyData.fromColumns({ ...columns, actions: ['a'] }),
    /action in round 1 must be a whole number from 0 to 0, got 1$/,
  ],
  [
    'a propensity above 1',
    () => OffPolicyData.fromColumns({ ...columns, propensity: [0.8, 20, 1, 1] }),
    /propensity in round 1 must be a number from 0 to 1, or NaN if it is unknown, got 20$/,
  ],
  [
    'a frame without the column',
    () => OffPolicyData.fromFrame({ columns: ['a'], values: [[1]] }),
    /the frame has no column "action"; its columns are a$/,
  ],
  [
    'a policy that does not add up',
    () => weigh(data, [0.5, 0.4]),
    /^weigh: policy must have probabilities that add up to 1, got 0.9 in round 0$/,
  ],
  ['a negative probability', () => weigh(data, [1.5, -0.5]), /at least 0, got -0.5 for action 1 in round 0$/],
  [
    'a matrix of another size',
    () => weigh(data, [1, 0, 1]),
    /^weigh: policy must have 2 numbers, or 4 rounds × 2 actions = 8, got 3$/,
  ],
  [
    'no model',
    () => doublyRobust(weigh(data, [1, 0])),
    /^doublyRobust: rounds must have predicted rewards; use weigh\(data, policy, \{ rewards \}\)$/,
  ],
  [
    'a bad threshold',
    () => switchDoublyRobust(weigh(data, [1, 0], { rewards: [0, 0] }), { threshold: -1 }),
    /^switchDoublyRobust: threshold must be a number of at least 0, got -1$/,
  ],
  [
    'replay of a mixed policy',
    () => replay(weigh(data, [0.5, 0.5])),
    /^replay: policy must choose one action with probability 1 in each round, got 0.5 in round 0$/,
  ],
  [
    'a log without loggers',
    () => weightedIps(weigh(data, [1, 0])),
    /^weightedIps: the log must say which policy made each round/,
  ],
  [
    'a bad alpha',
    () => ips(weigh(data, [1, 0]), { alpha: 2 }),
    /^IPS: alpha must be a number between 0 and 1, got 2$/,
  ],
  [
    'no values to choose from',
    () => slope([], () => ips(weigh(data, [1, 0]))),
    /^slope: values must have at least one number, got none$/,
  ],
  [
    'lists that are not whole',
    () => new SlateData({ length: 2, reward: [1], propensity: [1], evaluation: [1] }),
    /^SlateData: reward must have slates × 2 places, got 1 numbers$/,
  ],
  [
    'a place with propensity 0',
    () => new SlateData({ length: 1, reward: [1], propensity: [0], evaluation: [1] }),
    /propensity must be above 0 and at most 1, got 0 at list 0, place 1$/,
  ],
];
for (const [what, work, message] of broken) test(`refused: ${what}`, () => assert.throws(work, { message }));

test('unknown propensities: no estimate from weights, but the model and replay still answer', () => {
  const unknown = data.withPropensities([0.8, Number.NaN, 0.8, 0]);
  const rounds = weigh(unknown, [0, 1], { rewards: [0.2, 0.4] });
  for (const estimator of [ips, snips, doublyRobust, selfNormalizedDoublyRobust]) {
    const { value, refusal, normal } = estimator(rounds);
    assert.ok(Number.isNaN(value) && Number.isNaN(normal.low));
    assert.match(refusal!, /^2 of 4 rounds have propensity 0 or none/);
    assert.deepEqual(bootstrapBounds(estimator(rounds)), { low: Number.NaN, high: Number.NaN });
  }
  near(directMethod(rounds).value, 0.4);
  near(replay(rounds).value, 0.5);
  assert.equal(slope([1, 2], () => ips(rounds)).estimate.refusal, ips(rounds).refusal);
});

test('an effective sample of less than a hundredth is said', () => {
  const n = 1000;
  const rare = OffPolicyData.fromColumns({
    action: Array.from({ length: n }, (_, round) => (round < 5 ? 1 : 0)),
    reward: Array.from({ length: n }, (_, round) => round % 2),
    propensity: Array.from({ length: n }, (_, round) => (round < 5 ? 0.005 : 0.995)),
  });
  const { ess, largestWeight, warnings } = snips(weigh(rare, [0, 1]));
  near(ess, 5);
  near(largestWeight, 200);
  assert.match(warnings[0], /^the effective sample size is 5.0, 0.5% of the rounds: a few rounds decide$/);
  assert.match(warnings[1], /^one round makes up \d+% of the variance/);
});

test('an action that is more common than its propensities allow is said; a rarer one proves nothing', () => {
  const log = (share: number, propensity: number) =>
    OffPolicyData.fromColumns({
      action: Array.from({ length: 100 }, (_, round) => (round < share ? 1 : 0)),
      reward: new Array(100).fill(1),
      propensity: new Array(100).fill(propensity),
    });
  // 80 rounds of 1 / 0.5: a mean of 1.6, with a standard error of √((80 · 4 / 100 − 1.6²) / 100) = 0.08.
  assert.deepEqual(weigh(log(80, 0.5), [0.5, 0.5]).contradiction, { action: 1, mean: 1.6 });
  const { warnings } = ips(weigh(log(80, 0.5), [0.5, 0.5]));
  assert.match(
    warnings[0],
    /^propensities are wrong: by them, action 1 is 1.60 times as common as it can be$/,
  );
  assert.equal(weigh(log(60, 0.5), [0.5, 0.5]).contradiction, null, 'two standard errors');
  assert.equal(weigh(log(80, 0.9), [0.5, 0.5]).contradiction, null);
});

test('units: rounds of a user count as one, in standard errors and in the bootstrap', () => {
  const random = new RandomState(1);
  const users = 60;
  const each = Array.from({ length: users }, () => ({ action: random.interval(1), reward: random.random() }));
  const copies = (times: number, withUnit: boolean) => {
    const rows = each.flatMap((row, user) => Array.from({ length: times }, () => ({ ...row, user })));
    const log = OffPolicyData.fromColumns({
      action: rows.map(({ action }) => action),
      reward: rows.map(({ reward }) => reward),
      propensity: rows.map(() => 0.5),
      unit: withUnit ? rows.map(({ user }) => 7 * user) : undefined,
    });
    return weigh(log, [0.2, 0.8], { rewards: [0.4, 0.5] });
  };
  for (const estimator of [ips, snips, doublyRobust, selfNormalizedDoublyRobust]) {
    const [once, fivefold] = [estimator(copies(1, false)), estimator(copies(5, true))];
    near(fivefold.value, once.value);
    near(fivefold.standardError, once.standardError);
    const [a, b] = [once, fivefold].map((one) => bootstrapBounds(one, { samples: 200, seed: 3 }));
    near(a.low, b.low);
    near(a.high, b.high);
    assert.ok(estimator(copies(5, false)).standardError < 0.5 * once.standardError);
  }
});

test('a policy of lib/bandits on the log of another', () => {
  const greedy = new EpsilonGreedy({ epsilon: 0.2 });
  greedy.update([
    { action: 'b', reward: 1 },
    { action: 'a', reward: 0 },
  ]);
  const log = ['a', 'b', 'b', 'a'].map((action, n) => ({ action, reward: n % 2, propensity: 0.5 }));
  const own = OffPolicyData.fromRounds(log);
  const { weight } = weigh(own, frozenPolicy(greedy, log, own));
  assert.deepEqual(
    [...weight].map((one) => +one.toFixed(12)),
    [0.2, 1.8, 1.8, 0.2],
  );
});

test('golden synthetic10000: the sizes of things on a log of the same kind', () => {
  const { values, weights, truthOnTheseContexts, truthOn200000, behaviourMean } = golden.synthetic10000;
  near(truthOnTheseContexts, truthOn200000, 'truth', 1e-3);
  const { rounds, truth, logged } = syntheticLog(10_000, 10, 5);
  const { mean, max, ess } = rounds.weights;
  near(mean, weights.mean, 'mean weight', 0.05);
  near(ess, weights.ess, 'effective rounds', 0.5);
  near(max, weights.max, 'largest weight', 0.8);
  assert.ok(truth - logged > 0.5 * (truthOnTheseContexts - behaviourMean), 'the policy is much better');
  const found = new Map(allEstimates(rounds).map((estimate) => [estimate.estimator, estimate]));
  for (const [name, key] of [
    ['IPS', 'ipw'],
    ['SNIPS', 'snipw'],
    ['doubly robust', 'dr'],
    ['self-normalized doubly robust', 'sndr'],
  ]) {
    near(values[key], truthOnTheseContexts, key, 0.005);
    const { value, standardError } = found.get(name)!;
    assert.ok(Math.abs(value - truth) < 4 * standardError && standardError < 0.02, name);
  }
  for (const key of ['ipsClipped5', 'dm', 'switch-dr', 'dr-os'])
    assert.ok(values[key] < truthOnTheseContexts);
  assert.equal(found.size, 10);
});

/** Linear rewards and a softmax of other scores, as obp's synthetic data have them; the policy is nearly greedy. */
function syntheticLog(length: number, actions: number, features: number) {
  const random = new RandomState(5);
  const table = () => Array.from({ length: actions }, () => random.normals(features));
  const [gains, habits] = [table(), table()];
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, one, n) => sum + one * b[n], 0);
  const softmax = (scores: number[]) => {
    const raised = scores.map((score) => Math.exp(score));
    const sum = raised.reduce((all, one) => all + one, 0);
    return raised.map((one) => one / sum);
  };
  let [truth, logged] = [0, 0];
  const policy: number[] = [];
  const rewards: number[] = [];
  const log = Array.from({ length }, () => {
    const context = random.normals(features);
    const q = gains.map((row) => 1 / (1 + Math.exp(-dot(row, context))));
    const behavior = softmax(habits.map((row) => 0.2 * dot(row, context)));
    const wanted = softmax(q.map((rate) => 5 * rate)).map((share) => 0.9 * share + 0.1 / actions);
    let [left, action] = [random.random() - behavior[0], 0];
    while (left > 0 && action < actions - 1) left -= behavior[++action];
    const reward = random.random() < q[action] ? 1 : 0;
    truth += q.reduce((sum, rate, a) => sum + rate * wanted[a], 0) / length;
    logged += reward / length;
    policy.push(...wanted);
    rewards.push(...q.map((rate) => 0.8 * rate));
    return { action, reward, propensity: behavior[action] };
  });
  const names = Array.from({ length: actions }, (_, a) => a);
  const rounds = weigh(OffPolicyData.fromRounds(log, { actions: names }), policy, { rewards });
  return { rounds, truth, logged };
}

test('the number of a logger is checked, by round', () => {
  for (const wrong of [0.5, -1, Number.NaN, 2 ** 40]) {
    const columns = { action: [0, 0], reward: [1, 0], propensity: [0.5, 0.5], logger: [0, wrong] };
    assert.throws(() => OffPolicyData.fromColumns(columns), {
      name: 'DataError',
      message: new RegExp(`logger in round 1 must be a whole number of at least 0, got ${wrong}$`),
    });
  }
});
