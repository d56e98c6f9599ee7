import { checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { DRAW_EXAMPLES, type DrawOptions, type Interval } from '../intervals/draw-users';
import { roundingOf } from '../intervals/rounding-of';
import type { RankingEvaluation, RankingRow } from './evaluate-ranking';
import { RANKING_METRICS, type RankingMetricName } from './metrics/ranking-metrics';
import { metricInterval } from './ranking-intervals';
import { meanOver, type RankingRuns, rankingSamples, runsOf } from './ranking-samples';

/** `is higher` for metrics that describe rather than judge. */
export type RankingVerdict =
  | 'A beats B'
  | 'B beats A'
  | 'A is higher'
  | 'B is higher'
  | 'not distinguishable';

/** Options of `compareRankings`. */
export interface CompareRankingsOptions extends DrawOptions {
  /** One result each, or the same number of each, paired by split. */
  readonly a: RankingRuns;
  readonly b: RankingRuns;
  /** Default `ndcg`. */
  readonly metric?: RankingMetricName;
}

/** The outcome of `compareRankings`. */
export interface RankingComparison {
  readonly metric: RankingMetricName;
  readonly a: { readonly label: string; readonly value: number };
  readonly b: { readonly label: string; readonly value: number };
  /** A's metric minus B's. */
  readonly difference: Interval;
  /** `not distinguishable` if the interval includes zero, or the metric isn't defined for both. */
  readonly verdict: RankingVerdict;
  /** The verdict as a sentence with labels and numbers. */
  readonly words: string;
}

/**
 * Whether one model's lists are significantly better than another's: a paired bootstrap that judges both on the same
 * resampled users. With a dozen models and twenty metrics, one in twenty intervals excludes zero by chance: choose one
 * metric beforehand.
 *
 * @example
 * compareRankings({ a: ofEase, b: ofPopular }).words; // 'EASE beats MostPopular: nDCG@10 higher by …'
 * @throws OptionError if splits, k, relevantFrom, candidates or the rule for cold users differ
 */
export function compareRankings(options: CompareRankingsOptions): RankingComparison {
  withRequired('compareRankings', options, 'a', 'b');
  checkOptions('compareRankings', options, { a: 'a', b: 'b', metric: 'ndcg', ...DRAW_EXAMPLES });
  const { metric = 'ndcg', confidence = 0.95 } = options;
  const [a, b] = [runsOf('compareRankings', 'a', options.a), runsOf('compareRankings', 'b', options.b)];
  refuseUnlike('compareRankings', a, b);
  const known = RANKING_METRICS.find(({ name }) => name === metric);
  if (!known || known.kind === 'pair') {
    const names = RANKING_METRICS.filter(({ kind }) => kind !== 'pair').map(({ name }) => name);
    throw new OptionError(
      `compareRankings: metric must be one of ${names.join(', ')}, got ${String(metric)}`,
    );
  }
  const samplesA = rankingSamples(a, [metric], options)[metric];
  const samplesB = rankingSamples(b, [metric], options)[metric];
  const [valueA, valueB] = [meanOver(a, metric), meanOver(b, metric)];
  const differences = samplesA.map((sample, n) => sample - samplesB[n]);
  const difference = metricInterval(metric, valueA - valueB, differences, confidence);
  const noise = roundingOf(valueA, valueB);
  const higher = difference.low > noise ? 'A' : difference.high < -noise ? 'B' : undefined;
  const verdict = verdictOf(higher, known.better);
  const [first, second] = [
    { label: a[0].row.label, value: valueA },
    { label: b[0].row.label, value: valueB },
  ];
  const title = known.title.replace('@k', `@${a[0].row.k}`);
  const words = inWords(first.label, second.label, { verdict, title, confidence, difference });
  return { metric, a: first, b: second, difference, verdict, words };
}

/** Rejects results that must not be compared. */
export function refuseUnlike(
  what: string,
  a: readonly RankingEvaluation[],
  b: readonly RankingEvaluation[],
): void {
  if (a.length === 0 || a.length !== b.length) {
    throw new OptionError(
      `${what}: a and b must have the same number of results, got ${a.length} and ${b.length}`,
    );
  }
  for (const [n, { row }] of a.entries()) {
    const other = b[n].row;
    if (row.receipt.split !== other.receipt.split) {
      throw new OptionError(
        `${what}: "${row.label}" was tested on ${row.split} and "${other.label}" on ${other.split}, whose ratings differ; compare results on the same split`,
      );
    }
    for (const field of [
      'k',
      'relevantFrom',
      'candidates',
      'coldUsers',
    ] as const satisfies readonly (keyof RankingRow)[]) {
      if (row[field] === other[field]) continue;
      throw new OptionError(
        `${what}: ${field} must be the same for both, got ${row[field]} for "${row.label}" and ${other[field]} for "${other.label}"`,
      );
    }
  }
}

function verdictOf(higher: 'A' | 'B' | undefined, better: 'higher' | 'lower' | 'neither'): RankingVerdict {
  if (!higher) return 'not distinguishable';
  if (better === 'neither') return `${higher} is higher`;
  return (higher === 'A') === (better === 'higher') ? 'A beats B' : 'B beats A';
}

function inWords(
  a: string,
  b: string,
  result: Pick<RankingComparison, 'verdict' | 'difference'> & {
    readonly title: string;
    readonly confidence: number;
  },
): string {
  const { verdict, title, difference } = result;
  const percent = `${+(100 * result.confidence).toFixed(1)}% interval`;
  const { value, low, high } = difference;
  if (Number.isNaN(value)) return `${a} and ${b} can't be compared: ${title} isn't defined for both`;
  if (verdict === 'not distinguishable') {
    return `${a} and ${b} are not significantly different: ${title} differs by ${signed(value)}, ${percent} ${signed(low)} to ${signed(high)}, which includes zero`;
  }
  const aFirst = verdict.startsWith('A');
  const [first, second] = aFirst ? [a, b] : [b, a];
  const isHigher = aFirst === value > 0 ? 'higher' : 'lower';
  const [near, far] = [Math.abs(low), Math.abs(high)].sort((x, y) => x - y);
  const amount = `${title} ${isHigher} by ${Math.abs(value).toFixed(4)}, ${percent} ${near.toFixed(4)} to ${far.toFixed(4)}`;
  return verdict.endsWith('higher')
    ? `${first} and ${second} differ: the first has ${amount}`
    : `${first} beats ${second}: ${amount}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
