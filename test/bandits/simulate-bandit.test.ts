import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ips } from '../../lib/bandits/off-policy/ips';
import { inContext, KnownWorld } from '../../lib/bandits/off-policy/known-world';
import { OffPolicyData } from '../../lib/bandits/off-policy/off-policy-data';
import { weigh } from '../../lib/bandits/off-policy/weighted-rounds';
import { BetaThompson } from '../../lib/bandits/policies/beta-thompson';
import { DiscountedThompson } from '../../lib/bandits/policies/discounted-thompson';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { bernoulliKL } from '../../lib/bandits/policies/kl-ucb';
import { LinUCB } from '../../lib/bandits/policies/lin-ucb';
import { LinearThompson } from '../../lib/bandits/policies/linear-thompson';
import { LogisticThompson } from '../../lib/bandits/policies/logistic-thompson';
import { SlidingWindowThompson } from '../../lib/bandits/policies/sliding-window-thompson';
import { UCB1 } from '../../lib/bandits/policies/ucb1';
import { UniformPolicy } from '../../lib/bandits/policies/uniform';
import type { BanditPolicy } from '../../lib/bandits/policy';
import { simulateBandit } from '../../lib/bandits/simulate-bandit';
import { contextualWorld } from '../../lib/simulation/bandits/contextual-world';
import { delayedWorld } from '../../lib/simulation/bandits/delayed-world';
import { driftingWorld } from '../../lib/simulation/bandits/drifting-world';
import { stationaryWorld } from '../../lib/simulation/bandits/stationary-world';
import { near } from '../fixtures/golden-experiments';
import { input, laiRobbinsAtT, laiRobbinsConstant, references, regretOf } from '../fixtures/golden-regret';

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('regret, choices, reward, and log belong together', () => {
  const world = stationaryWorld({ means: [0.2, 0.6], arms: ['चाय', '☕'] });
  const { regret, choices, log, reward } = simulateBandit(new BetaThompson(), world, 60);
  let sum = 0;
  for (const [round, action] of choices.entries()) {
    sum += action === '☕' ? 0 : 0.4;
    assert.ok(Math.abs(regret[round] - sum) < 1e-9);
    assert.equal(log[round].action, action);
    assert.equal(log[round].reward, world.reward(round, action));
    assert.ok(log[round].propensity > 0 && log[round].propensity <= 1);
    assert.deepEqual(log[round].candidates, world.arms);
    assert.equal(log[round].context, undefined);
  }
  assert.equal(reward, meanOf(log.map((row) => row.reward)) * 60);
  const quiet = simulateBandit(new BetaThompson(), world, 60, { log: false });
  assert.deepEqual(quiet.choices, choices, 'the log changes nothing');
  assert.deepEqual(quiet.log, []);
});

test('stationary worlds have the means that they state', () => {
  const clicks = stationaryWorld({ means: [0.05, 0.9] });
  const numbers = stationaryWorld({ means: [-3, 1e3], deviation: 2 });
  const rounds = Array.from({ length: 4000 }, (_, round) => round);
  for (const arm of [0, 1]) {
    const p = clicks.expectedReward(0, arm);
    const mean = meanOf(rounds.map((round) => clicks.reward(round, arm)));
    assert.ok(Math.abs(mean - p) < 4 * Math.sqrt((p * (1 - p)) / 4000), `${mean}`);
    const rewards = rounds.map((round) => numbers.reward(round, arm) - numbers.expectedReward(round, arm));
    assert.ok(Math.abs(meanOf(rewards)) < (4 * 2) / Math.sqrt(4000));
    assert.ok(Math.abs(meanOf(rewards.map((x) => x * x)) - 4) < 0.4);
  }
  assert.equal(clicks.bestExpectedReward(7), 0.9);
  assert.equal(clicks.reward(5, 1), stationaryWorld({ means: [0.5, 0.9] }).reward(5, 1), 'the same luck');
});

