/** Models side by side: their errors, and how far each lies from one of them. */
import { OptionError } from '../../core/errors';
import { bootstrapInterval, pairedBootstrap } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Figure } from '../figures/figure';
import { type Dot, dotPlot } from '../figures/figure-dots';
import { sideBySide } from '../figures/figure-subplots';

/** Options of `comparisonFigure`. */
export interface ComparisonFigureOptions {
  /** Default: `How far predictions are from the truth`. */
  readonly title?: string;
  /** `rmse` (default) or `mae`. */
  readonly metric?: 'rmse' | 'mae';
  /** The one that the others are compared with. Default: that with the lowest error. */
  readonly against?: Evaluation;
  /** What the bootstrap draws: `users` (default), or `items` where the question is how it would be for other items. */
  readonly over?: 'users' | 'items';
}

/**
 * Dots with 95 % bootstrap intervals, in the given order; less is better. On the left the error of each model. On the
 * right its difference from `against` by the paired bootstrap: two models differ where that interval excludes 0, not
 * where the intervals on the left don't overlap. The intervals are about other users or items: another seed of a model
 * that has one isn't in them, and the alternative text says so. Cost: about 0.1 s a model.
 *
 * @throws OptionError for fewer than two results, or results of different splits
 */
export function comparisonFigure(
  evaluations: readonly Evaluation[],
  options: ComparisonFigureOptions = {},
): Figure {
  const { title = 'How far predictions are from the truth', metric = 'rmse', over = 'users' } = options;
  if (evaluations.length < 2) {
    throw new OptionError(`comparisonFigure: give at least two results, got ${evaluations.length}`);
  }
  const ordered = [...evaluations].sort((a, b) => a.row[metric] - b.row[metric]);
  const { against = ordered[0] } = options;
  const name = metric.toUpperCase();
  const errors = evaluations.map(
    (of): Dot => ({ label: of.row.label, ...bootstrapInterval({ of, metric, over }) }),
  );
  const differences = evaluations.map((a): Dot => {
    const { label } = a.row;
    return a === against
      ? { label, value: 0 }
      : { label, ...pairedBootstrap({ a, b: against, metric, over }).difference };
  });
  const words = { yTitle: 'Model', alt: title };
  const parts = [
    dotPlot({ ...words, title: 'the error', xTitle: `${name} (stars)`, dots: errors }),
    dotPlot({
      ...words,
      title: `less that of ${against.row.label}`,
      xTitle: `Difference in ${name} (stars)`,
      dots: differences,
      zeroLine: true,
      layout: { yaxis: { showticklabels: false, title: { text: '' } } },
    }),
  ];
  const said = errors.map(({ label, value }) => `${label} ${value.toFixed(3)}`).join('; ');
  const by = `Intervals: 95 %, over ${over}.`;
  const alt = `${name} in stars: ${said}. ${by}${ofSeeds(evaluations)}`;
  return sideBySide({
    title,
    alt,
    figures: parts,
    layout: { height: parts[0].layout.height, showlegend: false },
  });
}

/** Where chance played a part in learning. */
function ofSeeds(evaluations: readonly Evaluation[]): string {
  const seeded = evaluations.filter(({ row }) => row.options.seed !== undefined);
  if (seeded.length === 0) return '';
  return ` One seed each of ${seeded.map(({ row }) => row.label).join('; ')}: what another seed changes is not in the intervals.`;
}
