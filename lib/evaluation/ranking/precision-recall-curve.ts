/**
 * Precision and recall of longer and longer lists: what is gained by showing more, and what it costs.
 *
 *     precision@n = hits among the first n / n,   recall@n = hits among the first n / relevant
 *
 * averaged over the users with a relevant test item whom the train set knows, as the row of `evaluateRanking` does:
 * at n = k the numbers are equal to its own.
 */
import { OptionError } from '../../core/errors';
import { likedFrom } from '../../core/liked-from';
import type { TopLists } from '../../recommender/top-lists';
import type { Split } from '../splits/split';
import { userTruths } from './user-truths';

/** One point of the curve. */
export interface PrecisionRecall {
  /** Places of the list that are looked at. */
  readonly k: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * A point for each length from 1 to that of the lists. Cost: O(users · k).
 *
 * @param lists of a model that was fitted on the train part
 * @param options `relevantFrom`: from this test rating on, an item is relevant; default `likedFrom` the scale, 4 of 1 to 5 stars
 * @example
 * const curve = precisionRecallCurve(await model.recommendAll({ k: 50 }), split);
 * @throws OptionError when the lists are of another train set, or hold none of the users that count
 */
export function precisionRecallCurve(
  lists: TopLists,
  split: Split,
  options: { readonly relevantFrom?: number } = {},
): PrecisionRecall[] {
  if (lists.train !== split.train) {
    throw new OptionError('precisionRecallCurve: lists must be of a model fitted on the train part of split');
  }
  const rows = new Map(lists.users.map((user, row) => [user, row]));
  const precision = new Float64Array(lists.k);
  const recall = new Float64Array(lists.k);
  let users = 0;
  for (const { id, index, relevant, relevantCount } of userTruths(
    split,
    options.relevantFrom ?? likedFrom(split.train.scale),
  )) {
    const row = rows.get(id);
    if (row === undefined || index === undefined || relevantCount === 0) continue;
    users++;
    const wanted = new Set<number>(relevant);
    let hits = 0;
    for (let place = 0; place < lists.k; place++) {
      if (wanted.has(lists.items[row * lists.k + place])) hits++;
      precision[place] += hits / (place + 1);
      recall[place] += hits / relevantCount;
    }
  }
  if (users === 0) {
    throw new OptionError('precisionRecallCurve: lists must hold a user with a relevant test item');
  }
  return Array.from(precision, (sum, place) => ({
    k: place + 1,
    precision: sum / users,
    recall: recall[place] / users,
  }));
}
