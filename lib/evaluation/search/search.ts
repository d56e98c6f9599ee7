/**
 * The common part of grid search and random search: every candidate is cross-validated on the train set; the
 * best one is then fitted on the whole train set and evaluated once on the test set.
 *
 * The best candidate's cross-validation score is optimistic, because it was selected as the best of many. The
 * held-out score isn't, because nothing was selected by it.
 */
import { availableParallelism } from 'node:os';
import { OptionError } from '../../core/errors';
import { orCellSignal } from '../../core/running-cell';
import { RandomState } from '../../math/random/random-state';
import { createModel } from '../../models/registry';
import { meanAndSpread } from '../intervals/mean-and-spread';
import { type Evaluation, evaluate } from '../ratings/evaluate';
import {
  byRatingMetric,
  costOf,
  RATING_METRIC_NAMES,
  type RatingMetricName,
} from '../ratings/metrics/rating-metrics';
import type { Split } from '../splits/split';
import type { Options } from './search-space';
import { runTrials } from './trial-pool';
import type { TrialAnswer } from './trials';

/** Options of all searches. */
export interface SearchOptions {
  /** Name in the registry: `SVD`. */
  readonly model: string;
  /** Options shared by all candidates, e.g. `{ seed: 0 }`. Default: none. */
  readonly fixed?: Options;
  /** Number of cross-validation folds of the train set, at least 2. Default 3. */
  readonly folds?: number;
  /** Seed of the folds and of random choices. Default 42. */
  readonly seed?: number;
  /**
   * Number of worker threads; affects the time, but not the results. With 1, the search runs in the caller's thread.
   * Default: the number of cores.
   */
  readonly workers?: number;
  /** The metric to optimize: lowest is best, except for `fcp`. Default `rmse`. */
  readonly metric?: RatingMetricName;
  /** Called after each fit. */
  readonly onProgress?: (progress: SearchProgress) => void;
  /**
   * Aborting it stops the workers and the search, with the signal's reason; so does stopping the notebook's
   * cell.
   */
  readonly signal?: AbortSignal;
}

/** Progress of a search. */
export interface SearchProgress {
  /** Finished fits of `total`; the last one is on the whole train set. */
  readonly done: number;
  readonly total: number;
  /** Estimated from the speed so far. */
  readonly secondsLeft: number;
  /** The candidate that has just been finished, if one has. */
  readonly trial?: Trial;
  /** The best candidate so far. */
  readonly best?: Trial;
}

/** One candidate with its means over the folds, including those of each metric: plain JSON. */
export interface Trial extends Readonly<Record<RatingMetricName, number>> {
  /** The options that were searched, without the fixed ones. */
  readonly options: Options;
  /** Standard deviation of the search's metric over the folds. */
  readonly sd: number;
  /** The search's metric on each fold. */
  readonly folds: readonly number[];
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Why a fit failed, in which case the numbers are NaN. */
  readonly error?: string;
}

/** The result of a search. */
export interface SearchResult {
  readonly kind: 'grid' | 'random';
  readonly model: string;
  readonly metric: RatingMetricName;
  readonly folds: number;
  readonly seed: number;
  /** All candidates, best first, failed ones last. */
  readonly trials: readonly Trial[];
  readonly best: Trial;
  /** The best candidate, fitted on the whole train set and evaluated on the test set: the score to report. */
  readonly heldOut: Evaluation;
  /** Wall time of the whole search. */
  readonly seconds: number;
}

/** The names of `SearchOptions`. */
export const SEARCH_OPTIONS = Object.freeze(
  'model fixed folds seed workers metric onProgress signal'.split(' '),
);

