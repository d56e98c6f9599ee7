import assert from 'node:assert/strict';
import { test } from 'node:test';
import { banditTable, strainBandit } from '../../scripts/strain/bandit';

test('a tiny run: both policies are driven over HTTP, and the numbers are compared', async () => {
  const result = await strainBandit({ minutes: 0.02, seed: 1, note: () => undefined });
  assert.ok(result.visits > 20);
  for (const { value, low, high } of [result.earned, result.estimated, result.own]) {
    assert.ok(low <= value && value <= high && value < 1);
  }
  // So few clicks say little, and their standard errors are too small; whether they agree is for a long run.
  assert.equal(result.agrees, Math.abs(result.difference) <= 3.29);
  assert.match(
    banditTable(result),
    /^\d+ visits;[\s\S]*UniformPolicy, estimated from that log .*\n[\s\S]*agree\.$/i,
  );
});
