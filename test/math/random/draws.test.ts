import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky, solveLower, solveUpper } from '../../../lib/math/dense/cholesky';
import { NormalMixture, normalBelow } from '../../../lib/math/random/normal-mixture';
import { RandomState } from '../../../lib/math/random/random-state';
import { wishart } from '../../../lib/math/random/wishart';

const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-12) =>
  expected.forEach((value, n) => {
    assert.ok(
      Math.abs(actual[n] - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${actual[n]} is not ${value}`,
    );
  });

/** Symmetric positive definite. */
const A = Float64Array.of(4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2);

// NumPy 2.4.6: r = RandomState(5); r.standard_gamma(a) for each shape in turn; r.standard_exponential()
test('gamma and exponential numbers are those of NumPy', () => {
  const random = new RandomState(5);
  near(
    [0.3, 0.3, 1, 2.5, 2.5, 40000.5].map((shape) => random.gamma(shape)),
    [
      0.006624178853279243, 0.0052231889793812126, 0.670234079717601, 4.867486275179777, 3.127485971975886,
      39919.60198562157,
    ],
  );
  near([random.exponential()], [2.1197389338386325]);
  for (const shape of [0, -1, Number.NaN]) {
    assert.throws(() => random.gamma(shape), { name: 'OptionError', message: /shape must be/ });
  }
});

// NumPy 2.4.6: numpy.linalg.cholesky(A) and numpy.linalg.solve(A, [1, 2, 3])
test('a Cholesky decomposition and the two triangular solves agree with NumPy', () => {
  const l = A.slice();
  cholesky(l, 3);
  near(
    [l[0], l[3], l[4], l[6], l[7], l[8]],
    [2, 0.5, 1.6583123951777, 0.25, -0.19598237397554635, 1.3780750738225074],
  );
  const x = Float64Array.of(1, 2, 3);
  solveLower(l, x, 3);
  solveUpper(l, x, 3);
  near(x, [-0.1598851124940163, 0.8281474389660125, 1.6227860220201054]);
  assert.throws(() => cholesky(Float64Array.of(1, 2, 2, 1), 2), { code: 'SINGULAR' });
});

// NumPy 2.4.6, with r = RandomState(11) and K = cholesky(A): B lower triangular, column by column, its diagonal
// sqrt(2 r.standard_gamma((6 - j) / 2)), below it r.standard_normal(); M = solve(K.T, B); M @ M.T
test('a Wishart draw is the one of NumPy with the same numbers', () => {
  const draw = wishart(new RandomState(11), A, 3, 6);
  const expected = [
    [3.7436742370696074, -0.7256242041783116, -0.685404899297079],
    [-0.7256242041783116, 1.5234702810386052, -0.16071119071066542],
    [-0.685404899297079, -0.16071119071066542, 2.425100687447292],
  ];
  near(draw, expected.flat());
});

test('the mean of Wishart draws is ν W', () => {
  const random = new RandomState(0);
  const inverse = Float64Array.of(2, 0.5, 0.5, 1);
  const sum = new Float64Array(4);
  const draws = 20_000;
  for (let n = 0; n < draws; n++) {
    wishart(random, inverse, 2, 5).forEach((value, at) => {
      sum[at] += value / draws;
    });
  }
  // 5 W, with W = [[1, -0.5], [-0.5, 2]] / 1.75; the standard error of an entry is at most 0.03.
  near(sum, [5 / 1.75, -2.5 / 1.75, -2.5 / 1.75, 10 / 1.75], 0.05);
});

test('the normal distribution, from tables', () => {
  near([-1.96, -1, 0, 0.5, 2.575829].map(normalBelow), [0.0249979, 0.1586553, 0.5, 0.6914625, 0.995], 1e-6);
});

test('a mixture of normal distributions, by hand', () => {
  const one = new NormalMixture([2], [3]);
  assert.deepEqual([one.mean, one.deviation], [2, 3]);
  near([one.quantile(0.975), one.probabilityBelow(2 + 3)], [2 + 3 * 1.959964, 0.8413447], 1e-6);
  const two = new NormalMixture([1, 5], [1, 2]);
  // Variance: the mean of 1 and 4, plus the variance of 1 and 5.
  near([two.mean, two.deviation ** 2], [3, 2.5 + 4]);
  near([two.probabilityBelow(1)], [(0.5 + normalBelow(-2)) / 2], 1e-6);
  const { low, high } = two.interval(0.8);
  near([two.probabilityBelow(low), two.probabilityBelow(high)], [0.1, 0.9], 1e-6);
  assert.throws(() => new NormalMixture([], []), { name: 'OptionError', message: /same positive length/ });
  assert.throws(() => new NormalMixture([1], [0]), { name: 'OptionError', message: /above 0, got 0/ });
  // Between 1e9 and the next number, there is more than a billionth of the deviation.
  near([new NormalMixture([1e9], [1]).quantile(0.975) - 1e9], [1.96], 1e-2);
  assert.throws(() => two.quantile(1), { name: 'OptionError', message: /between 0 and 1/ });
});
