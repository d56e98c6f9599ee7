/** Have scores moved? Compares the scores of a live model and a shadow, or of last week and this one. */
import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';

/**
 * The population stability index of two histograms with the same bins: Σ (s − l) ln(s / l), with the shares of each bin.
 * By custom, below 0.1 nothing has moved, above 0.25 much has. A bin that only one of the two uses gives Infinity; choose
 * bins by quantiles of the live scores. Cost: O(bins).
 *
 * @throws OptionError for lists of different lengths, negative counts, or a histogram without counts
 * @example
 * populationStability([100, 200, 400, 200, 100], [80, 180, 420, 230, 90]); // 0.0128
 */
export function populationStability(live: readonly number[], shadow: readonly number[]): number {
  checkArgument('populationStability', 'live', live, LIST);
  checkArgument('populationStability', 'shadow', shadow, LIST);
  if (live.length !== shadow.length) {
    throw new OptionError(
      `populationStability: live and shadow must have the same bins, got ${live.length} and ${shadow.length}`,
    );
  }
  const [l, s] = [shares('live', live), shares('shadow', shadow)];
  return l.reduce((sum, share, bin) => {
    if (share === s[bin]) return sum;
    return sum + (s[bin] - share) * Math.log(s[bin] / share);
  }, 0);
}

function shares(name: string, counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!counts.every((count) => count >= 0) || !(total > 0)) {
    throw new OptionError(`populationStability: ${name} must be counts of at least 0, got [${counts}]`);
  }
  return counts.map((count) => count / total);
}

/** Up to this product of sizes, the p-value is exact. */
const EXACT = 10_000;

/**
 * The two-sample Kolmogorov-Smirnov test: d, the largest distance of the two distribution functions, and its p-value. For
 * up to 10,000 pairs it is exact, by counting paths; beyond, 2 Σ (−1)^{j−1} e^{−2 j² d² nm/(n+m)}. Cost: O(n log n), and
 * O(nm) for the exact p.
 *
 * Source: J. Hodges, Arkiv för Matematik 3 (1958).
 *
 * @throws OptionError for a list without values, or a value that isn't finite
 * @example
 * kolmogorovSmirnov([0.1, 0.2, 0.3], [0.25, 0.4, 0.5]); // d = 0.667, p = 0.6
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly d: number; readonly p: number } {
  const [x, y] = [sorted('a', a), sorted('b', b)];
  const [n, m] = [x.length, y.length];
  let [i, j, most] = [0, 0, 0];
  while (i < n && j < m) {
    const value = Math.min(x[i], y[j]);
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
    most = Math.max(most, Math.abs(i * m - j * n));
  }
  const d = most / (n * m);
  return { d, p: n * m <= EXACT ? exactP(most, n, m) : asymptoticP(d, (n * m) / (n + m)) };
}

/** The share of paths from (0, 0) to (n, m) that reach |i m − j n| ≥ most somewhere: 1 less those that never do. */
function exactP(most: number, n: number, m: number): number {
  if (most === 0) return 1;
  let row = new Float64Array(m + 1);
  // Each entry is the share of the paths to (i, j), so that nothing overflows: weights i/(i+j) and j/(i+j).
  for (let i = 0; i <= n; i++) {
    const next = new Float64Array(m + 1);
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= most) continue;
      if (i === 0 && j === 0) next[j] = 1;
      else next[j] = ((i > 0 ? row[j] * i : 0) + (j > 0 ? next[j - 1] * j : 0)) / (i + j);
    }
    row = next;
  }
  return 1 - row[m];
}

function asymptoticP(d: number, size: number): number {
  const square = d * d * size;
  if (square < 0.04) return 1; // the series needs many terms there, and its sum is 1 to 12 digits
  let sum = 0;
  for (let j = 1; j <= 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * square);
  return Math.min(1, Math.max(0, sum));
}

function sorted(name: string, values: ArrayLike<number>): Float64Array {
  checkArgument('kolmogorovSmirnov', name, values, LIST);
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (values.length === 0 || bad >= 0) {
    throw new OptionError(
      `kolmogorovSmirnov: ${name} must be finite numbers, got ${values.length === 0 ? 'none' : values[bad]}`,
    );
  }
  return Float64Array.from(values).sort();
}
