/** Evaluates one model on one split, with times and a receipt. */

import { called, checkArgument, checkOptions, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { Interactions } from '../../data/table/interactions';
import type { FitOptions, Model, Predictions } from '../../recommender/model';
import { MODEL } from '../../recommender/model-kind';
import { type Receipt, receiptOf } from '../receipt';
import { announce } from '../result-listeners';
import { SPLIT, type Split } from '../splits/split';
import { byRatingMetric, type RatingMetricName } from './metrics/rating-metrics';

/**
 * A row of a results table: plain JSON. `rmse`, `mae` and the other fields of `RATING_METRICS` are the metrics; the file
 * of each has its definition.
 */
export interface EvaluationRow extends Readonly<Record<RatingMetricName, number>> {
  readonly label: string;
  readonly model: string;
  /** All options with their values. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The split's name. */
  readonly split: string;
  /** Number of test rows, and of those for which a prediction was impossible, so that the mean was used. */
  readonly rows: number;
  readonly impossible: number;
  /** Wall time of `fit` and of predicting the test set, in seconds. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  readonly receipt: Receipt;
}

/** A row with the data behind it, for intervals and details. */
export interface Evaluation {
  readonly row: EvaluationRow;
  readonly predictions: Predictions;
  readonly test: Interactions;
}

/** A result as an argument. */
export const EVALUATION = called('a result of evaluate', objectWith('row', 'predictions', 'test'));

/** Options of `evaluate`. */
export interface EvaluateOptions extends FitOptions {
  readonly split: Split;
  /** Default: the model's name. */
  readonly label?: string;
}

/**
 * Fits the model on the train set and evaluates it on the test set. The model stays fitted.
 *
 * @example
 * const { row } = await evaluate(new BaselineOnly(), { split: trainTestSplit(ratings) });
 * row.rmse; // 0.9442
 * @throws OptionError when the model doesn't predict ratings; whatever `fit` throws
 */
export async function evaluate(model: Model, options: EvaluateOptions): Promise<Evaluation> {
  checkArgument('evaluate', 'model', model, MODEL);
  withRequired('evaluate', options, 'split');
  checkOptions('evaluate', options, { split: 'split', label: 'label', onProgress: null, signal: null });
  checkArgument('evaluate', 'split', options.split, SPLIT);
  const { split, label = model.name, ...fitOptions } = options;
  const { predictions, metrics, fitSeconds, testSeconds } = await fitAndPredict(model, split, fitOptions);
  const { test } = split;
  const row: EvaluationRow = {
    label,
    model: model.name,
    options: model.options,
    split: split.name,
    ...metrics,
    rows: test.length,
    impossible: predictions.impossible.reduce((count, flag) => count + flag, 0),
    fitSeconds,
    testSeconds,
    receipt: receiptOf(model, split),
  };
  announce({ of: 'ratings', label, receipt: row.receipt, metrics, protocol: {} });
  return { row, predictions, test };
}

/** What a fit and the predictions of the test set give. */
export interface FitAndPredictions {
  readonly predictions: Predictions;
  readonly metrics: Readonly<Record<RatingMetricName, number>>;
  readonly fitSeconds: number;
  readonly testSeconds: number;
}

/** The work of `evaluate`, without a row, and without telling those who listen for results. */
export async function fitAndPredict(
  model: Model,
  { train, test }: Pick<Split, 'train' | 'test'>,
  fitOptions: FitOptions,
): Promise<FitAndPredictions> {
  if (!model.can.rates) {
    throw new OptionError(
      `evaluate: ${model.name} ranks items but doesn't predict ratings (can.rates is false); use evaluateRanking`,
    );
  }
  const started = performance.now();
  await model.fit(train, fitOptions);
  const fitted = performance.now();
  const predictions = model.predictAll(test);
  const testSeconds = (performance.now() - fitted) / 1000;
  const metrics = byRatingMetric((metric) => metric.of(predictions, test));
  return { predictions, metrics, fitSeconds: (fitted - started) / 1000, testSeconds };
}
