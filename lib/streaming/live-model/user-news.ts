/** What a user has said since a model was trained, as ratings that it can fold in. */
import { type ItemId, itemId, type UserId } from '../../core/ids';
import { likedFrom } from '../../core/liked-from';
import { stepUp } from '../../core/rating-scale';
import type { Model } from '../../recommender/model';
import type { VisitorRating } from '../../recommender/visitor';
import type { LiveState } from './live-state';

/** A rating, or a click that stands for one. */
export interface LiveRating extends VisitorRating {
  readonly isClick?: true;
}

/** What changes a user's list. */
export interface UserNews {
  readonly ratings: readonly LiveRating[];
  readonly trained: readonly VisitorRating[];
  /** The train ratings that weren't taken back. */
  readonly rest: readonly VisitorRating[];
}

/**
 * Undefined if nothing of it is about items of the model.
 * @param said by item, the last word of the user about it
 * @param clickRating what a click stands for; null: a rating that counts as liked
 */
export function userNews(
  model: Model,
  user: UserId,
  said: ReturnType<LiveState['newsOf']>,
  clickRating: number | null,
): UserNews | undefined {
  const { users, items } = model.summary;
  const ratings: LiveRating[] = [];
  const takenBack = new Set<ItemId>();
  for (const [id, { rating }] of said) {
    const item = itemId(id);
    if (!items.has(item)) continue;
    if (rating === null) takenBack.add(item);
    else if (rating === 'click')
      ratings.push({ item, rating: clickRating ?? usualClickRating(model), isClick: true });
    else ratings.push({ item, rating });
  }
  if (ratings.length + takenBack.size === 0) return undefined;
  const trained = users.has(user) ? model.train.ratingsOf(user) : [];
  const rest = trained.filter(({ item }) => !takenBack.has(item));
  return ratings.length > 0 || rest.length < trained.length ? { ratings, trained, rest } : undefined;
}

function usualClickRating({ summary: { scale, mean } }: Model): number {
  return Number.isFinite(scale.max) ? likedFrom(scale) : stepUp(scale, mean);
}
