/** What the guardrails need to know of a list. */
import type { ServedList, ServedModel } from '../served/served-model';
import type { Exposure } from './log-line';
import { COLD_BELOW, HEAD_SHARE } from './metrics';

/** By model: the number of ratings of the least rated item that isn't in the long tail. */
const heads = new WeakMap<ServedModel, number>();

/** @param own the service's own model, by whose ratings all arms are measured */
export function listFacts(
  { items }: ServedList,
  own: ServedModel,
): Pick<Exposure, 'cold' | 'tail' | 'genres'> {
  let head = heads.get(own);
  if (head === undefined) {
    const counts = own.pack.model.summary.itemCounts().toSorted().reverse();
    head = counts[Math.max(0, Math.ceil(HEAD_SHARE * counts.length) - 1)] ?? 0;
    heads.set(own, head);
  }
  const supports = items.map(({ itemId, support }) => own.supportOf(itemId) ?? support);
  return {
    cold: supports.filter((support) => support < COLD_BELOW).length,
    tail: supports.filter((support) => support < head).length,
    genres: new Set(items.flatMap(({ genres }) => genres)).size,
  };
}
