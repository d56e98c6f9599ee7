/** One latent space for all compared models. */

import { checkArgument } from '../../../core/arguments';
import type { ItemId } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import { TABLE } from '../../../data/table/table-kind';
import { ALS, type ALSOptions } from '../../../models/factors/als';
import type { FitOptions } from '../../../recommender/model';

/** ALS with visible item factors. */
class Space extends ALS {
  vectorOf(item: ItemId): Float32Array | undefined {
    const index = this.train.items.indexOf(item);
    const { factors, itemFactors } = this.state;
    return index === undefined ? undefined : itemFactors.subarray(index * factors, (index + 1) * factors);
  }
}

/**
 * Item vectors from an ALS fitted on these ratings (by default with 20 factors and seed 0): items that the same users
 * rate alike are similar. For `vectorOf` of `evaluateRanking`; pass the same one for all models of a table. Undefined
 * for an unknown item. Cost: one fit of ALS.
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
  checkArgument('latentSpace', 'train', train, TABLE);
  const space = await new Space({ factors: 20, seed: 0, ...options }).fit(train, fit);
  return (item) => space.vectorOf(item);
}
