/** The ratings of a request. */
import { itemId } from '../../core/ids';
import type { VisitorRating } from '../../recommender/visitor';

/** Ratings in the form that the model takes. If an item is rated twice, the last rating counts. */
export function visitorRatings(
  ratings: readonly { readonly itemId: string; readonly rating: number }[],
): VisitorRating[] {
  const last = new Map(ratings.map(({ itemId: item, rating }) => [item, rating]));
  return Array.from(last, ([item, rating]) => ({ item: itemId(item), rating }));
}