/** Runs the candidates. @throws OptionError for invalid options, or when every candidate failed */
export async function search(
  kind: SearchResult['kind'],
  split: Split,
  { candidates, ...options }: SearchOptions & { candidates: readonly Options[] },
): Promise<SearchResult> {
  const { model, fixed = {}, folds = 3, seed = 42, metric = 'rmse', onProgress } = options;
  const signal = orCellSignal(options.signal); // a notebook's stop button also stops the workers
  const { workers = availableParallelism() } = options;
  const caller = `${kind}Search`;
  if (!RATING_METRIC_NAMES.includes(metric)) {
    throw new OptionError(
      `${caller}: metric must be one of ${RATING_METRIC_NAMES.join(', ')}, got ${String(metric)}`,
    );
  }
  checkWhole(caller, 'workers', workers, 1);
  checkWhole(caller, 'folds', folds, 2);
  // Checks here what would otherwise fail in the workers.
  if (folds > split.train.length) {
    throw new OptionError(
      `${caller}: folds must be at most ${split.train.length}, the number of train ratings, got ${folds}`,
    );
  }
  new RandomState(seed);
  for (const candidate of candidates) {
    const shared = Object.keys(candidate).find((name) => Object.hasOwn(fixed, name));
    if (shared) throw new OptionError(`${caller}: ${shared} can't be both fixed and searched`);
    createModel(model, { ...fixed, ...candidate }); // rejects invalid options before anything starts
  }
  const started = performance.now();
  const answers = candidates.map(() => new Array<TrialAnswer | undefined>(folds).fill(undefined));
  const total = candidates.length * folds + 1;
  let done = 0;
  let best: Trial | undefined;
  const secondsLeft = () => ((performance.now() - started) / 1000 / done) * (total - done);
  await runTrials({
    table: split.train,
    setting: { model, folds, seed },
    jobs: candidates.flatMap((candidate, trial) =>
      Array.from({ length: folds }, (_, fold) => ({ trial, fold, options: { ...fixed, ...candidate } })),
    ),
    workers,
    signal,
    onAnswer: (answer) => {
      answers[answer.trial][answer.fold] = answer;
      done++;
      const whole = answers[answer.trial].every((one) => one !== undefined);
      const trial = whole ? trialOf(candidates[answer.trial], answers[answer.trial], metric) : undefined;
      if (trial && (!best || byMetric(metric)(trial, best) < 0)) best = trial;
      onProgress?.({ done, total, secondsLeft: secondsLeft(), trial, best });
    },
  });
  // The sort is stable: ties go to the earlier candidate, however the workers were scheduled.
  const trials = candidates
    .map((candidate, trial) => trialOf(candidate, answers[trial], metric))
    .sort(byMetric(metric));
  const [winner] = trials;
  if (winner.error !== undefined) throw new OptionError(`${caller}: every candidate failed: ${winner.error}`);
  const tuned = createModel(model, { ...fixed, ...winner.options });
  const heldOut = await evaluate(tuned, { split, label: `${model} tuned`, signal });
  done++;
  onProgress?.({ done, total, secondsLeft: 0, best: winner });
  const seconds = (performance.now() - started) / 1000;
  return { kind, model, metric, folds, seed, trials, best: winner, heldOut, seconds };
}

function trialOf(
  options: Options,
  answers: readonly (TrialAnswer | undefined)[],
  metric: RatingMetricName,
): Trial {
  const error = answers.find((answer) => answer?.error !== undefined)?.error;
  const over = (field: keyof NonNullable<TrialAnswer['row']>) =>
    answers.map((answer) => answer?.row?.[field] ?? Number.NaN);
  const folds = over(metric);
  return {
    options,
    ...byRatingMetric(({ name }) => meanAndSpread(over(name)).mean),
    sd: meanAndSpread(folds).sd,
    folds,
    fitSeconds: meanAndSpread(over('fitSeconds')).mean,
    testSeconds: meanAndSpread(over('testSeconds')).mean,
    ...(error === undefined ? {} : { error }),
  };
}

/** Better trials first; failed ones last. */
function byMetric(metric: RatingMetricName) {
  const cost = (trial: Trial) => costOf(metric, trial[metric]);
  return (a: Trial, b: Trial): number => (cost(a) === cost(b) ? 0 : cost(a) - cost(b));
}

function checkWhole(caller: string, name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new OptionError(`${caller}: ${name} must be a whole number of at least ${min}, got ${value}`);
}
