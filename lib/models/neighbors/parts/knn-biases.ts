/** The biases that KNNBaseline uses for centering, and the residuals that `pearson_baseline` uses. */
import type { Interactions } from '../../../data/table/interactions';
import { alsBiases, type Biases, residual, sgdBiases } from '../../shared/baselines';
import type { KnnOptions } from './knn-options';

/** Learns the biases by alternating least squares or by gradient descent, depending on the options. */
export function learnBiases(train: Interactions, options: KnnOptions): Biases {
  const epochs = options.baselineEpochs === null ? {} : { epochs: options.baselineEpochs };
  const { regUser, regItem, learningRate, reg } = options;
  return options.baseline === 'als'
    ? alsBiases(train, { ...epochs, regUser, regItem })
    : sgdBiases(train, { ...epochs, learningRate, reg });
}

/** r − b_ui of each row. */
export function residuals(
  { ratingColumn, userColumn, itemColumn }: Interactions,
  biases: Biases,
): Float64Array {
  const { mean, user, item } = biases;
  const left = new Float64Array(ratingColumn.length);
  for (let row = 0; row < left.length; row++) {
    left[row] = residual(ratingColumn[row], mean + user[userColumn[row]] + item[itemColumn[row]]);
  }
  return left;
}
