/** The options that GMF, MLP, and NeuMF have in common. */
import { number, type Option, whole } from '../../../core/options';
import { TASK_OPTIONS } from './pair-examples';
import { TRAINING_OPTIONS } from './training';

export const PAIR_OPTIONS = {
  ...TASK_OPTIONS,
  ...TRAINING_OPTIONS,
  /** Number of examples per step: with `softmax` users, with `logistic` positives, otherwise ratings. */
  batchSize: whole({ from: 1, default: 128 }),
  /** λ, weight of the penalty on the rows of users and items. The default is for `softmax`; ratings need about a tenth. */
  reg: number({ from: 0, default: 1.5 }),
  /** Share of the numbers that are dropped from each layer's input while training; with `softmax`, the items' rows stay. */
  dropout: number({ from: 0, to: 0.9, default: 0 }),
  /** Standard deviation of the initial rows. */
  initStdDev: number({ above: 0, default: 0.1 }),
};

/** The options of a network with hidden layers. */
export const LAYER_OPTIONS = {
  /** Number of units of each hidden layer. */
  layers: {
    default: Object.freeze([32, 16, 8]),
    allowed: 'a list of at least one positive whole number',
    allows: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((units) => Number.isSafeInteger(units) && units >= 1),
  } as Option<readonly number[]>,
  /** Weight of the penalty on the weights of the layers. */
  layerReg: number({ from: 0, default: 0.001 }),
};
