import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantileGuardrail } from '../../lib/experiments/health/quantile-guardrail';
import { sequentialQuantile } from '../../lib/experiments/health/sequential-quantile';
import { RandomState } from '../../lib/math/random/random-state';
import { near } from '../fixtures/golden-experiments';

test('sequentialQuantile: between the ends of bins, as narrow as the bins when users agree', () => {
  const groups = Array.from({ length: 100 }, () => [500, 480, 15, 5]);
  const counted = { users: 20_000, ends: [0, 1, 10, 100], groups };
  const { quantile, low, high } = sequentialQuantile(counted);
  // Of 1,000 values, 20 are above 10 and 5 above 100: the tenth is two thirds of the way.
  near(quantile, 70);
  assert.deepEqual([low, high], [10, 100]);
  near(sequentialQuantile(counted, { share: 0.25 }).quantile, 0.5);
  near(sequentialQuantile(counted, { share: 0.999 }).quantile, 100);
  assert.equal(sequentialQuantile(counted, { share: 0.999 }).high, Infinity, 'the last bin has no upper end');
  const few = sequentialQuantile({ ...counted, groups: groups.slice(0, 2), users: 2 });
  assert.equal(few.high, 100, 'two users that agree');
  const none = sequentialQuantile({
    users: 300,
    ends: [0, 1],
    groups: [
      [150, 0],
      [150, 0],
    ],
  });
  assert.equal(none.high, Infinity, 'the rule of three: up to ln(40) / 300 may be above 1');
  assert.equal(
    sequentialQuantile({
      users: 400,
      ends: [0, 1],
      groups: [
        [150, 0],
        [150, 0],
      ],
    }).high,
    1,
  );
  assert.throws(() => sequentialQuantile(counted, { share: 1 }), {
    message: 'sequentialQuantile: share must be a number between 0 and 1, got 1',
  });
});

test('quantileGuardrail: safe, harmed, or open by the worst ends of both intervals', () => {
  const arm = (slow: number) => ({
    users: 20_000,
    ends: [0, 1, 10, 100],
    groups: Array.from({ length: 100 }, () => [900, 100 - slow, slow, 0]),
  });
  const state = (slow: number, margin: number) =>
    quantileGuardrail({ treatment: arm(slow), control: arm(2) }, { margin }).state;
  assert.deepEqual(
    [state(2, 20), state(2, 9), state(50, 5), state(50, 100)],
    ['safe', 'open', 'open', 'safe'],
  );
  const slow = { ...arm(0), groups: Array.from({ length: 100 }, () => [0, 0, 0, 100]) };
  const harmed = quantileGuardrail({ treatment: slow, control: arm(2) }, { margin: 50 });
  assert.deepEqual([harmed.state, harmed.worst], ['harmed', Infinity]);
  assert.throws(() => quantileGuardrail({ treatment: slow, control: slow }, { margin: 0 }), {
    message: 'quantileGuardrail: margin must be a number above 0, got 0',
  });
});

test('sequentialQuantile: the true quantile is in the interval at every look, for users who differ', () => {
  const random = new RandomState(5);
  const truth = Math.exp(2.3263478740408408 * Math.hypot(0.5, 0.8));
  const ends = [0, ...Array.from({ length: 40 }, (_, n) => 10 ** (n / 20))];
  let missed = 0;
  for (let run = 0; run < 20; run++) {
    const groups = Array.from({ length: 100 }, () => new Uint32Array(ends.length));
    let ever = false;
    for (let users = 1; users <= 2000; users++) {
      const own = 0.5 * random.normal();
      for (const within of random.normals(3)) {
        const value = Math.exp(own + 0.8 * within);
        groups[users % 100][ends.findLastIndex((end) => end <= value)]++;
      }
      if (users % 200 !== 0) continue;
      const { low, high } = sequentialQuantile({ users, ends, groups }, { bestAt: 1000 });
      ever ||= low > truth || high < truth;
    }
    missed += Number(ever);
  }
  assert.ok(missed <= 2, `${missed} of 20`);
});
