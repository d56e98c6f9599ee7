/** Regret of policies over 10,000 rounds at click rates, beside 200 runs in NumPy. About a minute. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { input, references, regretOf } from '../fixtures/golden-regret';

const RUNS = 50;

for (const [name, reference] of Object.entries<Record<string, number>>(references)) {
  test(`${name}: regret and the share of the best arm as in NumPy`, () => {
    const { mean, standardError, shareBestArm } = regretOf(name, input.rounds, RUNS);
    const joint = Math.hypot(standardError, reference.standardError);
    assert.ok(
      Math.abs(mean - reference.regret) < 4 * joint,
      `${mean} ± ${standardError}, not ${reference.regret}`,
    );
    const shareError = reference.shareBestArmSd * Math.sqrt(1 / RUNS + 1 / input.runs);
    assert.ok(
      Math.abs(shareBestArm - reference.shareBestArm) < 4 * shareError,
      `${shareBestArm} is not ${reference.shareBestArm} ± ${shareError}`,
    );
  });
}
