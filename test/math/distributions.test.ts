import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binomialProbability, signTest } from '../../lib/math/distributions/binomial';
import { chiSquareAbove } from '../../lib/math/distributions/chi-square';
import { betaQuantile, incompleteBeta } from '../../lib/math/distributions/incomplete-beta';
import { incompleteGamma } from '../../lib/math/distributions/incomplete-gamma';
import { logGamma } from '../../lib/math/distributions/log-gamma';
import { normalAbove, normalQuantile, normalTwoSided } from '../../lib/math/distributions/normal';
import { noncentralTAbove, tCritical, tTwoSided } from '../../lib/math/distributions/student-t';
import { rootBetween } from '../../lib/math/root-between';

/** Equal to a relative 1e-12 unless told otherwise. */
function near(actual: number, expected: number, relative = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

test('logGamma: factorials, and a half', () => {
  let factorial = 1;
  for (let n = 2; n <= 20; n++) {
    factorial *= n;
    near(logGamma(n + 1), Math.log(factorial), 1e-13);
  }
  near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-13);
});

test('incompleteGamma: whole a is a Poisson sum, both tails', () => {
  for (const [a, x] of [
    [1, 0.01],
    [3, 2],
    [3, 40],
    [20, 5],
    [20, 60],
  ] as const) {
    let [term, sum] = [1, 1];
    for (let n = 1; n < a; n++) {
      term *= x / n;
      sum += term;
    }
    near(incompleteGamma(a, x).above, sum * Math.exp(-x));
    near(incompleteGamma(a, x).below, 1 - sum * Math.exp(-x), x < 1 || a === 20 ? 1e-7 : 1e-12);
  }
});

test('the normal distribution far out, and its quantile', () => {
  near(normalAbove(5), 2.866515718791939e-7);
  near(normalAbove(10), 7.619853024160527e-24);
  near(normalAbove(30), 4.906713927148187e-198);
  near(normalAbove(-1), 0.8413447460685429);
  near(normalTwoSided(-1.959963984540054), 0.05);
  for (const p of [1e-300, 1e-10, 0.01, 0.3, 0.5 - 1e-9, 0.8]) {
    near(normalAbove(-normalQuantile(p)), p, 1e-11);
  }
  assert.equal(normalQuantile(0.5), 0);
  assert.throws(() => normalQuantile(0), /normalQuantile: p must be a number between 0 and 1, got 0/);
});

test('the t distribution: closed forms for 1 and 2 degrees, the normal for many', () => {
  for (const t of [0.01, 1, 3, 200]) {
    near(tTwoSided(t, 1), 1 - (2 / Math.PI) * Math.atan(t), 1e-11);
    near(tTwoSided(t, 2), 2 / (2 + t * t + t * Math.sqrt(2 + t * t)));
    near(tCritical(tTwoSided(t, 7.5), 7.5), t, 1e-11);
  }
  near(tTwoSided(2, 1e12), normalTwoSided(2), 1e-10);
  for (const t of [0.1, 2, 9])
    near(tTwoSided(t, 100_001), tTwoSided(t, 99_999), (2e-2 * t ** 4) / 1e8 + 1e-9);
  for (const df of [2, 5, 50, 1000]) near(noncentralTAbove(1.3, df, 0), tTwoSided(1.3, df) / 2, 1e-7);
  near(noncentralTAbove(1.3, 30, 0), tTwoSided(1.3, 30) / 2, 1e-11);
});

test('the beta function is a sum of binomial probabilities', () => {
  for (const [k, n, p] of [
    [3, 10, 0.2],
    [1, 200, 0.001],
    [150, 200, 0.7],
  ] as const) {
    let sum = 0;
    for (let i = k; i <= n; i++) sum += binomialProbability(i, n, p);
    near(incompleteBeta(k, n - k + 1, p).below, sum, 1e-11);
    near(incompleteBeta(n - k + 1, k, 1 - p).above, sum, 1e-11);
    near(betaQuantile(sum, k, n - k + 1), p, 1e-10);
  }
  near(binomialProbability(500_000, 1_000_000, 0.5), 7.978843614e-4, 1e-9);
  near(binomialProbability(3, 5, 0.1), 10 * 0.001 * 0.81);
  near(chiSquareAbove(4, 2), Math.exp(-2));
  near(signTest(1, 6), 14 / 64);
  assert.equal(signTest(3, 6), 1);
});

test('rootBetween: a steep function, a flat one, and ends of one sign', () => {
  near(
    rootBetween((x) => Math.exp(x) - 5, -10, 100),
    Math.log(5),
  );
  near(
    rootBetween((x) => (x - 0.3) ** 3, 0, 1),
    0.3,
    1e-9,
  );
  assert.throws(() => rootBetween((x) => x, 1, 2), /the signs at 1 and 2 must differ/);
});
