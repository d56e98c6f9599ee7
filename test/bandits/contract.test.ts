/** What every policy of the registry must do. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { POLICIES, type PolicyEntry, restorePolicy } from '../../lib/bandits/policies';
import { UniformPolicy } from '../../lib/bandits/policies/uniform';
import type { ArmId, BanditPolicy, PolicyJson, Reward } from '../../lib/bandits/policy';
import { simulateBandit } from '../../lib/bandits/simulate-bandit';
import { chiSquareAbove } from '../../lib/math/distributions/chi-square';
import type { BanditWorld } from '../../lib/simulation/bandits/bandit-world';
import { stationaryWorld } from '../../lib/simulation/bandits/stationary-world';

/** Of any kind; 1 and '1' are two arms. */
const ARMS: readonly ArmId[] = Object.freeze(['चाय', '☕', 1, '1', '__proto__', '']);
const CONTEXT = Object.freeze([1, 0.5]);

/** The log of uniform choices among the first four arms, with contexts. */
const WORLD: BanditWorld = {
  ...stationaryWorld({ means: [0.3, 0.5, 0.45, 0.4], arms: ARMS.slice(0, 4) }),
  context: (round) => [1, ((round * 7) % 11) / 11],
};
const LOG: readonly Reward[] = Object.freeze(
  simulateBandit(new UniformPolicy(), WORLD, 80).log.map((row, time) => Object.freeze({ ...row, time })),
);

/** A policy that has learned from the log. */
function taught(entry: PolicyEntry, options: Record<string, unknown> = {}): BanditPolicy {
  const policy = entry.create(options);
  policy.update(LOG);
  return policy;
}

/** Choices of a policy, of which each is learned from. */
function run(policy: BanditPolicy, rounds = 25): ArmId[] {
  return Array.from({ length: rounds }, (_, round) => {
    const { action, propensity } = policy.choose(CONTEXT, ARMS);
    policy.update([
      { action, propensity, context: CONTEXT, candidates: ARMS, reward: round % 3 === 0 ? 1 : 0 },
    ]);
    return action;
  });
}

function allClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what = '',
): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i] - value) <= tolerance, `${what}: ${actual[i]} is not ${value}`);
  }
}

/**
 * The regret after 600 rounds with chances of 0.2, 0.5, and 0.8 must be below this; uniform choice has about 180. A policy
 * that explores as much as its noise of 1 asks for, or forgets, or expects the worst, has more.
 */
const REGRET_BOUNDS: Readonly<Record<string, number>> = {
  UniformPolicy: Infinity,
  EpsilonGreedy: 60,
  UCB1: 60,
  KLUCB: 30,
  BetaThompson: 25,
  GaussianThompson: 60,
  NormalGammaThompson: 40,
  Exp3: 110,
  DiscountedThompson: 50,
  SlidingWindowThompson: 25,
  LinUCB: 40,
  LinearThompson: 60,
  LogisticThompson: 30,
  FactorThompson: 60,
};

