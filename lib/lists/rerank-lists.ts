import { checkArgument } from '../core/arguments';
import { listLength } from '../recommender/top-items';
import { LISTS, TopLists } from '../recommender/top-lists';
import { checkRerank, type RerankOptions, rerank } from './rerank';

/**
 * Reranks the lists of many users by MMR: `rerank` for each. The input lists should be longer than the output.
 *
 * @example
 * const candidates = await model.recommendAll({ k: 100 });
 * rerankLists(candidates, { lambda: 0.7, distance: genreDistance(films), k: 10 });
 * @throws OptionError, like `rerank`. Cost: O(users · candidates · k) distances
 */
export function rerankLists(candidates: TopLists, options: RerankOptions): TopLists {
  checkArgument('rerankLists', 'candidates', candidates, LISTS);
  checkRerank('rerankLists', options);
  const { train, users } = candidates;
  const { k = candidates.k } = options;
  listLength('rerankLists', { k });
  const lists = new TopLists(train, users, k);
  for (const [row, user] of users.entries()) {
    for (const [place, { item, score }] of rerank(candidates.of(user), { ...options, k }).entries()) {
      lists.items[row * k + place] = train.items.require(item);
      lists.scores[row * k + place] = score;
    }
  }
  return lists;
}
