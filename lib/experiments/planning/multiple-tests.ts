/**
 * Adjusted p-values for many metrics at once, to be compared with alpha as usual. Of 20 metrics without any effect, one
 * is "significant" at 5% on average; these keep that from happening. Results are in the order given. Cost: O(n log n).
 */
import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';

/**
 * Bonferroni: n p. The chance of any false alarm is at most alpha.
 *
 * @throws OptionError for a p-value that isn't from 0 to 1
 * @example
 * bonferroni([0.01, 0.04]); // [0.02, 0.08]
 */
export function bonferroni(pValues: readonly number[]): number[] {
  return adjusted('bonferroni', pValues, (p, _, n) => n * p, 'rising');
}

/**
 * Holm: (n − rank + 1) p, the smallest p with rank 1, never below a smaller p's. Holds what Bonferroni holds and always
 * finds at least as much.
 *
 * Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).
 *
 * @throws OptionError for a p-value that isn't from 0 to 1
 * @example
 * holm([0.01, 0.04]); // [0.02, 0.04]
 */
export function holm(pValues: readonly number[]): number[] {
  return adjusted('holm', pValues, (p, rank, n) => (n - rank + 1) * p, 'rising');
}

/**
 * Benjamini and Hochberg: n p / rank, never above a larger p's. Of what it finds, a share of at most alpha is false, on
 * average, for tests that are independent or positively dependent. The default for secondary metrics.
 *
 * Source: Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995).
 *
 * @throws OptionError for a p-value that isn't from 0 to 1
 * @example
 * benjaminiHochberg([0.01, 0.04, 0.03]); // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return adjusted('benjaminiHochberg', pValues, (p, rank, n) => (n * p) / rank, 'falling');
}

/**
 * Benjamini and Yekutieli: as Benjamini and Hochberg, times 1 + 1/2 + … + 1/n, for tests with any dependence.
 *
 * Source: Y. Benjamini, D. Yekutieli, Annals of Statistics 29 (2001).
 *
 * @throws OptionError for a p-value that isn't from 0 to 1
 * @example
 * benjaminiYekutieli([0.01, 0.04]); // [0.03, 0.06]
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  checkArgument('benjaminiYekutieli', 'pValues', pValues, LIST);
  const harmonic = pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  return adjusted('benjaminiYekutieli', pValues, (p, rank, n) => (harmonic * n * p) / rank, 'falling');
}

/** Adjusts each p by its rank; `rising` takes the running maximum from rank 1, `falling` the minimum from rank n. */
function adjusted(
  owner: string,
  pValues: readonly number[],
  rule: (p: number, rank: number, n: number) => number,
  order: 'rising' | 'falling',
): number[] {
  checkArgument(owner, 'pValues', pValues, LIST);
  const bad = pValues.findIndex((p) => !(p >= 0 && p <= 1));
  if (bad >= 0) throw new OptionError(`${owner}: p-values must be numbers from 0 to 1, got ${pValues[bad]}`);
  const n = pValues.length;
  const ranked = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const steps = ranked.map((index, i) => ({ index, value: Math.min(1, rule(pValues[index], i + 1, n)) }));
  if (order === 'falling') steps.reverse();
  const result = new Array<number>(n);
  let limit = order === 'rising' ? 0 : 1;
  for (const { index, value } of steps) {
    limit = order === 'rising' ? Math.max(limit, value) : Math.min(limit, value);
    result[index] = limit;
  }
  return result;
}
