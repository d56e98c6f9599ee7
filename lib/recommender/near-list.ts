/** A list from a few scored items: those that a search finds without scoring all. */
import type { ItemIndex } from '../core/ids';
import type { Recommendation, RecommendOptions } from './answers';
import { knownSeen, listPlace, type ScoredUser, type Scorer } from './scored-user';
import { listLength } from './top-items';

/**
 * Undefined if all items have to be scored: with `among`, without such a search, or if it finds too few. The scores are
 * the model's own. Cost: that of the search.
 */
export function nearList(
  model: Scorer,
  to: ScoredUser,
  options: RecommendOptions,
): Recommendation[] | undefined {
  if (!to.near || options.among) return undefined;
  const { summary } = model;
  const k = listLength(model.name, options);
  const left = new Set<number>(options.filterSeen === false ? [] : knownSeen(model.name, to.seen));
  for (const id of options.without ?? []) {
    const item = summary.items.indexOf(id);
    if (item !== undefined) left.add(item);
  }
  const near = to.near(k, left);
  if (!near) return undefined;
  const refuses = model.can.unknownItems === 'refused' && summary.itemFeatures !== undefined; // as `candidates`
  const isRefused = (item: ItemIndex) => refuses && summary.ratingCountOf(item) === 0;
  const scored = near
    .filter((item) => !left.has(item) && !isRefused(item))
    .map((item) => ({ item, score: to.scoreOf(item) }))
    .filter(({ score }) => !Number.isNaN(score));
  if (scored.length < k) return undefined;
  scored.sort((a, b) => b.score - a.score || a.item - b.item);
  return scored.slice(0, k).map(({ item, score }) => listPlace(summary, item, score, to.marks));
}
