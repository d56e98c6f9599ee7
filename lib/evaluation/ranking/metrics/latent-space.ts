/** One latent space for all models whose lists are compared. */
import type { ItemId } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import { ALS, type ALSOptions } from '../../../models/factors/als';
import type { FitOptions } from '../../../recommender/model';

/** ALS whose item factors can be seen. */
class Space extends ALS {
  vectorOf(item: ItemId): Float32Array | undefined {
    const index = this.train.items.indexOf(item);
    const { factors, itemFactors } = this.state;
    return index === undefined ? undefined : itemFactors.subarray(index * factors, (index + 1) * factors);
  }
}

/**
 * Places of the items in the space of an ALS fitted on these ratings (20 factors and seed 0 if not given
 * otherwise): alike are items that the same users rate alike. For `vectorOf` of `evaluateRanking`; give the
 * same one to all models of a table. Undefined for an unknown item. Cost: one fit of ALS.
 *
 * @example
 * const vectorOf = await latentSpace(split.train);
 * await evaluateRanking(model, { split, vectorOf });
 */
export async function latentSpace(
  train: Interactions,
  options: Partial<ALSOptions> = {},
  fit: FitOptions = {},
): Promise<(item: ItemId) => Float32Array | undefined> {
  const space = await new Space({ factors: 20, seed: 0, ...options }).fit(train, fit);
  return (item) => space.vectorOf(item);
}
