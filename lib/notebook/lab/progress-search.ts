import { randomUUID } from 'node:crypto';
import { costOf, type RatingMetricName } from '../../evaluation/ratings/metrics/rating-metrics';
import type { SearchProgress, Trial } from '../../evaluation/search/search';
import { atCellEnd, display, inNotebook, updateDisplay } from '../../kernel/display';
import { Throttle } from '../progress/throttle';
import { fitProgress } from './progress-fit';

/** Options of `searchProgress`. */
export interface SearchProgressOptions {
  /** Default `Search`. */
  readonly label?: string;
  /** What the search minimizes (`fcp`: maximizes). Default `rmse`, like the search. */
  readonly metric?: RatingMetricName;
  /** The number of best trials in the table. Default 10. */
  readonly rows?: number;
}

/** Twice a second, because a table is larger than a bar. */
const MILLISECONDS = 500;

type Row = Record<string, unknown>;

/**
 * For the `onProgress` of `gridSearch` and `randomSearch`: a bar with the time left, and a table of the best trials
 * so far. Neither shows times at the end, so that a saved notebook is the same after each run.
 *
 * ```ts
 * await gridSearch(split, { model: 'SVD', grid, onProgress: searchProgress() });
 * ```
 */
export function searchProgress(options: SearchProgressOptions = {}): (progress: SearchProgress) => void {
  const { label = 'Search', metric = 'rmse', rows = 10 } = options;
  const bar = fitProgress(label, 'fits');
  const trials: Trial[] = [];
  const id = randomUUID();
  let shown = false;
  const table = new Throttle(() => {
    const best = bestTrials(trials, metric).slice(0, rows);
    if (shown) updateDisplay(id, best);
    else display(best, { id });
    shown = true;
  }, MILLISECONDS);
  return ({ done, total, secondsLeft, trial }) => {
    if (trials.length === 0 && trial) atCellEnd(() => table.flush());
    bar({ done, total, secondsLeft });
    if (trial) trials.push(trial);
    if (trial && inNotebook()) table.changed();
    if (done === total) table.flush();
  };
}

/** A row for each trial, best first: the searched options, the metric, its spread over the folds. */
export function bestTrials(trials: readonly Trial[], metric: RatingMetricName): Row[] {
  const cost = (trial: Trial) => costOf(metric, trial[metric]);
  // Workers finish in any order, so ties need a fixed order.
  const words = (trial: Trial) => JSON.stringify(trial.options);
  const sorted = [...trials].sort((a, b) => {
    return cost(a) === cost(b) ? (words(a) < words(b) ? -1 : 1) : cost(a) - cost(b);
  });
  const names = [...new Set(trials.flatMap(({ options }) => Object.keys(options)))];
  return sorted.map((trial) => ({
    ...Object.fromEntries(names.map((name) => [name, cellOf(trial.options[name])])),
    [metric]: trial[metric],
    sd: trial.sd,
  }));
}

function cellOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}
