/**
 * What a ranking metric is: a function with a card. The card says what must be known before two numbers
 * may be compared, as "precision@10" alone has at least three meanings; it is data, so that a notebook can
 * show it and a test can execute its example.
 */
import type { ItemFacts } from './item-facts';

/** One user's list as the metrics of accuracy see it. */
export interface JudgedList {
  /** Best first, 1 where the item is relevant, else 0. At most k long. */
  readonly hits: ArrayLike<number>;
  /** Relevant test items of the user, those that no list can hold (no train rating) included. */
  readonly relevant: number;
  /** Places a list has. */
  readonly k: number;
}

/** One user with all that a metric may look at. Items are inner indices of the train set. */
export interface RankedUser extends JudgedList {
  /** The recommended items, best first; shorter than k where the candidates ran out. */
  readonly list: ArrayLike<number>;
  /** The items the user has rated in the train set, and those of them with a rating that is relevant. */
  readonly history: ArrayLike<number>;
  readonly liked: ArrayLike<number>;
  /** The k most rated items that the user hasn't rated: what anybody would have recommended. */
  readonly popular: ArrayLike<number>;
  /** Scores of the user's relevant items; −Infinity for one that the model can't score. */
  readonly relevantScores: ArrayLike<number>;
  /** Scores of all other candidates. */
  readonly otherScores: ArrayLike<number>;
  /** Predicted ratings of the user's test rows, clipped, in their order; empty where the model doesn't rate. */
  readonly predicted: ArrayLike<number>;
  /** The true ratings of the same rows. */
  readonly truths: ArrayLike<number>;
  /** The threshold of the FAQ's metrics. Default 3.5. */
  readonly goodFrom?: number;
}

/** What must be said beside the number. */
export interface MetricCard {
  /** What it is, in one sentence. */
  readonly definition: string;
  readonly formula: string;
  /** What is divided by. */
  readonly denominator: string;
  /** Which items could have been on the list. */
  readonly candidates: string;
  /** When an item counts as a hit; `none` where hits don't matter. */
  readonly relevance: string;
  /** Which users aren't averaged, and what happens with those who have nothing. */
  readonly emptyUsers: string;
  /** Where it is defined. */
  readonly source: string;
  /** On the five items of `five-items.ts`. */
  readonly example: {
    readonly words: string;
    /** The sum by hand; the tests evaluate it and compare it with the function. */
    readonly arithmetic: string;
    readonly value: number;
  };
}

/** What every metric has. */
interface MetricBase<Name extends string> {
  /** Field of a ranking row: `ndcg`. */
  readonly name: Name;
  /** For tables, with `@k` where the length of the list matters. */
  readonly title: string;
  /** Which of two values is better; `neither` where it describes rather than judges. */
  readonly better: 'higher' | 'lower' | 'neither';
  readonly card: MetricCard;
  /** Left out where a comparison table doesn't show it. */
  readonly column?: MetricColumn;
}

/** The column of a metric in a comparison table. */
export interface MetricColumn {
  /** `P@k`, with the length of the list for `k`. */
  readonly head: string;
  /** Decimal places. Default 4. */
  readonly digits?: number;
  /** With the interval behind the value. */
  readonly interval?: true;
  /** Only where there is room: on a terminal, not on a page. */
  readonly wide?: true;
}

/** A metric with a value for each user; the result is the mean of the users for whom it isn't NaN. */
export interface UserMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'user';
  /** Users averaged: those with a relevant test item (default), or all with a test rating. */
  readonly over: 'relevant' | 'tested';
  readonly of: (user: RankedUser, items: ItemFacts) => number;
}

/** A metric of all lists together: how often each item is on one. */
export interface CatalogMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'catalog';
  /** Only the lists of the first so many users of the train set; default all. */
  readonly firstUsers?: number;
  /** @param exposure on how many lists each item is, by inner index */
  readonly of: (exposure: ArrayLike<number>, items: ItemFacts) => number;
}

/** A metric of two lists for the same user. */
export interface PairMetric<Name extends string = string> extends MetricBase<Name> {
  readonly kind: 'pair';
  readonly of: (a: ArrayLike<number>, b: ArrayLike<number>) => number;
}

export type RankingMetric = UserMetric | CatalogMetric | PairMetric;

/** A frozen metric of users. */
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
