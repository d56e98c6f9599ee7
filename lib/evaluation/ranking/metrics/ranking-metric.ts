/**
 * A ranking metric is a function with a card. The card says what you must know before comparing two numbers, as
 * "precision@10" alone has at least three meanings. It is data, so that a notebook can show it and a test can run its
 * example.
 */
import type { ItemFacts } from './item-facts';

/** One user's list, as input for accuracy metrics. */
export interface JudgedList {
  /** Best first: 1 if the item is relevant, otherwise 0. At most k entries. */
  readonly hits: ArrayLike<number>;
  /** Number of the user's relevant test items, including those that no list can contain (no train rating). */
  readonly relevant: number;
  /** Number of places on a list. */
  readonly k: number;
}

/** One user with everything a metric may use. Items are inner indices in the train set. */
export interface RankedUser extends JudgedList {
  /** The recommended items, best first; shorter than k if the candidates ran out. */
  readonly list: ArrayLike<number>;
  /** The items that the user has rated in the train set, and those with a relevant rating. */
  readonly history: ArrayLike<number>;
  readonly liked: ArrayLike<number>;
  /** The k most-rated items that the user hasn't rated: the obvious recommendations. */
  readonly popular: ArrayLike<number>;
  /** Scores of the user's relevant items; −Infinity for items that the model can't score. */
  readonly relevantScores: ArrayLike<number>;
  /** Scores of all other candidates. */
  readonly otherScores: ArrayLike<number>;
  /** Predicted ratings of the user's test rows, clipped, in order; empty if the model doesn't rate. */
  readonly predicted: ArrayLike<number>;
  /** The true ratings of the same rows. */
  readonly truths: ArrayLike<number>;
  /** The threshold of the FAQ's metrics. Default 3.5. */
  readonly goodFrom?: number;
}

/** What to know about the number. */
export interface MetricCard {
  /** The definition in a sentence or two. */
  readonly definition: string;
  readonly formula: string;
  /** The denominator. */
  readonly denominator: string;
  /** Which items could have been on the list. */
  readonly candidates: string;
  /** When an item counts as a hit; `none` if hits don't matter. */
  readonly relevance: string;
  /** Which users are averaged, and how users with nothing count. */
  readonly emptyUsers: string;
  /** The source of the definition. */
  readonly source: string;
  /** An example with the five items of `five-items.ts`. */
  readonly example: {
    readonly words: string;
    /** The calculation by hand; tests evaluate it and compare it with the function. */
    readonly arithmetic: string;
    readonly value: number;
  };
}

/** What all metrics have in common. */
interface MetricBase<Name extends string> {
  /** Field of a ranking row: `ndcg`. */
  readonly name: Name;
  /** For tables; with `@k` if the length of the list matters. */
  readonly title: string;
  /** Which of two values is better; `neither` for metrics that describe rather than judge. */
  readonly better: 'higher' | 'lower' | 'neither';
  readonly card: MetricCard;
  /** Missing if comparison tables don't show it. */
  readonly column?: MetricColumn;
}

/** The column of a metric in a comparison table. */
export interface MetricColumn {
  /** `P@k`, with the length of the list for `k`. */
  readonly head: string;
  /** Decimal places. Default 4. */
  readonly digits?: number;
  /** Whether to show the interval after the value. */
  readonly interval?: true;
  /** Whether to show it only if there is room: on a terminal, not on a page. */
  readonly wide?: true;
}

/** A metric with a value for each user; the result is the mean over users for whom it isn't NaN. */
export interface UserMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'user';
  /** Users averaged: those with a relevant test item (default), or all with a test rating. */
  readonly over: 'relevant' | 'tested';
  readonly of: (user: RankedUser, items: ItemFacts) => number;
}

/** A metric of all lists together, computed from how often each item is on one. */
export interface CatalogMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'catalog';
  /** Use only the lists of this many first users of the train set; default: all. */
  readonly firstUsers?: number;
  /** @param exposure number of lists that contain each item, by inner index */
  readonly of: (exposure: ArrayLike<number>, items: ItemFacts) => number;
}

/** A metric of two lists for the same user. */
export interface PairMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'pair';
  readonly of: (a: ArrayLike<number>, b: ArrayLike<number>) => number;
}

export type RankingMetric = UserMetric | CatalogMetric | PairMetric;

/** A frozen per-user metric. */
export function userMetric<Name extends string>(
  metric: Omit<UserMetric<Name>, 'kind' | 'over'> & { readonly over?: 'tested' },
): UserMetric<Name> {
  return Object.freeze({ kind: 'user', over: 'relevant', ...metric, card: frozen(metric.card) } as const);
}

/** A frozen metric of all lists. */
export function catalogMetric<Name extends string>(
  metric: Omit<CatalogMetric<Name>, 'kind'>,
): CatalogMetric<Name> {
  return Object.freeze({ kind: 'catalog', ...metric, card: frozen(metric.card) } as const);
}

/** A frozen metric of two models' lists. */
export function pairMetric<Name extends string>(metric: Omit<PairMetric<Name>, 'kind'>): PairMetric<Name> {
  return Object.freeze({ kind: 'pair', ...metric, card: frozen(metric.card) } as const);
}

function frozen(card: MetricCard): MetricCard {
  return Object.freeze({ ...card, example: Object.freeze(card.example) });
}
