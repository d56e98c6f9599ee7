/** How the lists of a challenger in the shadow differ from those that were shown. */
import { kolmogorovSmirnov, populationStability } from '../../../experiments/shadow/score-drift';
import type { Disagreement, ShadowTally } from './shadow-tally';

export interface ShadowResults {
  readonly name: string;
  /** Requests that were compared. */
  readonly answered: number;
  /**
   * Requests that it wasn't asked, as it had used its share of the processor, or as others waited; that it failed; that
   * took too long.
   */
  readonly skipped: number;
  readonly dropped: number;
  readonly failed: number;
  readonly late: number;
  /** How often its process ended and was started again. */
  readonly crashes: number;
  /** Means: of overlap@k, with k the length of the list shown, and of rank-biased overlap. */
  readonly overlap: number | null;
  readonly rbo: number | null;
  /** Milliseconds, of the latest 1,000. */
  readonly latencyP50: number | null;
  readonly latencyP99: number | null;
  /**
   * Its best scores against those of the lists shown, of the latest 1,000: the population stability index in ten bins, and
   * the Kolmogorov-Smirnov distance. Only for two versions of one model are the scores on one scale.
   */
  readonly psi: number | null;
  readonly ks: number | null;
  readonly disagreements: readonly Disagreement[];
}

const BINS = 10;
/** Scores below which drift isn't computed. */
const FEWEST = 50;

export function shadowResults(name: string, tally: ShadowTally): ShadowResults {
  const { answered, lost, latencies, means, examples } = tally;
  const [shadow, live] = [tally.scores.latest, tally.liveScores.latest];
  const few = live.length < FEWEST;
  return {
    ...{ name, answered, ...lost },
    ...{ overlap: means?.overlap ?? null, rbo: means?.rbo ?? null },
    ...{ latencyP50: latencies.quantile(0.5), latencyP99: latencies.quantile(0.99) },
    psi: few ? null : finite(stability(live, shadow)),
    ks: few ? null : kolmogorovSmirnov(live, shadow).d,
    disagreements: examples,
  };
}

/** In bins of equal numbers of live scores; half a count in each bin, so that an empty one isn't infinite. */
function stability(live: Float64Array, shadow: Float64Array): number {
  const sorted = live.toSorted();
  const ends = Array.from(
    { length: BINS - 1 },
    (_, n) => sorted[Math.floor(((n + 1) * sorted.length) / BINS)],
  );
  const counts = (values: Float64Array) => {
    const bins = new Array<number>(BINS).fill(0.5);
    for (const value of values) bins[ends.filter((end) => value >= end).length]++;
    return bins;
  };
  return populationStability(counts(live), counts(shadow));
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
