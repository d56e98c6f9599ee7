/** The items that may take an explored place, and what a policy knows of the user. */
import { type ItemId, type ItemIndex, itemId, userId } from '../../../core/ids';
import type { FactorState } from '../../../models/shared/factor-state';
import { VectorModel } from '../../../models/shared/vector-model';
import { seenItems } from '../../../recommender/rated-pairs';
import type { ServedModel } from '../../served/served-model';
import { COLD_BELOW } from '../metrics';
import type { AskedList } from '../shadow/challenger-messages';
import type { ExploreDefinition } from './explore-definition';

/** The items of a model that may be explored, in its order; those that it doesn't know are left out. O(items). */
export function exploredItems(
  { pack: { model } }: ServedModel,
  candidates: ExploreDefinition['candidates'],
): ItemId[] {
  const { items, itemCounts } = countsOf(model.summary);
  if (candidates === 'all') return [...items];
  if (candidates === 'new') return [...items].filter((_, index) => itemCounts[index] < COLD_BELOW);
  return candidates.map(itemId).filter((item) => items.has(item));
}

function countsOf(summary: ServedModel['pack']['model']['summary']) {
  return { items: summary.items, itemCounts: summary.itemCounts() };
}

/** The items that the user has rated, as far as that is known. */
export function ratedBy({ pack: { model } }: ServedModel, { user, ratings }: AskedList): ReadonlySet<string> {
  if (ratings) return new Set(ratings.map(({ item }) => item));
  const { users, items } = model.summary;
  const index = users.indexOf(userId(user));
  const seen = index === undefined ? undefined : seenItems(model.summary, index);
  return new Set(Array.from(seen ?? [], (item) => items.idOf(item as ItemIndex)));
}

/**
 * The vectors of the items that have ratings, for contexts as `contextOf` gives them: the item's bias, and its factors. A
 * model that predicts ratings predicts in stars, and a click counts 1, so stars become shares of the rating scale.
 * @returns nothing for a model without vectors
 */
export function itemVectors({ pack: { model } }: ServedModel): (readonly [string, readonly number[]])[] {
  if (!((model as unknown) instanceof VectorModel)) return [];
  const { factors, itemFactors, itemBias } = model.state as unknown as FactorState;
  const { items, scale } = model.summary;
  const counts = model.summary.itemCounts();
  const unit = model.can.rates ? scale.max - scale.min : 1;
  return [...items].flatMap((item, index) => {
    if (counts[index] === 0) return [];
    const vector = itemFactors.subarray(index * factors, (index + 1) * factors);
    return [[item as string, [itemBias[index] ?? 0, ...vector].map((value) => value / unit)] as const];
  });
}

/** Whether the model has a vector for each user. */
export function hasUserVectors({ pack: { model } }: ServedModel): boolean {
  return (model as unknown) instanceof VectorModel;
}

/**
 * The context of a user: 1, and the user's vector; zeros for a user without one. Six digits of each, as in the log, so
 * that what is learned from the log is the same.
 * @throws Error for a model without vectors
 */
export function contextOf({ pack: { model } }: ServedModel, user: string): number[] {
  if (!((model as unknown) instanceof VectorModel)) {
    throw new Error(`the model ${model.name} has no user vectors`);
  }
  const { factors, userFactors } = model.state as unknown as FactorState;
  const index = model.summary.users.indexOf(userId(user));
  const vector =
    index === undefined
      ? new Float32Array(factors)
      : userFactors.subarray(index * factors, (index + 1) * factors);
  return [1, ...Array.from(vector, (value) => (Number.isNaN(value) ? 0 : Number(value.toPrecision(6))))];
}
