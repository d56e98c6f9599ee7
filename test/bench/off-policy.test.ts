import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageTable, offPolicyCoverage } from '../../scripts/bench/off-policy/coverage';
import { BEHAVIOR, MODEL, POLICY, WORLD } from '../../scripts/bench/off-policy/heavy-weights';
import { near } from '../fixtures/golden-experiments';
import { golden } from '../fixtures/golden-off-policy';

const { monteCarlo } = golden;
/** Of the golden numbers. */
const RUNS = 2000;
const NAMES: Readonly<Record<string, string>> = {
  ips: 'IPS',
  ipsClipped5: 'clipped IPS, M = 5',
  snips: 'SNIPS',
  dm: 'direct method, wrong model',
  dr: 'doubly robust',
  switchDr5: 'Switch-DR, τ = 5',
  dros10: 'DRos, λ = 10',
  ipsEqualPropensity: 'IPS, propensities taken as equal',
  onPolicy: 'the policy itself, live',
};

test('golden monteCarlo: the world, the policies and the truth', () => {
  const { meanReward, behaviour, evaluation, qHat, contexts } = monteCarlo.input;
  assert.deepEqual([WORLD.clickRates, BEHAVIOR], [meanReward, behaviour]);
  assert.deepEqual(
    [evaluation, qHat, contexts],
    ['0.05/6 + 0.95 on the best action', 'clip(0.5 meanReward + 0.05)', 'uniform over 20'],
  );
  near(MODEL[0][0], 0.5 * meanReward[0][0] + 0.05);
  near(WORLD.valueOf(POLICY), monteCarlo.truth);
  near(WORLD.valueOf(BEHAVIOR), monteCarlo.behaviourValue);
  const weights = POLICY.flatMap((row, context) => row.map((share, a) => share / BEHAVIOR[context][a]));
  near(Math.max(...weights), monteCarlo.maxWeight);
});

for (const [rounds, runs] of [
  [500, 40],
  [5000, 6],
] as const) {
  // The whole table: npm run bench -- --off-policy.
  test(`golden monteCarlo: bias, spread and coverage at ${rounds} rounds, within four standard errors`, () => {
    const rows = offPolicyCoverage({ rounds, runs, seed: 7 });
    const wanted = monteCarlo[`n${rounds}`] as Record<string, Record<string, number>>;
    assert.deepEqual(Object.keys(wanted).sort(), Object.keys(NAMES).sort());
    for (const [key, { bias, sd, rmse, coverage95 }] of Object.entries(wanted)) {
      const row = rows.find(({ estimator }) => estimator === NAMES[key]);
      assert.ok(row, key);
      const joint = Math.sqrt(1 / runs + 1 / RUNS);
      const within = (name: string, actual: number, expected: number, error: number) =>
        assert.ok(
          Math.abs(actual - expected) <= 4 * error,
          `${key} ${name}: ${actual}, not ${expected} ± ${error}`,
        );
      within('bias', row.bias, bias, sd * joint);
      // IPS has heavy tails, so its spread varies more than that of normal values.
      within('sd', row.sd, sd, sd * joint);
      within('rmse', Math.hypot(row.bias, row.sd), rmse, rmse * joint);
      within('coverage', row.normal, coverage95, Math.sqrt(coverage95 * (1 - coverage95)) * joint + 0.01);
      if (rounds === 5000 && key === 'ipsEqualPropensity') assert.equal(row.warned, 1, 'always seen');
      if (coverage95 < 0.92 && key !== 'ipsEqualPropensity') assert.ok(row.warned >= 0.95, `${key} warns`);
    }
    const bySlope = rows.find(({ estimator }) => estimator === 'clipped IPS, M by SLOPE')!;
    if (rounds === 500) assert.ok(bySlope.bias < -0.1 && bySlope.warned === 1);
    assert.match(coverageTable(rows), /\| 5000? \| IPS \| -?0\.\d{4} \| 0\.\d{4} \| 0\.\d{4} \| \d+\.\d% \|/);
  });
}

test('coverageTable: the spread of a single log is not a number', () => {
  assert.match(
    coverageTable(offPolicyCoverage({ rounds: 50, runs: 1, seed: 7 })),
    /\| IPS \| -?0\.\d{4} \| – \| – \|/,
  );
});
