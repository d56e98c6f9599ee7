/** What only one policy does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPolicy, POLICIES, restorePolicy } from '../../lib/bandits/policies';
import { DiscountedThompson } from '../../lib/bandits/policies/discounted-thompson';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { Exp3 } from '../../lib/bandits/policies/exp3';
import { FactorThompson } from '../../lib/bandits/policies/factor-thompson';
import { LinearThompson } from '../../lib/bandits/policies/linear-thompson';
import { NormalGammaThompson } from '../../lib/bandits/policies/normal-gamma-thompson';
import { SlidingWindowThompson } from '../../lib/bandits/policies/sliding-window-thompson';
import type { BanditPolicy } from '../../lib/bandits/policy';
import { RandomState } from '../../lib/math/random/random-state';
import { cpuTime } from '../fixtures/cpu-time';
import { allNear, near } from '../fixtures/golden-experiments';

test('the registry makes policies by name, with options; all names and summaries differ', () => {
  assert.deepEqual(createPolicy('Exp3', { gamma: 0.2 }).options, { gamma: 0.2, seed: 0 });
  assert.throws(
    () => createPolicy('ucb'),
    /no policy is named "ucb"; the policies are UniformPolicy, .*Factor/,
  );
  assert.equal(new Set(POLICIES.map(({ summary }) => summary)).size, POLICIES.length);
});

test('epsilon-greedy: epsilon falls, and an optimistic start tries every arm first', () => {
  const policy = new EpsilonGreedy({ epsilon: 0.4, decay: 0.1, initialMean: 2 });
  assert.equal(policy.epsilon, 0.4);
  policy.update(['a', 'b'].flatMap((action) => Array.from({ length: 5 }, () => ({ action, reward: 1 }))));
  near(policy.epsilon, 0.2);
  allNear(policy.probabilities([], ['a', 'b', 'new', 'newer']), [0.05, 0.05, 0.85, 0.05]);
});

test('weights count as parts of rewards', () => {
  const [whole, halves] = [new EpsilonGreedy(), new EpsilonGreedy()];
  whole.update([{ action: 'a', reward: 3 }]);
  halves.update([1, 5].map((reward) => ({ action: 'a', reward, weight: 0.5 })));
  near(halves.mean('a'), whole.mean('a'));
  const gamma = new NormalGammaThompson();
  gamma.update([1, 5, 1, 5].map((reward) => ({ action: 'a', reward, weight: 0.5 })));
  const other = new NormalGammaThompson();
  other.update([1, 5].map((reward) => ({ action: 'a', reward })));
  allNear(Object.values(gamma.posterior('a')), Object.values(other.posterior('a')));
  const rows = [
    { action: 'a', reward: 1, context: [1, 2] },
    { action: 'a', reward: 0, context: [1, -1] },
  ];
  for (const name of [
    'LinearThompson',
    'LogisticThompson',
    'FactorThompson',
    'BetaThompson',
    'UCB1',
    'KLUCB',
  ]) {
    const [once, twice] = [createPolicy(name), createPolicy(name)];
    once.update(rows);
    twice.update([...rows, ...rows].map((row) => ({ ...row, weight: 0.5 })));
    const chances = (policy: BanditPolicy) => policy.probabilities([1, 0.5], ['a', 'b']);
    allNear(chances(twice), chances(once), name);
  }
});

test('normal-gamma: deviations from a large mean keep their digits', () => {
  const policy = new NormalGammaThompson({ mean: 1e9, kappa: 1e-9 });
  policy.update([1, 2, 4].map((x) => ({ action: 'a', reward: 1e9 + x })));
  near(policy.posterior('a').rate, 1 + (1 + 4 + 16 - 49 / 3) / 2, 'rate', 1e-6);
});

test('Exp3: weights that would overflow', () => {
  const policy = new Exp3({ gamma: 0.5 });
  policy.update(
    Array.from({ length: 3000 }, () => ({
      action: 'a',
      reward: 1,
      propensity: 0.25,
      candidates: ['a', 'b'],
    })),
  );
  near(policy.logWeight('a'), 3000);
  allNear(policy.probabilities([], ['a', 'b']), [0.75, 0.25]);
});

test('discounting: a reward of k rounds ago counts γ^k, in whatever order it arrives', () => {
  const rows = [
    { action: 'a', reward: 1, time: 0 },
    { action: 'b', reward: 0, time: 1 },
    { action: 'a', reward: 0, time: 2 },
    { action: 'a', reward: 1, time: 5 },
  ];
  for (const order of [rows, rows.toReversed(), [rows[2], rows[0], rows[3], rows[1]]]) {
    const policy = new DiscountedThompson({ discount: 0.9 });
    for (const row of order) policy.update([row]);
    near(policy.posterior('a').alpha, 2 + 0.9 ** 5);
    near(policy.posterior('a').beta, 1 + 0.9 ** 3);
    near(policy.posterior('b').beta, 1 + 0.9 ** 4);
  }
  const untimed = new DiscountedThompson({ discount: 0.5 });
  untimed.update(['a', 'a', 'b'].map((action) => ({ action, reward: 1 })));
  near(untimed.posterior('a').alpha, 1 + 0.25 + 0.5);
});

test('the window: only later rewards than T − window, in whatever order they arrive', () => {
  const rows = [1, 2, 3, 4, 5, 6].map((time) => ({ action: time % 2 ? 'odd' : 'even', reward: 1, time }));
  for (const order of [rows, rows.toReversed()]) {
    const policy = new SlidingWindowThompson({ window: 3 });
    for (const row of order) policy.update([row]);
    assert.equal(policy.posterior('odd').alpha, 2); // 5
    assert.equal(policy.posterior('even').alpha, 3); // 4 and 6
    policy.update([{ action: 'new', reward: 0 }]); // at 7
    assert.equal(policy.posterior('even').alpha, 2);
    const saved = JSON.stringify(policy);
    policy.update([{ action: 'new', reward: 0, time: 50 }]);
    assert.deepEqual(policy.posterior('odd'), { alpha: 1, beta: 1 });
    const restored = restorePolicy(JSON.parse(saved)) as SlidingWindowThompson;
    assert.deepEqual(restored.posterior('new'), { alpha: 1, beta: 2 });
  }
});

test('factors: without any, linear Thompson sampling; given ones are a first guess', () => {
  const rows = [
    { action: 'a', reward: 4.2, context: [1, 0.2] },
    { action: 'a', reward: 3.5, context: [0.3, -1] },
  ];
  const linear = new LinearThompson({ deviation: 0.5, ridge: 0.25 / 2 });
  linear.update(rows.map((row) => ({ ...row, reward: row.reward - 3 })));
  const policy = new FactorThompson({ priorVariance: 2, noiseVariance: 0.25, offset: 3 });
  policy.update(rows);
  allNear(policy.probabilities([0.5, 0.5], ['a', 'b']), linear.probabilities([0.5, 0.5], ['a', 'b']));

  policy.setFactors([
    ['a', [1, 1]],
    ['फ़िल्म', [-1, 3]],
  ]);
  const [a, film, cold] = policy.scores([1, 2], ['a', 'फ़िल्म', 'cold']);
  near(a.mean, 3 + 3, 'the rewards of a are forgotten');
  near(film.mean, 3 + 5);
  near(cold.mean, 3 + 4, 'the average of the factors');
  for (const { variance } of [a, film, cold]) near(variance, 2 * 5);

  // One reward, by hand: q ~ N(q₀ + 2 x (r − q₀·x) / (0.25 + 2 ‖x‖²), …)
  policy.update([{ action: 'a', reward: 7, context: [1, 2] }]);
  const [after] = policy.scores([1, 2], ['a']);
  near(after.mean, 6 + (10 / 10.25) * (7 - 6));
  near(after.variance, 10 - (10 * 10) / 10.25);
  const restored = restorePolicy(JSON.parse(JSON.stringify(policy))) as FactorThompson;
  assert.deepEqual(
    restored.scores([1, 2], ['a', 'फ़िल्म', 'cold']),
    policy.scores([1, 2], ['a', 'फ़िल्म', 'cold']),
  );
});

test('factors: bad ones are refused by name', () => {
  const rewards = [{ action: 'a', reward: 1, context: [1, 0.5] }];
  const [before, after] = [new FactorThompson(), new FactorThompson()];
  before.setFactors([['a', [1, 2]]]).update(rewards);
  after.update(rewards);
  after.setFactors([['a', [1, 2]]], { keepRewards: true });
  assert.deepEqual(after.scores([1, -1], ['a', 'b']), before.scores([1, -1], ['a', 'b']), 'in either order');
  const policy = new FactorThompson().setFactors([['a', [1, 2]]]);
  assert.throws(() => policy.setFactors([['b', [1]]]), {
    name: 'OptionError',
    message: 'FactorThompson: factors must be 2 finite numbers, got [1] for item b',
  });
  assert.throws(() => policy.setFactors([['b', [1, Number.NaN]]]), /must be 2 finite numbers, got \[1,NaN\]/);
  assert.throws(
    () => policy.setFactors([1, 1].map((item) => [item, [1, 2]] as const)),
    /candidates must be different arms, got 1 twice/,
  );
  assert.throws(() => policy.choose([1], ['a']), /context must have 2 numbers/);
});

test('factors: the time of a choice is linear in the number of items', () => {
  const random = new RandomState(4);
  const timeOf = (count: number): number => {
    const items = Array.from({ length: count }, (_, item) => item);
    const policy = new FactorThompson();
    policy.setFactors(items.map((item) => [item, [...random.normals(8)]]));
    policy.update(items.map((action) => ({ action, reward: 1, context: [...random.normals(8)] })));
    const context = [...random.normals(8)];
    policy.choose(context, items); // decompositions, once
    const times = [1, 2, 3].map(() => {
      const start = cpuTime();
      policy.choose(context, items);
      return cpuTime() - start;
    });
    return Math.min(...times);
  };
  timeOf(300);
  const [few, many] = [timeOf(500), timeOf(4000)];
  assert.ok(many < 24 * few, `${few} ms for 500 items, ${many} ms for 4,000`); // 64 if quadratic
});
