/** Models side by side: their errors, and their differences from one of them. */
import { called, checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { areStars } from '../../core/rating-scale';
import { bootstrapInterval, pairedBootstrap } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import {
  costOf,
  type PointwiseMetricName,
  pointwiseMetric,
} from '../../evaluation/ratings/metrics/rating-metrics';
import type { Figure } from '../figures/figure';
import { type Dot, dotPlot } from '../figures/figure-dots';
import { sideBySide } from '../figures/figure-subplots';

const RESULT = called('results of evaluate', objectWith('row', 'test'));

/** Options of `comparisonFigure`. */
export interface ComparisonFigureOptions {
  /** Default: `How far predictions are from the truth`. */
  readonly title?: string;
  /** `rmse` (default), `mae`, or another metric that is `pointwise`. */
  readonly metric?: PointwiseMetricName;
  /** The result that the others are compared with. Default: the best one. */
  readonly against?: Evaluation;
  /** What the bootstrap resamples: `users` (default), or `items` to ask how results would change for other items. */
  readonly over?: 'users' | 'items';
}

/**
 * Dots with 95 % bootstrap intervals, in the given order; lower is better. On the left, the error of each model; on
 * the right, its difference from `against` by the paired bootstrap: two models differ if that interval excludes 0,
 * not if the intervals on the left don't overlap. The intervals cover other users or items, not other seeds, and the
 * alternative text says so for models with a seed. Cost: about 0.1 s per model.
 *
 * @throws OptionError for fewer than two results, or results of different splits
 */
export function comparisonFigure(
  evaluations: readonly Evaluation[],
  options: ComparisonFigureOptions = {},
): Figure {
  checkArgument('comparisonFigure', 'evaluations', evaluations, LIST);
  for (const one of evaluations) checkArgument('comparisonFigure', 'evaluations', one, RESULT);
  checkOptions('comparisonFigure', options, { title: '…', metric: 'rmse', against: 'result', over: 'users' });
  const { title = 'How far predictions are from the truth', metric = 'rmse', over = 'users' } = options;
  const { title: name, unit: starUnit } = pointwiseMetric('comparisonFigure', metric);
  if (evaluations.length < 2) {
    throw new OptionError(`comparisonFigure: expected at least two results, got ${evaluations.length}`);
  }
  const unit = areStars(evaluations[0].test.scale) ? starUnit : undefined;
  const ordered = [...evaluations].sort(
    (a, b) => costOf(metric, a.row[metric]) - costOf(metric, b.row[metric]),
  );
  const { against = ordered[0] } = options;
  const errors = evaluations.map(
    (of): Dot => ({ label: of.row.label, ...bootstrapInterval({ of, metric, over }) }),
  );
  const differences = evaluations.map((a): Dot => {
    const { label } = a.row;
    return a === against
      ? { label, value: 0 }
      : { label, ...pairedBootstrap({ a, b: against, metric, over }).difference };
  });
  const inUnits = unit ? ` (${unit})` : '';
  const words = { yTitle: 'Model', alt: title };
  const parts = [
    dotPlot({ ...words, title: 'the error', xTitle: `${name}${inUnits}`, dots: errors }),
    dotPlot({
      ...words,
      title: `minus that of ${against.row.label}`,
      xTitle: `Difference in ${name}${inUnits}`,
      dots: differences,
      zeroLine: true,
    }),
  ];
  const said = errors.map(({ label, value }) => `${label} ${value.toFixed(3)}`).join('; ');
  const by = `Intervals: 95 %, over ${over}.`;
  const alt = `${name}${unit ? ` in ${unit}` : ''}: ${said}. ${by}${ofSeeds(evaluations)}`;
  return sideBySide({
    title,
    alt,
    figures: parts,
    layout: { showlegend: false },
  });
}

/** Notes the models whose learning is random. */
function ofSeeds(evaluations: readonly Evaluation[]): string {
  const seeded = evaluations.filter(({ row }) => row.options.seed !== undefined);
  if (seeded.length === 0) return '';
  return ` ${seeded.map(({ row }) => row.label).join('; ')}: one seed each; the intervals don't cover variation between seeds.`;
}
