/** The training loop of all neural models: epochs, mini-batches, progress, and early stopping. */
import { number, seedNumber, trueOrFalse, whole } from '../../../core/options';
import type { RandomState } from '../../../math/random/random-state';
import type { FitRun } from '../../../recommender/fit-run';
import type { Validation } from '../../../recommender/model';

/** The options that all neural models have. A model may declare some of them again, with a default of its own. */
export const TRAINING_OPTIONS = {
  /** Largest number of epochs. */
  epochs: whole({ from: 1, default: 50 }),
  /** Step size of the optimizer, Adam. */
  learningRate: number({ above: 0, default: 0.03 }),
  /** Share of the train set that is held out to see when to stop; 0 trains for all epochs. */
  holdOut: number({ from: 0, to: 0.5, default: 0.1 }),
  /** Number of epochs without improvement on the held-out part after which training stops. */
  patience: whole({ from: 1, default: 6 }),
  /** Whether to train again afterwards, with the held-out part, for as many epochs as were best. */
  refit: trueOrFalse({ default: true }),
  /** Seed of the held-out part, the initial values, the order of the examples, and the negatives. */
  seed: seedNumber(),
};

/** What a model does in an epoch. */
export interface TrainingPlan<Weights> {
  readonly epochs: number;
  readonly patience: number;
  /** Learns from all examples once; returns their mean loss. */
  readonly pass: (epoch: number) => Promise<number>;
  /** A metric on the held-out part. Without it, training doesn't stop early. */
  readonly validate?: () => Promise<Validation>;
  /** A copy of the weights, as typed arrays. */
  readonly weights: () => Promise<Weights>;
  /** Number of steps that come after this training, for the progress. Default 0. */
  readonly stepsAfter?: (best: number) => number;
}

/** The outcome of a training. */
export interface Trained<Weights> {
  /** Those of the best epoch on the held-out part; without one, of the last epoch. */
  readonly weights: Weights;
  /** The number of that epoch, from 1. */
  readonly epochs: number;
}

/** Trains until the epochs are over or the held-out part doesn't improve any more. */
export async function trainEpochs<Weights>(
  run: FitRun,
  plan: TrainingPlan<Weights>,
): Promise<Trained<Weights>> {
  const { epochs, patience, stepsAfter = () => 0 } = plan;
  const before = run.stepsDone;
  let best = Number.NEGATIVE_INFINITY;
  let kept: Trained<Weights> | undefined;
  for (let epoch = 1; ; epoch++) {
    const loss = await plan.pass(epoch);
    const validation = await plan.validate?.();
    const figure = validation ? goodness(validation) : epoch;
    if (!kept || figure > best) {
      best = figure;
      const isNeeded = validation !== undefined || epoch === epochs;
      kept = { epochs: epoch, weights: isNeeded ? await plan.weights() : (undefined as Weights) };
    }
    const isLast = epoch === epochs || epoch - kept.epochs >= patience;
    const steps = before + (isLast ? epoch + stepsAfter(kept.epochs) : epochs + stepsAfter(epochs));
    await run.step(steps, { loss, ...(validation && { validation }) });
    if (isLast) return kept;
  }
}

/** Higher is better; a metric that isn't a number is worst. */
function goodness({ metric, value }: Validation): number {
  if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
  return metric === 'RMSE' ? -value : value;
}

/** 0 to length − 1 in random order, in batches of at most `size`. */
export function* batches(length: number, size: number, random: RandomState): Generator<Int32Array> {
  const order = random.permutation(length);
  for (let from = 0; from < length; from += size) yield order.subarray(from, from + size);
}
