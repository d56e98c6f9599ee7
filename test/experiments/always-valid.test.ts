import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bettingSequence } from '../../lib/experiments/always-valid/betting';
import {
  alwaysValidDifference,
  asymptoticRadius,
  asymptoticRhoSquared,
  mixtureRho,
  normalMixtureBoundary,
} from '../../lib/experiments/always-valid/confidence-sequence';
import { empiricalBernstein } from '../../lib/experiments/always-valid/empirical-bernstein';
import { MSPRT } from '../../lib/experiments/always-valid/msprt';
import { welchFromMoments } from '../../lib/experiments/means/welch';
import { pooledZTest } from '../../lib/experiments/proportions/two-proportions';
import { RandomState } from '../../lib/math/random/random-state';
import { allNear, golden, near } from '../fixtures/golden-experiments';

const { normalMixture, asymptotic, msprt, bounded } = golden.alwaysValid;

test('golden alwaysValid.normalMixture', () => {
  const { alpha, vOpt, rho, rows } = normalMixture;
  near(mixtureRho(vOpt, alpha), rho);
  for (const { v, boundary, formula } of rows) {
    near(normalMixtureBoundary(v, mixtureRho(vOpt, alpha), alpha), boundary);
    near(normalMixtureBoundary(v, mixtureRho(vOpt, alpha), alpha), formula);
  }
});

test('golden alwaysValid.asymptotic', () => {
  const { alpha, rhoSquared, optimisedFor, rows, growthbook } = asymptotic;
  near(asymptoticRhoSquared(optimisedFor, alpha), rhoSquared);
  for (const { t, radiusOverSd } of rows) near(asymptoticRadius(t, optimisedFor, alpha), radiusOverSd);
  for (const { treatment, control, difference, ci, p, fixedCi, fixedP } of growthbook) {
    const [arm1, arm0] = [treatment, control].map(([successes, n]) => {
      const mean = successes / n;
      return { n, mean, variance: mean * (1 - mean) };
    });
    const result = alwaysValidDifference({ treatment: arm1, control: arm0 }, { alpha, bestAt: optimisedFor });
    allNear([result.difference, result.low, result.high, result.p], [difference, ...ci, p], `${treatment}`);
    const fixed = welchFromMoments({ treatment: arm1, control: arm0 });
    allNear([fixed.low, fixed.high, fixed.p], [...fixedCi, fixedP], 'fixed');
    assert.ok(result.low < fixed.low && fixed.high < result.high);
  }
});

test('golden alwaysValid.msprt', () => {
  const { treatment, control, sigma, tau, rows } = msprt;
  const running = new MSPRT({ sigma, tau, alpha: 0.05 });
  const states = treatment.map((value: number, i: number) => running.add(value, control[i]));
  for (const { n, difference, ratio, pNow, pAlwaysValid, radius } of rows) {
    const state = states[n - 1];
    allNear([state.difference, state.ratio, state.radius], [difference, ratio, radius], `${n}`, 1e-9);
    near(state.p, pAlwaysValid);
    near(Math.min(1, 1 / state.ratio), pNow);
  }
});

test('golden alwaysValid.bounded', () => {
  const bernstein = empiricalBernstein(bounded.x);
  allNear(
    bernstein.map(({ low }) => low),
    bounded.empiricalBernstein.lower,
    'Bernstein',
  );
  allNear(
    bernstein.map(({ high }) => high),
    bounded.empiricalBernstein.upper,
    'Bernstein',
  );
  for (const [i, { low, high }] of bettingSequence(bounded.x).entries()) {
    const [lower, upper] = [bounded.betting.lower[i], bounded.betting.upper[i]];
    const grid = bounded.betting.grid + 1e-12;
    assert.ok(Math.abs(low - lower) <= grid && Math.abs(high - upper) <= grid, `${i}: ${low} ${high}`);
  }
});

test('A/A tests looked at 40 times: the z test raises far more than 5% false alarms, a sequence hardly any', () => {
  const random = new RandomState(7);
  let [peeked, valid] = [0, 0];
  const tests = 100;
  for (let test = 0; test < tests; test++) {
    const clicks = [0, 0];
    let [z, sequence] = [false, false];
    for (let look = 1; look <= 40; look++) {
      for (let user = 0; user < 100; user++)
        for (const arm of [0, 1]) if (random.random() < 0.1) clicks[arm]++;
      const n = look * 100;
      const [treatment, control] = clicks.map((successes) => ({ successes, trials: n }));
      const [arm1, arm0] = clicks.map((c) => ({ n, mean: c / n, variance: (c / n) * (1 - c / n) }));
      if (pooledZTest({ treatment, control }).p < 0.05) z = true;
      if (alwaysValidDifference({ treatment: arm1, control: arm0 }).p < 0.05) sequence = true;
    }
    if (z) peeked++;
    if (sequence) valid++;
  }
  assert.ok(peeked / tests > 0.2, `${peeked}`);
  assert.ok(valid / tests <= 0.05, `${valid}`);
});

test('bad input is refused by name', () => {
  assert.throws(() => asymptoticRadius(0, 1), /asymptoticRadius: t must be above 0, got 0/);
  assert.throws(() => normalMixtureBoundary(1, 0), /rho must be above 0, got 0/);
  assert.throws(() => mixtureRho(1, 5), /alpha must be a number between 0 and 1, got 5/);
  assert.throws(() => bettingSequence([0, 2]), /bettingSequence: values must be numbers from 0 to 1, got 2/);
  assert.throws(() => new MSPRT({ tau: 0 }), /MSPRT: tau must be a number above 0, got 0/);
  assert.throws(() => new MSPRT().add(Number.NaN, 0), /values must be finite numbers/);
});
