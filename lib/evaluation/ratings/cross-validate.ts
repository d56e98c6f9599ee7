/** Cross-validation of one model. */
import {
  checkArgument,
  checkOptions,
  FUNCTION,
  ITERABLE,
  type Kind,
  objectWith,
  POSITIVE_WHOLE,
} from '../../core/arguments';
import { withRequired } from '../../core/with-required';
import { type ModelSpec, modelOf } from '../../models/registry';
import type { FitProgress, Model } from '../../recommender/model';
import { type MeanAndSpread, meanAndSpread } from '../intervals/mean-and-spread';
import type { SplitSeries } from '../splits/split-series';
import { type EvaluationRow, evaluate } from './evaluate';
import { byRatingMetric, type RatingMetricName } from './metrics/rating-metrics';

/** Options of `crossValidate`. */
export interface CrossValidateOptions {
  /** From `kFold`, `shuffleSplit` or `canonicalFolds`. */
  readonly splits: SplitSeries;
  /** Called after each step of a fit, and with each finished row. */
  readonly onProgress?: (progress: CrossValidationProgress) => void;
  /** Aborting it stops the run with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CrossValidationProgress {
  /** Finished splits of `total`. */
  readonly done: number;
  readonly total: number;
  /** The row that has just been finished. */
  readonly row?: EvaluationRow;
  /** Progress of the current fit, if it has steps. */
  readonly fit?: FitProgress;
}

/** A row per split, and the means over them. */
export interface CrossValidation {
  readonly label: string;
  /** The name of the series: `5 folds, seed 42`. */
  readonly splits: string;
  readonly rows: readonly EvaluationRow[];
  /** Unweighted means: each split counts equally, whatever its size. */
  readonly mean: Readonly<Record<RatingMetricName | 'fitSeconds' | 'testSeconds', MeanAndSpread>>;
}

const SPEC: Kind = {
  allowed: "a model's name and options, such as { model: 'SVD' }, or a function that makes a model",
  allows: (given) => FUNCTION.allows(given) || objectWith('model').allows(given),
};

const SERIES: Kind = {
  allowed: 'a series of splits, as kFold returns it',
  allows: (given) =>
    ITERABLE.allows(given) &&
    objectWith('name').allows(given) &&
    POSITIVE_WHOLE.allows((given as SplitSeries).length),
};

/**
 * Fits and evaluates a new model on each split. The standard deviation over the folds shows how much the
 * score depends on which ratings are tested. It isn't a confidence interval, because the train sets overlap.
 *
 * @param spec a model of the registry, or a function that makes a new model: `() => new MyModel()`
 * @example
 * const { mean } = await crossValidate({ model: 'BaselineOnly' }, { splits: canonicalFolds(ratings) });
 * mean.rmse.mean; // 0.9457
 */
export async function crossValidate(
  spec: ModelSpec | (() => Model),
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  checkArgument('crossValidate', 'model', spec, SPEC);
  withRequired('crossValidate', options, 'splits');
  checkOptions('crossValidate', options, { splits: 'splits', onProgress: null, signal: null });
  checkArgument('crossValidate', 'splits', options.splits, SERIES);
  const create = typeof spec === 'function' ? spec : () => modelOf(spec);
  const label = typeof spec === 'function' ? undefined : spec.label;
  const { splits, onProgress, signal } = options;
  const total = splits.length;
  const rows: EvaluationRow[] = [];
  for (const split of splits) {
    const done = rows.length;
    const { row } = await evaluate(create(), {
      split,
      label,
      onProgress: (fit) => onProgress?.({ done, total, fit }),
      signal,
    });
    rows.push(row);
    onProgress?.({ done: rows.length, total, row });
  }
  const over = (field: RatingMetricName | 'fitSeconds' | 'testSeconds') =>
    meanAndSpread(rows.map((row) => row[field]));
  return {
    label: rows[0].label,
    splits: splits.name,
    rows,
    mean: {
      ...byRatingMetric(({ name }) => over(name)),
      fitSeconds: over('fitSeconds'),
      testSeconds: over('testSeconds'),
    },
  };
}
