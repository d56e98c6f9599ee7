/** How long lists took, counted in bins by group of users: what a quantile with an interval needs. */
import type { GroupedCounts } from '../../experiments/health/sequential-quantile';

/** Users are put into groups in the order in which they come. */
const GROUPS = 256;
/** The first bin with a lower end above 0, in milliseconds; each end is 12% above the one before. */
const LEAST = 0.001;
const BINS_PER_DECADE = 20;
const DECADES = 8;
const BINS = 1 + BINS_PER_DECADE * DECADES;
const ENDS = Float64Array.from({ length: BINS }, (_, bin) =>
  bin === 0 ? 0 : LEAST * 10 ** ((bin - 1) / BINS_PER_DECADE),
);

export class GroupedLatencies {
  readonly #counts = new Uint32Array(GROUPS * BINS);

  /** @param user the user's number in the order of coming, from 0 */
  add(user: number, ms: number): void {
    const bin = ms < LEAST ? 0 : 1 + Math.floor(BINS_PER_DECADE * Math.log10(ms / LEAST));
    this.#counts[(user % GROUPS) * BINS + Math.min(BINS - 1, bin)]++;
  }

  /** @param users how many have come */
  counts(users: number): GroupedCounts {
    const groups = Array.from({ length: Math.min(users, GROUPS) }, (_, group) =>
      this.#counts.subarray(group * BINS, (group + 1) * BINS),
    );
    return { users, ends: ENDS, groups };
  }
}
