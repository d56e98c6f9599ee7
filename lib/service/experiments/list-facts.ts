/** What is recorded of a list, and what the guardrails need to know of it. */
import type { ServedList } from '../served/served-list';
import type { ServedModel } from '../served/served-model';
import type { Exposure } from './log-line';
import { COLD_BELOW, HEAD_SHARE } from './metrics';

export type ListFacts = Pick<Exposure, 'items' | 'cold' | 'tail' | 'genres'>;

/** What is known by the ratings of a model. */
interface Known {
  /** The number of ratings of the least rated item that isn't in the long tail. */
  readonly head: number;
  /** Lists are cached and shown again. */
  readonly lists: WeakMap<ServedList, ListFacts>;
}

const knownBy = new WeakMap<ServedModel, Known>();

/** @param own the service's own model, by whose ratings all arms are measured */
export function listFacts(list: ServedList, own: ServedModel): ListFacts {
  let known = knownBy.get(own);
  if (!known) {
    known = { head: headOf(own), lists: new WeakMap() };
    knownBy.set(own, known);
  }
  let facts = known.lists.get(list);
  if (!facts) {
    facts = factsOf(list, own, known.head);
    known.lists.set(list, facts);
  }
  return facts;
}

function headOf({ pack }: ServedModel): number {
  const counts = pack.model.summary.itemCounts().toSorted().reverse();
  return counts[Math.max(0, Math.ceil(HEAD_SHARE * counts.length) - 1)] ?? 0;
}

function factsOf({ items }: ServedList, own: ServedModel, head: number): ListFacts {
  const supports = items.map(({ itemId, support }) => own.supportOf(itemId) ?? support);
  return {
    items: items.map(({ itemId }) => itemId),
    cold: supports.filter((support) => support < COLD_BELOW).length,
    tail: supports.filter((support) => support < head).length,
    genres: new Set(items.flatMap(({ genres }) => genres)).size,
  };
}
