import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { XYSeries } from './figure-line';

/** More points than that look the same. */
const MOST_POINTS = 20;

/**
 * Several runs of the same thing, such as regret by round with different seeds, as one series for `lineChart`: the line is
 * their mean, and the band goes from the lowest to the highest of them. Steps count from 1; of many, every few are drawn.
 *
 * @throws OptionError for no runs, or runs of different lengths
 * @example
 * bandOfRuns('regret', [[1, 4], [3, 8]]); // x: [1, 2], y: [2, 6], low: [1, 4], high: [3, 8]
 */
export function bandOfRuns(name: string, runs: readonly ArrayLike<number>[]): XYSeries {
  checkArgument('bandOfRuns', 'runs', runs, LIST);
  for (const [i, run] of runs.entries()) checkArgument('bandOfRuns', `runs[${i}]`, run, LIST);
  const length = runs[0]?.length ?? 0;
  const odd = runs.find((run) => run.length !== length);
  if (length === 0 || odd) {
    const got = odd ? `${length} and ${odd.length} steps` : 'none';
    throw new OptionError(`bandOfRuns: ${name} must have runs of the same number of steps, got ${got}`);
  }
  const points = Math.min(length, MOST_POINTS);
  const steps = Array.from({ length: points }, (_, n) => Math.round(((n + 1) * length) / points) - 1);
  const values = steps.map((step) => runs.map((run) => run[step]));
  return {
    name,
    x: steps.map((step) => step + 1),
    y: values.map((all) => all.reduce((sum, one) => sum + one, 0) / all.length),
    low: values.map((all) => Math.min(...all)),
    high: values.map((all) => Math.max(...all)),
  };
}
