import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import type { Estimate } from '../../lib/bandits/off-policy/estimate';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { offPolicy } from '../../scripts/off-policy';
import { near } from '../fixtures/golden-experiments';

const home = mkdtempSync(path.join(tmpdir(), 'off-policy-test-'));
after(() => rmSync(home, { recursive: true }));

const USERS = 40;
const LISTS = 3;
/** Users 0, 4, 8, … are in arm new, whose propensity is ¼. */
const armOf = (user: number) => (user % 4 === 0 ? 'new' : 'old');
/** One click of a user in arm old in every other list, two in each list of arm new; user 0 has none. */
const clicksOf = (user: number, list: number) =>
  user === 0 ? 0 : armOf(user) === 'new' ? 2 : (user + list) % 2;

function experiment(name: string, lines: readonly object[], arms = ['old', 'new', 'spare']): string {
  const dir = path.join(home, name);
  mkdirSync(dir);
  const weights: Record<string, number> = { old: 3, new: 1, spare: 0 };
  const definition = {
    ...{ name, salt: name },
    arms: arms.map((arm) => ({ name: arm, weight: weights[arm] })),
    interleaving: { arms: ['old', 'spare'], weight: 0.001 },
  };
  writeFileSync(path.join(dir, 'experiment.json'), JSON.stringify(definition));
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(path.join(dir, 'events.ndjson'), `${text}{"type":"exposure","half`);
  return dir;
}

function exposure(user: number, list: number, more: object = {}) {
  const arm = armOf(user);
  return {
    ...{ type: 'exposure', time: 1000 * list + user, requestId: `r${user}-${list}`, userId: `ü${user}`, arm },
    ...{ model: 'm 1', propensity: arm === 'new' ? 0.25 : 0.75, items: ['a', 'b'], ms: 1 },
    ...{ cold: 0, tail: 0, genres: 0, ...more },
  };
}

const lines = Array.from({ length: USERS }, (_, user) =>
  Array.from({ length: LISTS }, (_, list) => [
    exposure(user, list),
    ...Array.from({ length: clicksOf(user, list) }, (_, place) => ({
      ...{ type: 'click', time: 1000 * list + user, requestId: `r${user}-${list}`, userId: `ü${user}` },
      ...{ itemId: 'ab'[place], place: place + 1 },
    })),
  ]),
).flat(2);
const outside = { ...exposure(99, 0), arm: null, out: 'traffic', propensity: 1 };
const stray = { type: 'click', time: 1, requestId: 'gone', userId: 'ü1', itemId: 'a', place: 1 };
const dir = experiment('toy', [outside, ...lines, stray]);

async function ask(...args: string[]) {
  const printed: string[] = [];
  const code = await offPolicy(args, { print: (text) => printed.push(text), note: () => undefined });
  return { code, text: printed.join('\n') };
}

async function estimatesOf(...args: string[]) {
  const { code, text } = await ask('--log', dir, '--json', ...args);
  const { estimates, ...rest } = JSON.parse(text) as { estimates: Estimate[] };
  return { code, rest, of: (name: string) => estimates.find(({ estimator }) => estimator === name)! };
}

test('off-policy: the log of an experiment, one arm for everyone', async () => {
  const { code, rest, of } = await estimatesOf('--policy', 'arm:new');
  assert.equal(code, 0);
  assert.deepEqual(rest, {
    ...{ policy: 'arm:new', reward: 'clicks', model: 'action', alpha: 0.05, experiment: 'toy' },
    ...{ lists: USERS * LISTS, users: USERS, outside: 1 },
    arms: [
      { name: 'old', lists: 90, mean: 50 / 90 },
      { name: 'new', lists: 30, mean: 1.8 },
      { name: 'spare', lists: 0, mean: null },
    ],
  });
  near(of('SNIPS').value, 1.8);
  near(of('replay').value, 1.8);
  near(of('IPS').value, 1.8);
  // By hand: 10 users with w = 4, of whom one has 0 clicks and nine 2 in each of their lists; the unit is the user.
  near(of('SNIPS').standardError, Math.sqrt(1.8 ** 2 + 9 * 0.2 ** 2) / 10);
  near(of('IPS').standardError, Math.sqrt((((9 * 6.2 ** 2 + 31 * 1.8 ** 2) / 40) * (40 / 39)) / 40));
  near(of('IPS').ess, 30);
  assert.match(of('replay').warnings.join(), /propensities from 0.25 to 0.75/);
});

