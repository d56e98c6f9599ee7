/** One list of two models' lists. */
import { createHash } from 'node:crypto';
import { draftProbability } from '../../experiments/interleaving/draft-probability';
import { type Team, teamDraft } from '../../experiments/interleaving/interleaving';
import type { ServedList } from '../served/served-list';

export interface InterleavedList {
  readonly list: ServedList;
  /** Whose each item is, A or B. */
  readonly teams: string;
  /** The probability of this list, given that these two are interleaved. */
  readonly probability: number;
}

/**
 * A team draft of two lists. The coin is a hash, so that a draft can be checked later.
 *
 * @param coinText of its hash (SHA-256) each bit is a toss: a text for this request alone
 */
export function interleave(a: ServedList, b: ServedList, coinText: string): InterleavedList {
  const bits = createHash('sha256').update(coinText).digest();
  let toss = 0;
  const coin = (): Team => {
    const at = toss++ % (8 * bits.length);
    return (bits[at >> 3] >> (at & 7)) & 1 ? 'A' : 'B';
  };
  const ids = [a, b].map(({ items }) => items.map(({ itemId }) => itemId));
  const k = Math.max(ids[0].length, ids[1].length);
  const { items, teams } = teamDraft(ids[0], ids[1], { coin, k });
  const whole = new Map([...b.items, ...a.items].map((item) => [item.itemId, item]));
  return {
    list: {
      cold: a.cold && b.cold,
      seenLeftOut: a.seenLeftOut && b.seenLeftOut,
      items: items.map((item) => whole.get(item)!),
      ignored: a.ignored.filter((item) => b.ignored.includes(item)),
    },
    teams: teams.join(''),
    probability: draftProbability(ids[0], ids[1], { items, k }),
  };
}