test('drift: forgetting pays after the best arm has changed', () => {
  const world = (seed: number) =>
    driftingWorld({ before: [0.7, 0.3], after: [0.3, 0.7], changeAt: 600, seed });
  const regret = (make: (seed: number) => BanditPolicy) =>
    meanOf([1, 2].map((seed) => simulateBandit(make(seed), world(seed), 1200, { log: false }).regret[1199]));
  const plain = regret((seed) => new BetaThompson({ seed }));
  const discounted = regret((seed) => new DiscountedThompson({ discount: 0.98, seed }));
  const windowed = regret((seed) => new SlidingWindowThompson({ window: 100, seed }));
  assert.ok(discounted < 0.7 * plain, `${discounted} and ${plain}`);
  assert.ok(windowed < 0.7 * plain, `${windowed} and ${plain}`);
  const slow = driftingWorld({ before: [0], after: [1], changeAt: 10, changeRounds: 3 });
  assert.deepEqual(
    [9, 10, 11, 12, 13, 99].map((round) => slow.expectedReward(round, 0)),
    [0, 0.25, 0.5, 0.75, 1, 1],
  );
});

test('delays: rewards arrive out of order, and Thompson sampling minds less than UCB1', () => {
  const world = stationaryWorld({ means: [0.3, 0.5, 0.7] });
  const slow = delayedWorld(world, { meanDelays: 40 });
  const delays = Array.from({ length: 3000 }, (_, round) => slow.delay(round, 1));
  assert.ok(Math.abs(meanOf(delays) - 40) < 3, `${meanOf(delays)}`);
  assert.ok(delays.some((delay, round) => round > 0 && round + delay < round - 1 + delays[round - 1]));
  assert.equal(delayedWorld(world, { meanDelays: [0, 5, 5] }).delay(3, 0), 0);
  const regret = (policy: BanditPolicy) => simulateBandit(policy, slow, 800, { log: false }).regret[799];
  const [thompson, ucb] = [regret(new BetaThompson()), regret(new UCB1())];
  assert.ok(thompson < ucb && thompson < 0.3 * 800 * 0.2, `${thompson} and ${ucb}`);
});

test('a reward is learned at the end of the round in which it is known', () => {
  const world = {
    ...stationaryWorld({ means: [0.5, 0.5] }),
    delay: (round: number) => [2, 0, 3, 0, 0, 0][round],
  };
  const policy = new UniformPolicy();
  const batches: (number | undefined)[][] = [];
  policy.update = (batch) => {
    batches.push(batch.map(({ time }) => time));
  };
  const { log } = simulateBandit(policy, world, 5);
  assert.deepEqual(batches, [[], [1], [0], [3], [4]], 'that of round 2 comes in round 5, after the end');
  assert.equal(log.length, 5);
});

test('contexts: policies that use them learn the truth, linear and logistic', () => {
  const linear = contextualWorld({ arms: ['a', 'b', 'c'], count: 3 });
  const uniform = simulateBandit(new UniformPolicy(), linear, 500).regret[499];
  const blind = simulateBandit(new EpsilonGreedy(), linear, 500).regret[499];
  for (const policy of [new LinUCB(), new LinearThompson({ deviation: 0.5 })]) {
    const regret = simulateBandit(policy, linear, 500).regret[499];
    assert.ok(
      regret < 0.1 * uniform && regret < 0.3 * blind,
      `${policy.name}: ${regret}, ${blind}, ${uniform}`,
    );
  }
  const thompson = new LinearThompson({ deviation: 0.5 });
  const { log } = simulateBandit(new UniformPolicy(), linear, 600);
  thompson.update(log);
  for (const [position, arm] of linear.arms.entries()) {
    const { mean, covariance } = thompson.posterior(arm)!;
    for (const [f, value] of linear.theta[position].entries()) {
      assert.ok(Math.abs(mean[f] - value) < 4 * Math.sqrt(covariance[f][f]), `θ of ${arm}: ${mean}`);
    }
  }
  const logistic = contextualWorld({ truth: 'logistic', count: 3, spread: 2 });
  const coins = simulateBandit(new UniformPolicy(), logistic, 400).regret[399];
  const regret = simulateBandit(new LogisticThompson(), logistic, 400).regret[399];
  assert.ok(regret < 0.45 * coins, `${regret} and ${coins}`);
  assert.ok([0, 1].includes(logistic.reward(3, 0)));
});

