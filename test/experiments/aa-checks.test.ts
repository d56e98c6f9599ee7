import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peekingError } from '../../lib/experiments/group-sequential/group-sequential';
import { welch } from '../../lib/experiments/means/welch';
import { aaCheck } from '../../lib/experiments/planning/aa-check';
import { peekingCheck } from '../../lib/experiments/planning/peeking-check';
import { pooledZTest } from '../../lib/experiments/proportions/two-proportions';
import { RandomState } from '../../lib/math/random/random-state';

/** 300 users with 20 impressions each, which they all click or none. */
const clicks = Float64Array.from({ length: 300 }, (_, user) => (user % 4 === 0 ? 20 : 0));
const sumOf = (users: number[]) => users.reduce((sum, user) => sum + clicks[user], 0);

test('an A/A check passes an analysis by user, and finds that impressions are no units', () => {
  const at = (users: number[]) => users.map((user) => clicks[user]);
  const byUser = aaCheck(
    300,
    (treatment, control) => welch({ treatment: at(treatment), control: at(control) }).p,
    {
      tests: 400,
    },
  );
  assert.ok(byUser > 0.02 && byUser < 0.09, `${byUser}`); // 5%, give or take 1.1
  const count = (users: number[]) => ({ successes: sumOf(users), trials: 20 * users.length });
  const byImpression = aaCheck(
    300,
    (treatment, control) => pooledZTest({ treatment: count(treatment), control: count(control) }).p,
    { tests: 400 },
  );
  assert.ok(byImpression > 0.55, `${byImpression}`); // √20 times too sure: 66%
  const arms: number[][] = [];
  aaCheck(5, (treatment, control) => arms.push(treatment, control), { tests: 1 });
  assert.deepEqual(arms.flat().sort(), [0, 1, 2, 3, 4]);
  assert.throws(() => aaCheck(3, () => 1), /users must be a whole number of at least 4, got 3/);
});

test('peeking cheats as in theory; always-valid intervals hold', () => {
  const random = new RandomState(4);
  const values = Float64Array.from({ length: 400 }, () => random.gamma(1));
  const steps: number[] = [];
  const { fixed, alwaysValid } = peekingCheck(values, {
    tests: 500,
    looks: 20,
    seed: 2,
    onProgress: ({ step, steps: all }) => steps.push(step / all),
  });
  assert.deepEqual([steps.length, steps[0], steps.at(-1)], [500, 1 / 500, 1]);
  assert.equal(fixed.length, 20);
  assert.ok(fixed.every((share, look) => look === 0 || share >= fixed[look - 1]));
  assert.ok(Math.abs(fixed[19] - peekingError(20)) < 0.06, `${fixed[19]}`); // 25%, standard error 1.9
  assert.ok(alwaysValid[19] <= 0.05);
  assert.throws(
    () => peekingCheck(values, { looks: 100 }),
    /at least 10 users per look, got 400 for 100 looks/,
  );
});