const CHECKS: Readonly<Record<string, (entry: PolicyEntry) => void>> = {
  'options: defaults, a table, unknown ones and bad values refused'(entry) {
    const policy = entry.create();
    assert.equal(policy.name, entry.name);
    assert.deepEqual(policy.options, entry.options.defaults);
    assert.equal(policy.seed, 0);
    for (const { option, allowed } of entry.options.describe()) {
      assert.throws(() => entry.create({ [option]: 'x' }), {
        name: 'OptionError',
        message: `${entry.name}: ${option} must be ${allowed}, got "x"`,
      });
    }
    assert.throws(() => entry.create({ nonsense: 1 }), /there is no option nonsense; the options are .*seed/);
  },

  'probabilities are from 0 to 1 and add up to 1, whatever is known about the arms'(entry) {
    for (const policy of [entry.create(), taught(entry)]) {
      const chances = policy.probabilities(CONTEXT, ARMS);
      assert.equal(chances.length, ARMS.length);
      for (const chance of chances) assert.ok(chance >= 0 && chance <= 1 + 1e-12, String(chance));
      allClose([chances.reduce((sum, chance) => sum + chance)], [1], 1e-9);
      allClose(policy.probabilities(CONTEXT, ['new']), [1], 1e-9);
    }
  },

  'the propensity of a choice is its probability, and how often it is made'(entry) {
    const policy = taught(entry, { seed: 3 });
    const expected = policy.probabilities(CONTEXT, ARMS);
    const counts = ARMS.map(() => 0);
    const draws = 800;
    for (let n = 0; n < 20; n++) {
      const { action, propensity } = policy.choose(CONTEXT, ARMS);
      assert.equal(propensity, expected[ARMS.indexOf(action)]);
      assert.ok(propensity > 0);
      counts[ARMS.indexOf(action)]++;
    }
    for (let n = 20; n < draws; n++) counts[ARMS.indexOf(policy.pick(CONTEXT, ARMS))]++;
    let chiSquare = 0;
    for (const [arm, chance] of expected.entries()) {
      if (chance > 0) chiSquare += (counts[arm] - draws * chance) ** 2 / (draws * chance);
      else assert.equal(counts[arm], 0);
    }
    assert.ok(
      chiSquareAbove(chiSquare, ARMS.length - 1) > 0.001,
      `${counts} are not ${draws} times ${expected}`,
    );
  },

  'the same seed makes the same choices; pick is choose without the propensity'(entry) {
    assert.deepEqual(run(taught(entry)), run(taught(entry)));
    const [chooses, picks] = [taught(entry), taught(entry)];
    const choices = Array.from({ length: 20 }, () => chooses.choose(CONTEXT, ARMS).action);
    assert.deepEqual(
      Array.from({ length: 20 }, () => picks.pick(CONTEXT, ARMS)),
      choices,
    );
    const isRandom =
      taught(entry)
        .probabilities(CONTEXT, ARMS)
        .filter((chance) => chance > 0.02).length > 1;
    const other = taught(entry, { seed: 1 });
    const others = Array.from({ length: 20 }, () => other.pick(CONTEXT, ARMS));
    if (isRandom && entry.name !== 'EpsilonGreedy') assert.notDeepEqual(others, choices);
  },

  'rewards may come late and in any order'(entry) {
    const policy = taught(entry);
    const late = entry.create();
    late.update(LOG.toReversed());
    allClose(late.probabilities(CONTEXT, ARMS), policy.probabilities(CONTEXT, ARMS), 1e-9, 'backwards');
    if (entry.name === 'LogisticThompson') return; // how rewards are cut into batches matters, as it says
    const inParts = entry.create();
    for (const row of LOG.toReversed()) inParts.update([row]);
    inParts.update([]);
    allClose(inParts.probabilities(CONTEXT, ARMS), policy.probabilities(CONTEXT, ARMS), 1e-9, 'one by one');
  },

  'its JSON has all that it knows: the next choices are equal'(entry) {
    const policy = taught(entry, { seed: 5 });
    run(policy, 10);
    const text = JSON.stringify(policy);
    const restored = restorePolicy(JSON.parse(text));
    assert.equal(JSON.stringify(restored), text);
    assert.deepEqual(restored.options, policy.options);
    assert.deepEqual(run(restored), run(policy));
    const fresh = restorePolicy(JSON.parse(JSON.stringify(entry.create())));
    assert.deepEqual(run(fresh), run(entry.create()));
  },

  'JSON that is damaged is refused, and says what is wrong'(entry) {
    const json = JSON.parse(JSON.stringify(taught(entry))) as PolicyJson;
    const bad: [Partial<Record<keyof PolicyJson, unknown>>, RegExp][] = [
      [
        { format: 'other' },
        /policy JSON: must have format "recommender-lab\/policy" and version 1, got other/,
      ],
      [{ choices: -1 }, /choices must be a whole number of at least 0, got -1/],
      [{ policy: 'Nobody' }, /no policy is named "Nobody"; the policies are UniformPolicy, /],
      [{ options: { seed: -1 } }, /seed must be a whole number/],
      [{ arms: 'x' }, /policy JSON: arms of \w+ must be /],
    ];
    for (const [change, message] of bad) {
      assert.throws(() => restorePolicy({ ...json, ...change } as PolicyJson), message);
    }
    const text = JSON.stringify(json);
    const broken = text.replace(/(\[(?:"चाय",\[+)[^[\],]+)/, '$1,"x"');
    if (broken !== text) assert.throws(() => restorePolicy(JSON.parse(broken)), { name: 'DataError' });
  },

  'JSON with a negative count, variance or precision is refused'(entry) {
    const text = JSON.stringify(taught(entry));
    const refusals = [...text.matchAll(/(?<=\["चाय",\[+)[^[\]]+/g)].flatMap(({ 0: numbers, index }) =>
      numbers.split(',').flatMap((_, place, all) => {
        const others = all.with(place, '-7').join(',');
        const changed = text.slice(0, index) + others + text.slice(index + numbers.length);
        try {
          restorePolicy(JSON.parse(changed));
          return [];
        } catch (error) {
          return [(error as Error).message];
        }
      }),
    );
    if (entry.name !== 'UniformPolicy') assert.ok(refusals.length > 0);
    for (const message of refusals) assert.match(message, /^policy JSON: .*at least 0/);
  },

  'regret on a toy is below its bound, and below that of uniform choice'(entry) {
    const toy = { ...stationaryWorld({ means: [0.2, 0.5, 0.8] }), context: () => [1] };
    const regret = (policy: BanditPolicy) => simulateBandit(policy, toy, 600, { log: false }).regret[599];
    const own = regret(entry.create());
    assert.ok(own < REGRET_BOUNDS[entry.name], `${own}`);
    if (entry.name !== 'UniformPolicy') assert.ok(own < regret(new UniformPolicy()), `${own}`);
  },

  'bad candidates and contexts are refused by name'(entry) {
    const policy = taught(entry);
    const before = JSON.stringify(policy);
    const bad: [unknown, RegExp][] = [
      [[], /candidates must be a list of at least one arm, got an empty list/],
      [undefined, /candidates must be a list of at least one arm, got none/],
      [['a', 'a'], /candidates must be different arms, got 'a' twice/],
      [['a', null], /a candidate must be a string or a finite number, got null/],
      [[Number.NaN], /a candidate must be a string or a finite number, got NaN/],
    ];
    for (const [candidates, message] of bad) {
      for (const ask of ['choose', 'pick', 'probabilities'] as const) {
        assert.throws(() => policy[ask](CONTEXT, candidates as ArmId[]), message);
        assert.throws(() => policy[ask](CONTEXT, candidates as ArmId[]), {
          name: 'OptionError',
          message: new RegExp(`^${entry.name}: `),
        });
      }
    }
    if (policy.needs.context) {
      assert.throws(() => policy.choose([1], ARMS), /context must have 2 numbers, as the first one, got 1/);
      assert.throws(
        () => policy.choose([1, Number.NaN], ARMS),
        /numbers from -1e50 to 1e50, at least one, got NaN/,
      );
      assert.throws(
        () => policy.pick([], ARMS),
        /context must be a list of numbers .*, at least one, got \[\]/,
      );
    } else {
      assert.equal(policy.probabilities([], ARMS).length, ARMS.length);
    }
    assert.equal(JSON.stringify(policy), before, 'it counts no choice that it refused');
  },

  'a batch with a bad reward is refused as a whole'(entry) {
    const policy = taught(entry);
    const before = JSON.stringify(policy);
    const good: Reward = { ...LOG[0], propensity: 0.5 };
    const bad: [object, RegExp][] = [
      [{ reward: Number.NaN }, /reward must be a number from (-1e50 to 1e50|0 to 1), got NaN for arm 'चाय'/],
      [{ reward: -1e51 }, /reward must be a number from (-1e50 to 1e50|0 to 1), got -1e\+51/],
      [{ reward: '1' }, /reward must be .*, got '1'/],
      [{ action: null }, /action must be a string or a finite number, got null/],
      [{ weight: 0 }, /weight must be a number above 0 and at most 1, got 0/],
      [{ time: -1 }, /time must be a number of at least 0, got -1/],
      [{ propensity: 2 }, /propensity must be a number above 0 and at most 1, got 2/],
    ];
    if (policy.needs.unitRewards) bad.push([{ reward: 2 }, /reward must be a number from 0 to 1, got 2/]);
    else entry.create().update([{ ...good, reward: -7.5 }]);
    if (policy.needs.context) {
      bad.push([
        { context: undefined },
        /context must be a list of numbers from -1e50 to 1e50, at least one, got none/,
      ]);
      bad.push([{ context: [1, 2, 3] }, /context must have 2 numbers, as the first one, got 3/]);
      const lengths = [good, { ...good, context: [1] }];
      assert.throws(() => entry.create().update(lengths), /context must have 2 numbers/);
    }
    if (policy.needs.propensity) {
      bad.push([{ propensity: undefined }, /propensity must be a number above 0 and at most 1, got none/]);
      bad.push([{ candidates: undefined }, /candidates must be a list of at least one arm, got none/]);
      bad.push([{ candidates: ['b'] }, /candidates must include the action/]);
    }
    for (const [change, message] of bad) {
      const row = { ...good, action: 'चाय', candidates: ARMS, ...change } as Reward;
      assert.throws(() => policy.update([good, row]), { name: 'OptionError', message });
    }
    assert.throws(() => policy.update(good as unknown as Reward[]), /a batch must be a list of/);
    assert.equal(JSON.stringify(policy), before);
  },

  'a context of zeros, a huge reward, and a thousand arms do no harm'(entry) {
    const policy = entry.create();
    const reward = policy.needs.unitRewards ? 1 : 1e50;
    policy.update([{ action: 'a', reward, context: [0, 0], propensity: 1e-3, candidates: ['a', 'b'] }]);
    for (const context of [[0, 0], CONTEXT, [1e50, -1e50]]) {
      const chances = policy.probabilities(context, ['a', 'b', 'c']);
      allClose([chances.reduce((sum, chance) => sum + chance)], [1], 1e-9);
    }
    const many = Array.from({ length: 1000 }, (_, n) => n);
    const { propensity } = policy.choose(CONTEXT, many);
    const isSure = policy.probabilities(CONTEXT, [0, 1])[0] === 1;
    if (entry.name !== 'EpsilonGreedy') allClose([propensity], [isSure ? 1 : 1e-3], 1e-9);
  },
};

test('a file in policies/ is a policy of the registry, and the other way round', () => {
  const folder = path.join(__dirname, '..', '..', 'lib', 'bandits', 'policies');
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$|-/g, ''));
  const named = (name: string) => files.find((file) => file === name.toLowerCase().replace(/policy$/, ''));
  for (const { name } of POLICIES) assert.ok(named(name), name);
  assert.equal(POLICIES.length, files.length);
  assert.deepEqual(
    Object.keys(REGRET_BOUNDS),
    POLICIES.map(({ name }) => name),
  );
});

for (const entry of POLICIES) {
  for (const [what, check] of Object.entries(CHECKS)) test(`${entry.name}: ${what}`, () => check(entry));
}
