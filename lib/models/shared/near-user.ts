/** A user for whom only a few items are scored: those that an approximate index finds near the user's vector. */
import type { ItemIndex, UserId, UserIndex } from '../../core/ids';
import type { RecommendOptions } from '../../recommender/answers';
import { seenItems } from '../../recommender/rated-pairs';
import { type PairScorer, type ScoredUser, TrainUser } from '../../recommender/scored-user';
import { listLength } from '../../recommender/top-items';

/**
 * Undefined if all items have to be scored: for an unknown user, with `among`, or if `nearItems` has no
 * answer. The scores are the model's own; items that aren't near have none.
 * @param nearItems about the `wanted` best items for a user
 */
export function nearUser(
  model: PairScorer,
  user: UserId,
  options: RecommendOptions,
  nearItems: (user: UserIndex, wanted: number) => readonly ItemIndex[] | undefined,
): ScoredUser | undefined {
  const { summary } = model;
  const index = summary.users.indexOf(user);
  if (index === undefined || options.among || options.context) return undefined;
  const seen = seenItems(summary, index);
  const left = options.without ? [...options.without].length : 0;
  // As many as the list has places, and as many as may be left out of it.
  const wanted =
    listLength(model.name, options) + left + (options.filterSeen === false ? 0 : (seen?.length ?? 0));
  const near = nearItems(index, wanted);
  if (!near) return undefined;
  const all = new TrainUser(model, user, index, options);
  const scores = new Float64Array(summary.itemCount).fill(Number.NaN);
  for (const item of near) scores[item] = model.estimate(index, item);
  return {
    user,
    marks: all.marks,
    seen,
    scores: () => scores,
    scoreOf: (item) => all.scoreOf(item),
    termsOf: (item) => all.termsOf(item),
    whyNone: (item) => all.whyNone(item),
  };
}