test('off-policy: each arm as often, and other rewards', async () => {
  const { of } = await estimatesOf('--policy', 'uniform');
  near(of('IPS').value, (50 / 90 + 1.8) / 2);
  near(
    (await estimatesOf('--policy', 'uniform', '--reward', 'clicked')).of('IPS').value,
    (50 / 90 + 0.9) / 2,
  );
  const good = await estimatesOf('--policy', 'arm:old', '--reward', 'good');
  assert.deepEqual([good.code, good.of('IPS').value], [0, 0]);
});

test('off-policy: an arm without lists has no estimate, and exit code 1', async () => {
  const { code, text } = await ask('--log', dir, '--policy', 'arm:spare');
  assert.equal(code, 1);
  assert.match(text, /^IPS +– +– +– to –/m);
  assert.match(text, /no estimate: the policy never does what was done in any of the 120 rounds/);
});

test('off-policy: the table, with warnings once', async () => {
  const { text } = await ask('--log', dir, '--policy', 'arm:new', '--alpha', '0.1');
  assert.match(
    text,
    /^toy: 120 lists of 40 users in an arm \(and 1 of others, left out\); clicks per list so far:\n {2}old: 90 lists, 0\.5556\n/,
  );
  assert.match(
    text,
    /clicks per list standard error +90% interval +bootstrap effective lists largest weight\n/,
  );
  assert.match(text, /\nSNIPS +1\.8000 +0\.1897 +1\.4879 to 2\.1121 +1\.\d{4} to \d\.\d{4} +30\.0 +4\.00\n/);
  assert.equal(text.match(/replay needs a log/g)?.length, 1);
});

test('off-policy: a policy that has learned from other users, and means as the model of rewards', async () => {
  const { of } = await estimatesOf('--policy', 'EpsilonGreedy');
  // By all users but a fifth, arm new is better; epsilon is 0.1.
  near(
    of('SNIPS').value,
    (0.95 * 1.8 * 30 * 4 + 0.05 * 50 * (4 / 3)) / (0.95 * 30 * 4 + 0.05 * 90 * (4 / 3)),
  );
  assert.ok(Math.abs(of('doubly robust').value - (0.95 * 1.8 + (0.05 * 50) / 90)) < 0.05);
  assert.ok(Math.abs(of('direct method').value - 1.5) < 0.2, 'shrunk');
  const { of: without } = await estimatesOf('--policy', 'uniform', '--model', 'none');
  assert.equal(without('doubly robust'), undefined);
});

test('off-policy: a saved policy', async () => {
  const policy = new EpsilonGreedy({ epsilon: 0 });
  policy.update([
    { action: 'new', reward: 1 },
    { action: 'old', reward: 0 },
  ]);
  const file = path.join(home, 'saved.json');
  writeFileSync(file, JSON.stringify(policy));
  near((await estimatesOf('--policy', file)).of('SNIPS').value, 1.8);
});

const refused: [string[], RegExp, string][] = [
  [['--policy', 'uniform'], /^--log is missing\n\nnpm run off-policy/, 'OptionError'],
  [['--log', 'x'], /^--policy is missing/, 'OptionError'],
  [
    ['--log', dir, '--policy', 'best'],
    /^--policy must be one of uniform, arm:old, arm:new, arm:spare, the name of a policy of lib\/bandits, or a saved one, FILE.json, got best$/,
    'OptionError',
  ],
  [
    ['--log', dir, '--policy', 'uniform', '--reward', 'money'],
    /^--reward must be one of clicks, clicked, good, got money$/,
    'OptionError',
  ],
  [
    ['--log', dir, '--policy', 'LinUCB'],
    /^--policy must be one without context, because the rounds of this log have none, got LinUCB$/,
    'OptionError',
  ],
  [
    ['--log', dir, '--policy', 'uniform', '--model', 'position'],
    /^--model must be none or action where rounds have no positions, got position$/,
    'OptionError',
  ],
  [
    ['--log', dir, '--policy', 'no.json'],
    /no\.json: can't be read as the JSON of a policy: ENOENT/,
    'DataError',
  ],
  [
    ['--log', dir, '--policy', 'uniform', '--alpha', '5'],
    /^--alpha must be between 0 and 1, got 5$/,
    'OptionError',
  ],
  [
    ['--log', home, '--policy', 'uniform'],
    /: there is no experiment\.json; name the folder of one experiment/,
    'DataError',
  ],
  [
    ['--log', experiment('empty', [outside]), '--policy', 'uniform'],
    /: no list has been shown to a user in an arm \(1 to others\)$/,
    'DataError',
  ],
];
for (const [args, message, name] of refused) {
  test(`off-policy refuses ${args.join(' ').replace(home, '')}`, async () => {
    await assert.rejects(ask(...args), { name, message });
  });
}