test('a world with a table of click rates is one in which policies learn, and their log shows what another would earn', () => {
  const rates = [
    [0.1, 0.6, 0.2],
    [0.7, 0.2, 0.1],
    [0.2, 0.1, 0.5],
  ];
  const world = new KnownWorld(rates, { seed: 3 });
  const shares = [0, 0, 0];
  let clicks = 0;
  for (let round = 0; round < 3000; round++) {
    const context = world.context(round);
    const place = context.indexOf(1);
    assert.deepEqual([context.length, context.filter((value) => value === 0).length], [3, 2]);
    assert.equal(world.expectedReward(round, 2), rates[place][2]);
    assert.equal(world.bestExpectedReward(round), Math.max(...rates[place]));
    shares[place] += 1 / 3000;
    clicks += world.reward(round, 0);
  }
  for (const share of shares) assert.ok(Math.abs(share - 1 / 3) < 4 * Math.sqrt(2 / 9 / 3000), `${shares}`);
  assert.ok(Math.abs(clicks / 3000 - 1 / 3) < 4 * Math.sqrt(0.25 / 3000));
  const run = (policy: BanditPolicy) => simulateBandit(policy, world, 1500);
  const [linear, blind] = [run(new LinearThompson({ deviation: 0.5 })), run(new BetaThompson())];
  assert.ok(linear.regret[1499] < 0.5 * blind.regret[1499], `${linear.regret[1499]}, ${blind.regret[1499]}`);
  const target = world.nearlyBest(0.2);
  const data = OffPolicyData.fromRounds(linear.log, { actions: world.arms });
  const context = Int32Array.from(linear.log, (round) => round.context!.indexOf(1));
  const { value, standardError } = ips(weigh(data, inContext(target, context)));
  assert.ok(Math.abs(value - world.valueOf(target)) < 4 * standardError, `${value} ± ${standardError}`);
  assert.throws(() => new KnownWorld([[0.1, 1.2]]), {
    name: 'OptionError',
    message: 'KnownWorld: clickRates must be numbers from 0 to 1, got 1.2',
  });
});

test('golden regret: the first 1,000 rounds at click rates', () => {
  // The mean of 200 runs of the reference against ours; the spread of its runs is taken to be that of ours.
  for (const [name, { regretAt1000 }] of Object.entries<Record<string, number>>(references)) {
    const runs = name === 'klUcb' ? 3 : 6;
    const { mean, standardError } = regretOf(name, 1000, runs);
    const joint = standardError * Math.sqrt(1 + runs / input.runs);
    assert.ok(Math.abs(mean - regretAt1000) < 4 * joint, `${name}: ${mean} ± ${joint}, not ${regretAt1000}`);
  }
});

test('golden regret: the constant of Lai and Robbins', () => {
  const [best, ...others] = input.means as number[];
  const constant = others.reduce((sum, mean) => sum + (best - mean) / bernoulliKL(mean, best), 0);
  near(constant, laiRobbinsConstant);
  near(constant * Math.log(input.rounds), laiRobbinsAtT);
});

test('bad worlds are refused by name', () => {
  assert.throws(() => stationaryWorld({ means: [2] }), {
    name: 'OptionError',
    message: 'stationaryWorld: means must be numbers from 0 to 1, got 2',
  });
  assert.throws(
    () => stationaryWorld({ means: [] }),
    /stationaryWorld: arms must be one or more different ids/,
  );
  assert.throws(
    () => stationaryWorld({ means: [1, 1], arms: ['a', 'a'] }),
    /must be 2 different ids, got 2 \(1/,
  );
  assert.throws(
    () => driftingWorld({ before: [1], after: [0, 1] }),
    /driftingWorld: arms must be 1 different/,
  );
  const world = stationaryWorld({ means: [1, 0] });
  assert.throws(() => world.reward(0, 'x'), /BanditWorld: arm must be one of 0, 1, got "x"/);
  assert.throws(
    () => delayedWorld(world, { meanDelays: [1] }),
    /meanDelays must be numbers .* got 1 of them/,
  );
  assert.throws(() => delayedWorld(world, { meanDelays: -1 }), /meanDelays must be .* got -1/);
  assert.throws(
    () => simulateBandit(new UCB1(), world, 0),
    /simulateBandit: rounds must be a positive whole/,
  );
});
