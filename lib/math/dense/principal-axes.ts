/**
 * Principal component analysis: points of many dimensions on the few axes along which they differ most. For maps of
 * factor vectors.
 *
 *     C = Σ_n (x_n − x̄)(x_n − x̄)ᵀ / N,   C a_j = λ_j a_j,   place of x_n on axis j: a_j · (x_n − x̄)
 *
 * The axes are found one by one by power iteration, each in what those before it leave over. An axis has no sign of its
 * own; here its largest entry is positive, so that a map isn't mirrored by chance. Where two λ are equal, any two
 * directions of their plane are right.
 *
 * Source: K. Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", 1901; R. von Mises,
 * H. Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung", 1929. Cost: O(N d² + iterations · axes · d²).
 */
import { OptionError } from '../../core/errors';

/** Points on their principal axes. */
export interface PrincipalAxes {
  /** One array an axis, in the order of the points: float64 [points]. */
  readonly places: readonly Float64Array[];
  /** Unit vectors, float64 [dimensions] each. */
  readonly axes: readonly Float64Array[];
  /** Share of all variance along each axis, from 0 to 1, descending. */
  readonly shares: readonly number[];
}

const MOST_ITERATIONS = 10_000;
/** An axis that turns by less than this from one iteration to the next stands still. */
const STILL = 1e-12;
/** Variances that differ by less, relatively, are the same, and those below this share of all of it are none. */
const SAME = 1e-9;
/** Less variance than this part of the squared mean is what rounding leaves of points that are all the same. */
const NOISE = 1e-24;

/**
 * @param points vectors of one length
 * @param count how many axes, at most as many as there are dimensions
 * @example
 * const { places: [x, y], shares } = principalAxes([[0, 1, 2], [1, 3, 5], [2, 4, 9]], 2);
 * @throws OptionError without a point, for points of different lengths or with values that aren't finite, a bad count
 */
export function principalAxes(points: readonly ArrayLike<number>[], count: number): PrincipalAxes {
  const width = check(points, count);
  const mean = new Float64Array(width);
  for (const point of points) for (let d = 0; d < width; d++) mean[d] += point[d] / points.length;
  const covariance = covarianceOf(points, mean);
  const total = covariance.reduce((sum, row, d) => sum + row[d], 0);
  const varies = total > NOISE * dot(mean, mean);
  const axes: Float64Array[] = [];
  const shares: number[] = [];
  for (let axis = 0; axis < count; axis++) {
    const { direction, value } = largestAxis(covariance, axes);
    axes.push(direction);
    shares.push(varies ? value / total : 0);
  }
  const places = axes.map((axis) =>
    Float64Array.from(points, (point) => axis.reduce((sum, a, d) => sum + a * (point[d] - mean[d]), 0)),
  );
  return { places, axes, shares };
}

/** Float64 [d, d], as rows. */
function covarianceOf(points: readonly ArrayLike<number>[], mean: Float64Array): Float64Array[] {
  const rows = Array.from(mean, () => new Float64Array(mean.length));
  for (const point of points) {
    for (let a = 0; a < mean.length; a++) {
      const left = (point[a] - mean[a]) / points.length;
      for (let b = 0; b < mean.length; b++) rows[a][b] += left * (point[b] - mean[b]);
    }
  }
  return rows;
}

interface Axis {
  readonly direction: Float64Array;
  /** The variance along it. */
  readonly value: number;
}

/**
 * The direction at right angles to those known along which the variance is largest. Iteration can't leave the plane at
 * right angles to it when it starts there, so that it is done from two starts: no freak of the data has both there.
 */
function largestAxis(covariance: readonly Float64Array[], known: readonly Float64Array[]): Axis {
  const one = axisFrom(covariance, known, (d) => 1 + 1 / (d + 2));
  const other = axisFrom(covariance, known, (d) => (d % 2 === 0 ? 1 : -1) * (1 + 1 / (d + 3)));
  return other.value > one.value * (1 + SAME) ? other : one;
}

function axisFrom(
  covariance: readonly Float64Array[],
  known: readonly Float64Array[],
  start: (dimension: number) => number,
): Axis {
  const starting = Float64Array.from(covariance, (_, d) => start(d));
  const rounding = SAME * covariance.reduce((sum, row, d) => sum + row[d], 0);
  let direction = unit(outside(starting, known));
  for (let n = 0; n < MOST_ITERATIONS; n++) {
    const image = outside(
      Float64Array.from(covariance, (row) => dot(row, direction)),
      known,
    );
    if (Math.sqrt(dot(image, image)) <= rounding) break; // nothing varies any more: every direction is as good
    const next = unit(image);
    const apart = 1 - dot(next, direction);
    direction = next;
    if (apart < STILL) break;
  }
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0) direction = direction.map((value) => -value);
  const value = covariance.reduce((sum, row, d) => sum + direction[d] * dot(row, direction), 0);
  return { direction, value };
}

/** A vector without its parts along the axes; twice, as once leaves rounding errors. */
function outside(vector: Float64Array, axes: readonly Float64Array[]): Float64Array {
  let rest = vector;
  for (const axis of [...axes, ...axes]) {
    const along = dot(rest, axis);
    rest = rest.map((value, d) => value - along * axis[d]);
  }
  return rest;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, d) => sum + value * b[d], 0);
}

function check(points: readonly ArrayLike<number>[], count: number): number {
  if (points.length === 0) throw new OptionError('principalAxes: points must hold at least one, got none');
  const width = points[0].length;
  for (const [n, point] of points.entries()) {
    if (point.length !== width) {
      throw new OptionError(
        `principalAxes: all points must have ${width} dimensions as the first, got ${point.length} for point ${n}`,
      );
    }
    const bad = Array.from(point).find((value) => !Number.isFinite(value));
    if (bad !== undefined) {
      throw new OptionError(`principalAxes: points must be of finite numbers, got ${bad} in point ${n}`);
    }
  }
  if (!Number.isInteger(count) || count < 1 || count > width) {
    throw new OptionError(`principalAxes: count must be a whole number from 1 to ${width}, got ${count}`);
  }
  return width;
}
