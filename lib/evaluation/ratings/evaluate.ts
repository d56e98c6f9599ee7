/** One model on one split: fitted, asked, measured, with times and a receipt. */
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import type { FitOptions, Model, Predictions } from '../../recommender/model';
import { type Receipt, receiptOf } from '../receipt';
import type { Split } from '../splits/split';
import { fcp } from './metrics/fcp';
import { mae } from './metrics/mae';
import { mse } from './metrics/mse';
import { rmse } from './metrics/rmse';

/** The metrics by which models are compared; the lower of two is better but for `fcp`. */
export const METRICS = Object.freeze(['rmse', 'mae', 'mse', 'fcp'] as const);
export type Metric = (typeof METRICS)[number];

/** A row of a results table: plain JSON. */
export interface EvaluationRow {
  readonly label: string;
  readonly model: string;
  /** All options with their values. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The split's name. */
  readonly split: string;
  /** √ of the mean squared error, in stars; see the file of each metric for its definition. */
  readonly rmse: number;
  readonly mae: number;
  readonly mse: number;
  readonly fcp: number;
  /** Test rows, and how many of them could only be answered with the mean. */
  readonly rows: number;
  readonly impossible: number;
  /** Wall time of `fit` and of predicting the test part. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  readonly receipt: Receipt;
}

/** A row with what it was computed from, for intervals and closer looks. */
export interface Evaluation {
  readonly row: EvaluationRow;
  readonly predictions: Predictions;
  readonly test: Interactions;
}

/** What `evaluate` needs. */
export interface EvaluateOptions extends FitOptions {
  readonly split: Split;
  /** Default: the model's name. */
  readonly label?: string;
}

/**
 * Fits the model on the train part and measures it on the test part. The model stays fitted.
 *
 * @example
 * const { row } = await evaluate(new BaselineOnly(), { split: trainTestSplit(ratings) });
 * row.rmse; // 0.9442
 * @throws OptionError when the model doesn't predict ratings; what `fit` throws
 */
export async function evaluate(model: Model, options: EvaluateOptions): Promise<Evaluation> {
  const { split, label = model.name, ...fitOptions } = options;
  if (!model.can.rates) {
    throw new OptionError(
      `evaluate: ${model.name} ranks items but doesn't predict ratings (can.rates is false)`,
    );
  }
  const { test } = split;
  const started = performance.now();
  await model.fit(split.train, fitOptions);
  const fitted = performance.now();
  const predictions = model.predictAll(test);
  const done = performance.now();
  const row: EvaluationRow = {
    label,
    model: model.name,
    options: model.options,
    split: split.name,
    rmse: rmse(predictions, test),
    mae: mae(predictions, test),
    mse: mse(predictions, test),
    fcp: fcp(predictions, test),
    rows: test.length,
    impossible: predictions.impossible.reduce((count, flag) => count + flag, 0),
    fitSeconds: (fitted - started) / 1000,
    testSeconds: (done - fitted) / 1000,
    receipt: receiptOf(model, split),
  };
  return { row, predictions, test };
}
