/** Interleaving: two models on one list, so that each user compares them. Needs far fewer users than two arms. */
import {
  called,
  checkArgument,
  checkOptions,
  FUNCTION,
  ITERABLE,
  LIST,
  objectWith,
} from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { signTest } from '../../math/distributions/binomial';
import type { RandomState } from '../../math/random/random-state';

/** Which model put an item on the list. */
export type Team = 'A' | 'B';

/** A list made of two, and whose each item is. */
export interface TeamDraft<Item> {
  readonly items: Item[];
  readonly teams: Team[];
}

/**
 * Team draft: the two models pick in turns, like captains of two teams, each its best item that isn't on the list yet. In
 * each round, a coin says who goes first, so that neither has the better places. Stops at k items, or when a team that
 * should pick has none left. Cost: O(k).
 *
 * Source: F. Radlinski, M. Kurup, T. Joachims, "How Does Clickthrough Data Reflect Retrieval Quality?", CIKM 2008.
 *
 * @param a items of model A, best first, each once
 * @param coin who goes first in a round; from `RandomState`, by user and request
 * @throws OptionError for a list with an item twice, or a k that isn't whole and positive
 * @example
 * teamDraft(['a', 'b', 'c', 'd'], ['b', 'd', 'c', 'a'], { coin: () => 'A' });
 * // items a, b, c, d of teams A, B, A, B
 */
export function teamDraft<Item>(
  a: readonly Item[],
  b: readonly Item[],
  options: { readonly coin: () => Team; readonly k?: number },
): TeamDraft<Item> {
  checkArgument('teamDraft', 'a', a, LIST);
  checkArgument('teamDraft', 'b', b, LIST);
  withRequired('teamDraft', options, 'coin');
  checkOptions('teamDraft', options, { coin: 1, k: 10 });
  const { coin, k = Math.min(a.length, b.length) } = options;
  checkArgument('teamDraft', 'coin', coin, called('a function, such as fairCoin(random)', FUNCTION));
  for (const [name, list] of Object.entries({ a, b })) {
    if (new Set(list).size < list.length) {
      throw new OptionError(
        `teamDraft: ${name} must have each item once, got ${list.length} with duplicates`,
      );
    }
  }
  if (!Number.isSafeInteger(k) || k < 0) {
    throw new OptionError(`teamDraft: k must be a whole number of at least 0, got ${k}`);
  }
  const items: Item[] = [];
  const teams: Team[] = [];
  const taken = new Set<Item>();
  const next = { A: 0, B: 0 };
  const pick = (team: Team): boolean => {
    const list = team === 'A' ? a : b;
    while (next[team] < list.length && taken.has(list[next[team]])) next[team]++;
    if (next[team] >= list.length) return false;
    const item = list[next[team]++];
    items.push(item);
    teams.push(team);
    taken.add(item);
    return true;
  };
  while (items.length < k) {
    const first = coin();
    if (!pick(first)) break;
    if (items.length < k && !pick(first === 'A' ? 'B' : 'A')) break;
  }
  return { items, teams };
}

/**
 * A fair coin for `teamDraft`.
 *
 * @example
 * teamDraft(['a', 'b'], ['b', 'a'], { coin: fairCoin(new RandomState(0)) }).items;
 */
export function fairCoin(random: RandomState): () => Team {
  checkArgument('fairCoin', 'random', random, RANDOM);
  return () => (random.random() < 0.5 ? 'A' : 'B');
}

const RANDOM = called('random numbers, such as new RandomState(1)', objectWith('random'));

/** Clicks by team. */
export interface Credit {
  readonly a: number;
  readonly b: number;
}

/**
 * The clicked items of each team; each item counts once, and items that weren't on the list don't count.
 *
 * @example
 * creditOf({ items: ['a', 'b'], teams: ['A', 'B'] }, ['b', 'b', 'x']); // { a: 0, b: 1 }
 */
export function creditOf<Item>(draft: TeamDraft<Item>, clicks: Iterable<Item>): Credit {
  checkArgument('creditOf', 'draft', draft, objectWith('items', 'teams'));
  checkArgument('creditOf', 'clicks', clicks, ITERABLE);
  const { items, teams } = draft;
  const clicked = new Set(clicks);
  const won = teams.filter((_, place) => clicked.has(items[place]));
  const a = won.filter((team) => team === 'A').length;
  return { a, b: won.length - a };
}

/** Which model users prefer. */
export interface Preference {
  readonly winsA: number;
  readonly winsB: number;
  readonly ties: number;
  /** (wins of A + ½ ties) / all − ½: from −½, all prefer B, to ½. 0 without users. */
  readonly delta: number;
  /** Two-sided, by the sign test: ties don't count. */
  readonly p: number;
}

/**
 * The preference of users, one credit each: sum a user's clicks over all requests first, as the user is the unit. The
 * sign test asks whether wins of A and B are equally likely. Cost: O(users).
 *
 * Source: O. Chapelle et al., "Large-Scale Validation and Analysis of Interleaved Search Evaluation", TOIS 30 (2012).
 *
 * @example
 * preference([{ a: 2, b: 0 }, { a: 1, b: 1 }, { a: 3, b: 1 }]); // delta 0.333, p 0.5
 */
export function preference(credits: Iterable<Credit>): Preference {
  checkArgument('preference', 'credits', credits, ITERABLE);
  let [winsA, winsB, ties] = [0, 0, 0];
  for (const { a, b } of credits) {
    if (a > b) winsA++;
    else if (b > a) winsB++;
    else ties++;
  }
  const users = winsA + winsB + ties;
  const delta = users === 0 ? 0 : (winsA + ties / 2) / users - 0.5;
  return { winsA, winsB, ties, delta, p: signTest(winsA, winsA + winsB) };
}
