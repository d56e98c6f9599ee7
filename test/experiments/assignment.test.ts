import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Assignment, userBucket, userShare } from '../../lib/experiments/assignment/assignment';
import { chiSquareAbove } from '../../lib/math/distributions/chi-square';
import { golden, near } from '../fixtures/golden-experiments';

const USERS = Array.from({ length: 10_000 }, (_, n) => `user-${n + 1}`);
const TWO = [
  { name: 'a', weight: 1 },
  { name: 'b', weight: 1 },
];

test('golden hashes: SHA-256 of the same texts, also with other letters', () => {
  for (const { text, sha256First8 } of golden.assignment.hashes) {
    const [salt, user] = text.split(':');
    const hex = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 8);
    assert.equal(hex, sha256First8);
    if (user !== undefined) assert.equal(userShare(salt, user), Number.parseInt(hex, 16) / 2 ** 32);
  }
});

test('golden shares: uniform on 10,000 users, and independent for two salts', () => {
  const { shares, salts, firstHalf, bins20, chi2, chi2P, cross } = golden.assignment.sha256Share;
  for (const [i, share] of shares.entries()) near(userShare('exp-1', USERS[i]), share);
  const bins = new Array<number>(20).fill(0);
  const table = [
    [0, 0],
    [0, 0],
  ];
  for (const user of USERS) {
    const [first, second] = salts.map((salt: string) => userShare(salt, user));
    bins[Math.floor(first * 20)]++;
    table[first < 0.5 ? 0 : 1][second < 0.5 ? 0 : 1]++;
  }
  assert.deepEqual(bins, bins20);
  assert.deepEqual(table, cross);
  assert.equal(table[0][0] + table[0][1], firstHalf);
  near(
    bins.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0),
    chi2,
  );
  near(chiSquareAbove(chi2, 19), chi2P);
});

test('arms by weight; the same user is always in the same arm', () => {
  const arms = [
    { name: 'control', weight: 7 },
    { name: 'ease', weight: 2 },
    { name: 'ends', weight: 1 },
  ];
  const assignment = new Assignment({ salt: 'weights', arms });
  const counts: Record<string, number> = { control: 0, ease: 0, ends: 0 };
  for (const user of USERS) {
    const { arm } = assignment.of(user);
    counts[arm!]++;
    assert.deepEqual(new Assignment({ salt: 'weights', arms }).of(user), { arm });
  }
  const expected = [7000, 2000, 1000];
  const chi2 = Object.values(counts).reduce((sum, n, i) => sum + (n - expected[i]) ** 2 / expected[i], 0);
  assert.ok(chiSquareAbove(chi2, 2) > 0.001, JSON.stringify(counts));
});

test('golden sameSalt: two experiments with one salt give the same users the same halves', () => {
  const table = [
    [0, 0],
    [0, 0],
  ];
  const [one, two] = [1, 2].map(() => new Assignment({ salt: 'exp-1', arms: TWO }));
  for (const user of USERS) table[one.of(user).arm === 'a' ? 0 : 1][two.of(user).arm === 'a' ? 0 : 1]++;
  assert.deepEqual(table, golden.assignment.sameSalt);
});

test('a ramp-up only adds users', () => {
  const at = (traffic: number) => new Assignment({ salt: 'ramp', arms: TWO, traffic });
  let [before, inBefore] = [at(0), 0];
  for (const traffic of [0.01, 0.1, 0.5, 1]) {
    const now = at(traffic);
    let inNow = 0;
    for (const user of USERS) {
      const { arm } = before.of(user);
      if (arm) assert.equal(now.of(user).arm, arm);
      if (now.of(user).arm) inNow++;
    }
    assert.ok(Math.abs(inNow - traffic * 10_000) < 200 && inNow > inBefore, `${inNow} at ${traffic}`);
    [before, inBefore] = [now, inNow];
  }
  assert.equal(inBefore, 10_000);
});

test('the holdout is the same in every experiment; excluded users are in no arm', () => {
  const exclude = ['user-1', 7, '😀', 'नमस्ते'];
  const held = ['one', 'two'].map((salt) => {
    const assignment = new Assignment({ salt, arms: TWO, holdout: 0.05, exclude });
    for (const user of exclude) assert.deepEqual(assignment.of(user), { out: 'excluded' });
    assert.deepEqual(assignment.of('7'), { out: 'excluded' });
    return USERS.filter((user) => assignment.of(user).out === 'holdout');
  });
  assert.deepEqual(held[0], held[1]);
  assert.ok(Math.abs(held[0].length - 500) < 80);
});

test('any id works, and numbers are their digits', () => {
  assert.equal(userBucket('s', 943), userBucket('s', '943'));
  assert.equal(userShare('exp', 'a:b'), userShare('exp', 'a:b'));
  for (const user of ['😀', 'नमस्ते', ' ', 'a:b']) assert.ok(userBucket('कुंजी', user) < 10_000);
});

test('bad input is refused by name', () => {
  const bad = (options: object) => new Assignment({ salt: 's', arms: TWO, ...options });
  assert.throws(() => bad({ salt: 'a:b' }), /salt must be a non-empty string without a colon, got "a:b"/);
  assert.throws(() => bad({ salt: '' }), /salt must be/);
  assert.throws(() => bad({ arms: [TWO[0]] }), /arms must be a list of at least two/);
  assert.throws(() => bad({ arms: [TWO[0], TWO[0]] }), /names of arms must be different strings, got "a"/);
  assert.throws(
    () => bad({ arms: [TWO[0], { name: 'b', weight: 0 }] }),
    /weight of arm b must be a number above 0/,
  );
  assert.throws(
    () => bad({ arms: [{ name: 'c', weight: 1e-9 }, ...TWO] }),
    /weight of arm c must give it at least 1 of 10000 buckets/,
  );
  assert.throws(() => bad({ traffic: 2 }), /Assignment: traffic must be a number from 0 to 1, got 2/);
  assert.throws(() => bad({ trafic: 1 }), /there is no option trafic/);
  assert.throws(() => new Assignment({ salt: 's', arms: TWO }).of(''), /raw id must be a non-empty/);
  assert.throws(() => userShare('s', '\ud83c'), /user must be valid Unicode/);
});
