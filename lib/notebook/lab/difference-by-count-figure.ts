/** Shows where one model takes over from another, as far as the ratings allow. */

import { areStars } from '../../core/rating-scale';
import { withRequired } from '../../core/with-required';
import { type DifferenceGroup, differenceByCount } from '../../evaluation/ratings/difference-by-count';
import type { ErrorByCountOptions } from '../../evaluation/ratings/error-by-count';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Figure } from '../figures/figure';
import { dotPlot } from '../figures/figure-dots';

/**
 * A dot with its 95% interval for each number of train ratings: A's RMSE minus B's, so A is better left of 0. The
 * labels give the number of ratings behind each; a group with a single item has no interval and isn't drawn.
 *
 * @throws what `differenceByCount` throws
 */
export function differenceByCountFigure(
  a: Evaluation,
  b: Evaluation,
  options: ErrorByCountOptions & { readonly title?: string },
): Figure {
  withRequired('differenceByCountFigure', options, 'split');
  const { title: given, ...rest } = options;
  const groups = differenceByCount(a, b, rest).filter(({ places }) => places > 1);
  const { by = 'item' } = options;
  const title = given ?? `${a.row.label} against ${b.row.label}, by the number of ratings of the ${by}`;
  const dots = groups.map((group) => ({ label: labelOf(group), ...group.difference }));
  const said = dots.map(({ label, value, low, high }) => {
    return `${label}: ${signed(value)} (${signed(low)} to ${signed(high)})`;
  });
  return dotPlot({
    title,
    xTitle: `RMSE of ${a.row.label} minus that of ${b.row.label}${areStars(a.test.scale) ? ' (stars)' : ''}`,
    yTitle: `Train ratings of the ${by}`,
    alt: `Differences in RMSE with 95% intervals. ${said.join('; ')}.`,
    dots,
    zeroLine: true,
  });
}

/** `3–5 (n = 120)`. */
function labelOf({ from, to, rows }: DifferenceGroup): string {
  const range = to === Infinity ? `${from}+` : from === to ? `${from}` : `${from}–${to}`;
  return `${range} (n = ${rows.toLocaleString('en')})`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Number(Math.abs(value).toPrecision(2))}`;
}
