/** What a ± is of: seeds and folds are two kinds of chance, and are never mixed. */
import { meanAndSpread } from '../intervals/mean-and-spread';

/** A number of several runs. */
export interface Spread {
  /** Over all runs; each split counts alike. */
  readonly mean: number;
  /** Standard deviation over `over`; 0 for a single run. */
  readonly sd: number;
  /**
   * `seeds`: one split, fitted with several seeds: how much the start values matter. `folds`: several splits,
   * of which each is its mean over the seeds: how much they differ in difficulty, which is no doubt about the
   * mean. Null for a single run.
   */
  readonly over: 'seeds' | 'folds' | null;
  /** Several folds and seeds: the standard deviation over the seeds of the mean over the folds; else null. */
  readonly seedSd: number | null;
}

/** @param values for each split its values by seed, as many for each */
export function spreadOf(values: readonly (readonly number[])[]): Spread {
  const means = values.map((seeds) => meanAndSpread(seeds).mean);
  const seeds = values[0].map((_, seed) => meanAndSpread(values.map((split) => split[seed])));
  const seedSd = meanAndSpread(seeds.map(({ mean }) => mean)).sd;
  const { mean, sd } = meanAndSpread(means);
  if (values.length > 1) return { mean, sd, over: 'folds', seedSd: seeds.length > 1 ? seedSd : null };
  return { mean, sd: seedSd, over: seeds.length > 1 ? 'seeds' : null, seedSd: null };
}

/** One sentence for under a table; nothing for single runs. */
export function spreadNote(over: Spread['over'], runs: { splits: number; seeds: number }): string {
  if (over === 'seeds') return `± is the standard deviation over ${runs.seeds} seeds.`;
  if (over === null) return '';
  const each = runs.seeds > 1 ? ', each the mean of its seeds' : '';
  return `± is the standard deviation over the ${runs.splits} folds${each}: how much they differ, no interval of the mean.`;
}
