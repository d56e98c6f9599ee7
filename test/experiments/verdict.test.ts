import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type VerdictInput, verdict } from '../../lib/experiments/verdict';

const FINE: VerdictInput = {
  main: { difference: 0.012, low: 0.004, high: 0.02 },
  metric: 'CTR',
  users: 40_000,
  worthwhile: 0.005,
  sampleRatio: { alarm: false, p: 0.4 },
  guardrails: { latency: { state: 'safe' }, coverage: { state: 'safe' } },
};

test('ship: the interval is above 0 and the guardrails hold', () => {
  assert.deepEqual(verdict(FINE), {
    decision: 'ship',
    sentence: 'Ship: CTR rises by 0.012 (0.004 to 0.02), and all guardrails hold.',
  });
});

test('broken: the sample ratio comes before any result, then a harmed guardrail', () => {
  const mismatch = verdict({ ...FINE, sampleRatio: { alarm: true, p: 0.0000018 } });
  assert.equal(mismatch.decision, 'broken');
  assert.match(mismatch.sentence, /do not match the weights of the arms \(p = 0\.0000018\)/);
  const harmed = verdict({ ...FINE, guardrails: { latency: { state: 'harmed' } } });
  assert.equal(harmed.decision, 'broken');
  assert.match(harmed.sentence, /latency got worse/);
});

test('stop: a worthwhile gain is ruled out, whether it falls or hardly moves', () => {
  const falls = verdict({ ...FINE, main: { difference: -0.01, low: -0.015, high: -0.005 } });
  assert.equal(falls.decision, 'stop');
  assert.match(
    falls.sentence,
    /^Stop: CTR changes by -0.01 \(-0.015 to -0.005\); a gain of 0.005 is ruled out\.$/,
  );
  const flat = verdict({ ...FINE, main: { difference: 0.002, low: 0.001, high: 0.003 } });
  assert.equal(flat.decision, 'stop');
});

test('keep going: with the users that will settle it', () => {
  const open = verdict({ ...FINE, main: { difference: 0.003, low: -0.007, high: 0.013 } });
  assert.equal(open.decision, 'keep going');
  // Four times as wide as 0.005: sixteen times the users, fifteen times as many more.
  assert.equal(open.moreUsers, 600_000);
  assert.match(open.sentence, /About 600,000 more users/);
  const unsure = verdict({ ...FINE, guardrails: { latency: { state: 'open' } } });
  assert.equal(unsure.decision, 'keep going');
  assert.match(unsure.sentence, /but latency may still be harmed/);
});

test('bad input is refused by name', () => {
  assert.throws(() => verdict({ ...FINE, worthwhile: 0 }), /worthwhile must be a number above 0, got 0/);
  assert.throws(
    () => verdict({ ...FINE, main: { difference: 1, low: 2, high: 3 } }),
    /main must have low ≤ difference ≤ high, got 2, 1, 3/,
  );
});
