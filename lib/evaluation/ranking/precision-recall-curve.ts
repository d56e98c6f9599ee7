/**
 * Precision and recall by list length: what a longer list gains, and what it costs.
 *
 *     precision@n = hits among the first n / n,   recall@n = hits among the first n / relevant
 *
 * averaged over the users in the train set who have a relevant test item, as in a row of `evaluateRanking`:
 * at n = k, the values are the same.
 */

import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { likedFrom } from '../../core/liked-from';
import { LISTS, type TopLists } from '../../recommender/top-lists';
import { SPLIT, type Split } from '../splits/split';
import { userTruths } from './user-truths';

/** One point of the curve. */
export interface PrecisionRecall {
  /** Number of places considered. */
  readonly k: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * One point for each length from 1 to that of the lists. Cost: O(users · k).
 *
 * @param lists from a model fitted on the train set
 * @param options `relevantFrom`: the test rating from which an item is relevant; default: `likedFrom` of the
 *   scale, 4 for 1 to 5 stars
 * @example
 * const curve = precisionRecallCurve(await model.recommendAll({ k: 50 }), split);
 * @throws OptionError when the lists are from another train set, or contain no user with a relevant test item
 */
export function precisionRecallCurve(
  lists: TopLists,
  split: Split,
  options: { readonly relevantFrom?: number } = {},
): PrecisionRecall[] {
  checkArgument('precisionRecallCurve', 'lists', lists, LISTS);
  checkArgument('precisionRecallCurve', 'split', split, SPLIT);
  checkOptions('precisionRecallCurve', options, { relevantFrom: 4 });
  if (lists.train !== split.train) {
    throw new OptionError('precisionRecallCurve: lists must be from a model fitted on split.train');
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
    throw new OptionError('precisionRecallCurve: lists must contain a user with a relevant test item');
  }
  return Array.from(precision, (sum, place) => ({
    k: place + 1,
    precision: sum / users,
    recall: recall[place] / users,
  }));
}
