/** Models compared by one ranking metric, with intervals. */
import { called, checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { refuseUnlike } from '../../evaluation/ranking/compare-rankings';
import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import {
  RANKING_METRIC_NAMES,
  RANKING_METRICS,
  type RankingMetricName,
} from '../../evaluation/ranking/metrics/ranking-metrics';
import { rankingIntervals } from '../../evaluation/ranking/ranking-intervals';
import type { Figure } from '../figures/figure';
import { barChart } from '../figures/figure-bar';

const RESULT = called('results of evaluateRanking', objectWith('row'));

/** Options of `rankingFigure`. */
export interface RankingFigureOptions {
  /** Default `ndcg`. */
  readonly metric?: RankingMetricName;
  /** Default: `How good are the lists?`. */
  readonly title?: string;
}

/**
 * A bar for each result, in the given order, with its 95 % bootstrap interval over users. Overlapping whiskers don't
 * mean that two models are not significantly different: use `compareRankings` for that.
 *
 * @throws OptionError for an unknown metric, no results, or results that `compareRankings` rejects
 */
export function rankingFigure(
  evaluations: readonly RankingEvaluation[],
  options: RankingFigureOptions = {},
): Figure {
  checkArgument('rankingFigure', 'evaluations', evaluations, LIST);
  for (const one of evaluations) checkArgument('rankingFigure', 'evaluations', one, RESULT);
  checkOptions('rankingFigure', options, { metric: 'ndcg', title: '…' });
  const { metric = 'ndcg', title = 'How good are the lists?' } = options;
  const known = RANKING_METRICS.find(({ name, kind }) => name === metric && kind !== 'pair');
  if (!known) {
    const names = RANKING_METRIC_NAMES.join(', ');
    throw new OptionError(`rankingFigure: metric must be one of ${names}, got ${String(metric)}`);
  }
  if (evaluations.length === 0)
    throw new OptionError('rankingFigure: expected at least one evaluation, got none');
  for (const other of evaluations.slice(1)) refuseUnlike('rankingFigure', [evaluations[0]], [other]);
  const rows = evaluations.map(({ row }) => row);
  const words = known.title.replace('@k', `@${rows[0].k}`);
  const intervals = evaluations.map((one) => rankingIntervals(one, { metrics: [metric] })[metric]);
  const wish = { higher: ' (higher is better)', lower: ' (lower is better)', neither: '' }[known.better];
  return barChart({
    title,
    xTitle: 'Model',
    yTitle: `${words}${wish}`,
    alt: `Bars of ${words}: ${rows.map((row) => `${row.label} ${row[metric].toFixed(3)}`).join(', ')}.`,
    x: rows.map(({ label }) => label),
    series: [
      {
        y: intervals.map(({ value }) => value),
        error: intervals.map(({ value, high }) => high - value),
        errorBelow: intervals.map(({ value, low }) => value - low),
      },
    ],
  });
}
