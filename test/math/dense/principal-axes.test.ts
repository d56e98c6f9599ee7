import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { principalAxes } from '../../../lib/math/dense/principal-axes';
import { RandomState } from '../../../lib/math/random/random-state';

const near = (a: number, b: number, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not near ${b}`);

describe('principal axes', () => {
  it('by hand: points on a line through (1, 2) with slope 1', () => {
    const { places, axes, shares } = principalAxes([[0, 1], [1, 2], [2, 3]], 2); // biome-ignore format: points
    near(axes[0][0], Math.SQRT1_2);
    near(axes[0][1], Math.SQRT1_2);
    near(shares[0], 1);
    near(shares[1], 0);
    for (const [n, place] of [-Math.SQRT2, 0, Math.SQRT2].entries()) {
      near(places[0][n], place);
      near(places[1][n], 0);
    }
  });

  it('points that are all the same vary along no axis, though their mean is rounded', () => {
    for (const count of [3, 10, 997]) {
      const points = Array.from({ length: count }, () => [0.1, 0.7, 4.2]);
      assert.deepEqual(principalAxes(points, 2).shares, [0, 0], String(count));
    }
  });

  it('by hand: a cross with arms of 3 and 1 along the axes', () => {
    const { axes, shares } = principalAxes([[3, 0], [-3, 0], [0, 1], [0, -1]], 2); // biome-ignore format: points
    near(axes[0][0], 1);
    near(axes[1][1], 1);
    near(shares[0], 0.9);
    near(shares[1], 0.1);
  });

  it('by hand: an axis that is exactly at right angles to where the iteration starts', () => {
    const points = [[8, -9], [-8, 9], [0.9, 0.8], [-0.9, -0.8]]; // biome-ignore format: points
    const { axes, shares } = principalAxes(points, 2);
    near(shares[0], 145 / (145 + 1.45));
    near(Math.abs(axes[0][0] / axes[0][1]), 8 / 9, 1e-6);
  });

  const random = new RandomState(7);
  const scales = [5, 3, 2, 1, 0.5, 0.2];
  const points = Array.from({ length: 300 }, () => {
    const own = scales.map((scale) => scale * random.normals(1, 0, 1)[0]);
    return own.map((_, d) => own[d] + 0.7 * own[(d + 1) % own.length]); // turned, so that no axis is a coordinate
  });

  it('are at right angles, of length 1, and the places have the variance that the shares say', () => {
    const { axes, places, shares } = principalAxes(points, 6);
    for (const [a, one] of axes.entries()) {
      for (const [b, other] of axes.entries()) {
        const product = one.reduce((sum, value, d) => sum + value * other[d], 0);
        near(product, a === b ? 1 : 0, 1e-6);
      }
    }
    const variances = places.map((place) => place.reduce((sum, x) => sum + x * x, 0) / points.length);
    const total = variances.reduce((sum, variance) => sum + variance, 0);
    for (const [a, variance] of variances.entries()) near(variance / total, shares[a], 1e-9);
    near(
      shares.reduce((sum, share) => sum + share, 0),
      1,
      1e-9,
    );
  });

  it('no other direction has more variance than the first, nor any at right angles to it more than the second', () => {
    const { axes, shares } = principalAxes(points, 2);
    const mean = axes[0].map((_, d) => points.reduce((sum, point) => sum + point[d], 0) / points.length);
    const along = (direction: Float64Array) =>
      points.reduce(
        (sum, point) => sum + direction.reduce((s, a, d) => s + a * (point[d] - mean[d]), 0) ** 2,
        0,
      );
    const total = mean.reduce((sum, _, d) => sum + along(mean.map((__, e) => (d === e ? 1 : 0))), 0);
    for (let n = 0; n < 200; n++) {
      const drawn = random.normals(6, 0, 1);
      const length = Math.hypot(...drawn);
      const direction = Float64Array.from(drawn, (value) => value / length);
      assert.ok(along(direction) / total <= shares[0] + 1e-9);
      const part = direction.reduce((sum, value, d) => sum + value * axes[0][d], 0);
      const rest = direction.map((value, d) => value - part * axes[0][d]);
      const restLength = Math.hypot(...rest);
      assert.ok(along(rest.map((value) => value / restLength)) / total <= shares[1] + 1e-9);
    }
  });

  it('points that are all the same have axes and no variance', () => {
    const { places, shares } = principalAxes([[1, 1, 1], [1, 1, 1]], 2); // biome-ignore format: points
    assert.deepEqual([...shares], [0, 0]);
    assert.deepEqual([...places[0], ...places[1]], [0, 0, 0, 0]);
  });

  it('refuses what it cannot use, and says what is allowed', () => {
    const fails = (points: number[][], count: number, message: RegExp) =>
      assert.throws(
        () => principalAxes(points, count),
        (error) => error instanceof OptionError && message.test(error.message),
      );
    fails([], 1, /at least one point, got none/);
    fails([[1, 2], [1]], 1, /must have 2 dimensions like the first, got 1 for point 1/);
    fails([[1, Number.NaN]], 1, /finite numbers only, got NaN in point 0/);
    fails([[1, 2]], 3, /count must be a whole number from 1 to 2, got 3/);
    fails([[1, 2]], 0, /count must be/);
  });
});
