/** How much memory a fit would take, before anything is allocated. */
import { OptionError } from '../../core/errors';
import type { Model } from '../../recommender/model';
import { CapabilityError } from '../../recommender/model-errors';
import type { TrainCounts } from './factor-memory';

/** The size of a train set. */
export interface FitSize {
  readonly users: number;
  readonly items: number;
  readonly ratings: number;
  /** How many of the ratings are positive, for models that learn from those only. Default: all. */
  readonly positives?: number;
}

/** A model with an estimate. */
interface Estimating {
  fitBytes(train: TrainCounts, positives: number): number;
}

/**
 * Bytes that a fit takes at its peak, on top of the process, TensorFlow, and the ratings. For ALS, ImplicitALS, ItemKNN,
 * SVD, and BPR. It was within 20% of what was measured (Node 20, Linux, two cores): at ten million ratings for all five, at a
 * million for all but BPR, and at 25 million for the first three. `npm run bench -- --only growth` measures all but BPR on
 * your machine.
 *
 * @example
 * const size = { users: 100_000, items: 17_000, ratings: 10_000_000 };
 * Math.round(estimateMemory(new SVD({ factors: 100_000 }), size) / 1e9); // 94
 *
 * @throws CapabilityError for a model without an estimate
 * @throws OptionError for a size that isn't a whole number
 */
export function estimateMemory(model: Pick<Model, 'name'>, size: FitSize): number {
  const { users, items, ratings, positives = ratings } = size;
  for (const [field, value] of Object.entries({ users, items, ratings, positives })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new OptionError(`estimateMemory: ${field} must be a whole number from 0 on, got ${value}`);
  }
  if (!('fitBytes' in model)) throw new CapabilityError(model.name, 'estimate the memory of a fit');
  const counts = { userCount: users, itemCount: items, length: ratings };
  return (model as Estimating).fitBytes(counts, positives);
}
