/** What a ± measures: seeds and folds are two kinds of randomness, and are never mixed. */
import { meanAndSpread } from '../intervals/mean-and-spread';

/** A number over several runs. */
export interface Spread {
  /** Mean over all runs; each split counts equally. */
  readonly mean: number;
  /** Standard deviation over `over`; 0 for a single run. */
  readonly sd: number;
  /**
   * `seeds`: one split, several seeds; shows how much the initial values matter. `folds`: several splits, each averaged
   * over its seeds; shows how much the folds differ in difficulty, not how uncertain the mean is. Null for a single
   * run.
   */
  readonly over: 'seeds' | 'folds' | null;
  /**
   * With several folds and seeds: the standard deviation over the seeds, of the mean over the folds; otherwise null.
   */
  readonly seedSd: number | null;
}

/** @param values for each split, its values by seed; the same number for each */
export function spreadOf(values: readonly (readonly number[])[]): Spread {
  const means = values.map((seeds) => meanAndSpread(seeds).mean);
  const seeds = values[0].map((_, seed) => meanAndSpread(values.map((split) => split[seed])));
  const seedSd = meanAndSpread(seeds.map(({ mean }) => mean)).sd;
  const { mean, sd } = meanAndSpread(means);
  if (values.length > 1) return { mean, sd, over: 'folds', seedSd: seeds.length > 1 ? seedSd : null };
  return { mean, sd: seedSd, over: seeds.length > 1 ? 'seeds' : null, seedSd: null };
}

/** A sentence to put under a table; empty for single runs. */
export function spreadNote(over: Spread['over'], runs: { splits: number; seeds: number }): string {
  if (over === 'seeds') return `± is the standard deviation over ${runs.seeds} seeds.`;
  if (over === null) return '';
  const each = runs.seeds > 1 ? ', each averaged over its seeds' : '';
  return `± is the standard deviation over the ${runs.splits} folds${each}: it shows how much they differ and is not an interval for the mean.`;
}
