/**
 * Principal component analysis: projects points onto the few orthogonal axes along which they vary most. Used
 * for maps of factor vectors.
 *
 *     C = Σ_n (x_n − x̄)(x_n − x̄)ᵀ / N,   C a_j = λ_j a_j,   coordinate of x_n on axis j: a_j · (x_n − x̄)
 *
 * The axes are found one at a time by power iteration, each orthogonal to the ones before. The sign of an
 * axis is arbitrary; here its largest entry is positive, so that maps aren't mirrored at random. If two λ are
 * equal, any two orthogonal directions in their plane are valid.
 *
 * Sources: K. Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", 1901; R. von
 * Mises, H. Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung", 1929.
 * Cost: O(N d² + iterations · axes · d²).
 */
import { OptionError } from '../../core/errors';

/** Points in the coordinates of their principal axes. */
export interface PrincipalAxes {
  /** The coordinates, one array per axis, in the order of the points: float64 [points]. */
  readonly places: readonly Float64Array[];
  /** Unit vectors, float64 [dimensions] each. */
  readonly axes: readonly Float64Array[];
  /** Share of the total variance along each axis, from 0 to 1, descending. */
  readonly shares: readonly number[];
}

const MOST_ITERATIONS = 10_000;
/** An axis that turns by less than this in an iteration has converged. */
const STILL = 1e-12;
/**
 * Variances with a relative difference below this are equal, and those below this share of the total are 0.
 */
const SAME = 1e-9;
/** A variance below this share of the squared mean is rounding error: the points are all equal. */
const NOISE = 1e-24;

/**
 * @param points vectors of the same length
 * @param count number of axes, at most the number of dimensions
 * @example
 * const { places: [x, y], shares } = principalAxes([[0, 1, 2], [1, 3, 5], [2, 4, 9]], 2);
 * @throws OptionError without points, for points of different lengths or with non-finite values, or an
 *   invalid count
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

/** The covariance matrix as rows. Float64 [d, d]. */
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
 * The direction of largest variance orthogonal to the known axes. Power iteration can't find a direction that
 * is orthogonal to its starting vector, so it runs from two of them: being orthogonal to both is practically
 * impossible.
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
    if (Math.sqrt(dot(image, image)) <= rounding) break; // no variance left: any direction will do
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

/** Removes a vector's components along the axes; done twice, because once leaves rounding errors. */
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
  if (points.length === 0)
    throw new OptionError('principalAxes: points must contain at least one point, got none');
  const width = points[0].length;
  for (const [n, point] of points.entries()) {
    if (point.length !== width) {
      throw new OptionError(
        `principalAxes: all points must have ${width} dimensions like the first, got ${point.length} for point ${n}`,
      );
    }
    const bad = Array.from(point).find((value) => !Number.isFinite(value));
    if (bad !== undefined) {
      throw new OptionError(
        `principalAxes: points must contain finite numbers only, got ${bad} in point ${n}`,
      );
    }
  }
  if (!Number.isInteger(count) || count < 1 || count > width) {
    throw new OptionError(`principalAxes: count must be a whole number from 1 to ${width}, got ${count}`);
  }
  return width;
}
