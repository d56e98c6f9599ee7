/** One model on several splits. */
import type { FitProgress, Model } from '../../recommender/model';
import { type MeanAndSpread, meanAndSpread } from '../intervals/mean-and-spread';
import { type ModelSpec, modelOf } from '../search/model-spec';
import type { SplitSeries } from '../splits/split-series';
import { type EvaluationRow, evaluate, type Metric } from './evaluate';

/** What `crossValidate` needs. */
export interface CrossValidateOptions {
  /** Of `kFold`, `shuffleSplit` or `canonicalFolds`. */
  readonly splits: SplitSeries;
  /** Called after each step of a fit, and with each finished row. */
  readonly onProgress?: (progress: CrossValidationProgress) => void;
  /** Aborting ends it with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CrossValidationProgress {
  /** Finished splits of `total`. */
  readonly done: number;
  readonly total: number;
  /** The row that was just finished. */
  readonly row?: EvaluationRow;
  /** How far the running fit is, where it has steps. */
  readonly fit?: FitProgress;
}

/** A row for each split, and the means over them. */
export interface CrossValidation {
  readonly label: string;
  /** The series' name: `5 folds, seed 42`. */
  readonly splits: string;
  readonly rows: readonly EvaluationRow[];
  /** Each split counts alike, whatever its size. */
  readonly mean: Readonly<Record<Metric | 'fitSeconds' | 'testSeconds', MeanAndSpread>>;
}

/**
 * Fits and measures a new model on each split. The spread over folds says how much the score depends on
 * which ratings were tested; it isn't a confidence interval, as the train parts overlap.
 *
 * @param spec a model of the registry, or a function that makes a new one: `() => new MyModel()`
 * @example
 * const { mean } = await crossValidate({ model: 'BaselineOnly' }, { splits: canonicalFolds(ratings) });
 * mean.rmse.mean; // 0.9457
 */
export async function crossValidate(
  spec: ModelSpec | (() => Model),
  options: CrossValidateOptions,
): Promise<CrossValidation> {
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
  const over = (field: Metric | 'fitSeconds' | 'testSeconds') => meanAndSpread(rows.map((row) => row[field]));
  return {
    label: rows[0].label,
    splits: splits.name,
    rows,
    mean: {
      rmse: over('rmse'),
      mae: over('mae'),
      mse: over('mse'),
      fcp: over('fcp'),
      fitSeconds: over('fitSeconds'),
      testSeconds: over('testSeconds'),
    },
  };
}
