/**
 * One list under all definitions at once: the same hits, divided by different things. Precision, recall, and related
 * metrics for one user's list, each with its arithmetic.
 */
import { OptionError } from '../../core/errors';
import type { ItemId, ItemIndex, UserId } from '../../core/ids';
import { likedFrom } from '../../core/liked-from';
import { withRequired } from '../../core/with-required';
import type { Model } from '../../recommender/model';
import type { Split } from '../splits/split';
import { MAP } from './metrics/average-precision';
import { CAPPED_PRECISION } from './metrics/capped-precision';
import { F1 } from './metrics/f1';
import { faqCounts } from './metrics/faq-counts';
import { FAQ_PRECISION } from './metrics/faq-precision';
import { FAQ_RECALL } from './metrics/faq-recall';
import { type ItemFacts, itemFacts } from './metrics/item-facts';
import { NDCG } from './metrics/ndcg';
import { hitCount, PRECISION } from './metrics/precision';
import { UserJudge } from './metrics/ranked-user';
import type { RankedUser, UserMetric } from './metrics/ranking-metric';
import { RECALL } from './metrics/recall';
import { MRR } from './metrics/reciprocal-rank';
import { userTruths } from './user-truths';

/** One place on the list. */
export interface SeenPlace {
  readonly item: ItemId;
  readonly score: number;
  /** `hit`: rated well in the test set; `miss`: rated there, but lower; `unrated`: not in the test set. */
  readonly verdict: 'hit' | 'miss' | 'unrated';
}

/** One metric of the list. */
export interface SeenMetric {
  /** `precision@10`. */
  readonly title: string;
  /** The arithmetic, such as `3 / 10`, with logarithms rounded to three digits. Empty if the metric has no value. */
  readonly sum: string;
  readonly value: number;
  /** The denominator in words, from the metric's card. */
  readonly denominator: string;
}

/** A list with all its metrics. */
export interface SeenList {
  readonly user: UserId;
  readonly k: number;
  readonly places: readonly SeenPlace[];
  /** Number of the user's relevant test items, the possible hits. */
  readonly relevant: number;
  readonly metrics: readonly SeenMetric[];
}

/** Options of `lookAtList`. */
export interface LookOptions {
  readonly split: Split;
  readonly user: UserId;
  /** Length of the list. Default 10. */
  readonly k?: number;
  /** A test rating of at least this makes an item relevant. Default: `likedFrom` of the scale, 4 for 1 to 5 stars. */
  readonly relevantFrom?: number;
}

type Sum = (user: RankedUser) => string;

/** The metrics, each with its arithmetic. */
const SUMS: readonly (readonly [metric: UserMetric, sum: Sum])[] = Object.freeze([
  [PRECISION, (user) => `${hitCount(user)} / ${user.k}`],
  [CAPPED_PRECISION, (user) => `${hitCount(user)} / ${Math.min(user.k, user.relevant)}`],
  [FAQ_PRECISION, (user) => faqSum(user, 'recommended')],
  [RECALL, (user) => `${hitCount(user)} / ${user.relevant}`],
  [FAQ_RECALL, (user) => faqSum(user, 'relevant')],
  [F1, (user) => `2 * ${hitCount(user)} / (${user.k} + ${user.relevant})`],
  [NDCG, (user) => `${gains(hitPlaces(user))} / ${gain(upTo(Math.min(user.k, user.relevant)))}`],
  [MAP, (user) => `${precisions(user)} / ${Math.min(user.k, user.relevant)}`],
  [MRR, (user) => (hitCount(user) === 0 ? '0' : `1 / ${hitPlaces(user)[0]}`)],
]);

/**
 * The list of a user in the train set under every definition of accuracy.
 *
 * @param model fitted on the train set
 * @throws OptionError for a user without a relevant test item or a model fitted on something else; whatever `recommend`
 * throws
 */
export function lookAtList(model: Model, options: LookOptions): SeenList {
  const {
    split,
    user,
    k = 10,
    relevantFrom = likedFrom(split.train.scale),
  } = withRequired('lookAtList', options, 'split', 'user');
  if (model.train !== split.train) {
    throw new OptionError('lookAtList: the model must be fitted on split.train');
  }
  const truth = userTruths(split, relevantFrom).find(({ id }) => id === user);
  if (!truth || truth.index === undefined || truth.relevantCount === 0) {
    const id = JSON.stringify(user);
    throw new OptionError(
      `lookAtList: user must have a train rating and a test rating of ${relevantFrom} or more, got ${id}`,
    );
  }
  const list = model.recommend(user, { k });
  const indices = list.map(({ item }) => split.train.items.require(item));
  const predicted = model.can.rates ? predictedRows(model, split, truth.rows) : undefined;
  const facts = itemFacts(split);
  const judged = new UserJudge(split, facts, { k, relevantFrom }).judge(truth, {
    list: indices,
    scores: undefined,
    predicted,
  });
  const rated = new Set<ItemIndex>(truth.rated);
  return {
    user,
    k,
    places: list.map(({ item, score }, place) => {
      const verdict = judged.hits[place] === 1 ? 'hit' : rated.has(indices[place]) ? 'miss' : 'unrated';
      return { item, score, verdict };
    }),
    relevant: truth.relevantCount,
    metrics: SUMS.map(([metric, sum]) => seen(metric, sum, judged, facts)),
  };
}

/** Predicted ratings of one user's test rows, NaN for all others, as neighbor models are slow. */
function predictedRows(model: Model, { test }: Split, rows: ArrayLike<number>): Float64Array {
  const predicted = new Float64Array(test.length).fill(Number.NaN);
  const { ratings } = model.predictAll(test.select(rows));
  for (let n = 0; n < rows.length; n++) predicted[rows[n]] = ratings[n];
  return predicted;
}

function seen({ title, of, card }: UserMetric, sum: Sum, user: RankedUser, facts: ItemFacts): SeenMetric {
  const value = of(user, facts);
  return {
    title: title.replace('@k', `@${user.k}`),
    sum: Number.isNaN(value) ? '' : sum(user),
    value,
    denominator: card.denominator,
  };
}

function faqSum(user: RankedUser, by: 'recommended' | 'relevant'): string {
  const counts = faqCounts(user, { k: user.k });
  return counts[by] === 0 ? '0' : `${counts.hits} / ${counts[by]}`;
}

/** Places of the hits, from 1. */
function hitPlaces({ hits }: RankedUser): number[] {
  return upTo(hits.length).filter((place) => hits[place - 1] === 1);
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, at) => at + 1);
}

/** The discounts 1 / log₂(place + 1) of nDCG, one by one. */
function gains(places: readonly number[]): string {
  return `(${places.map((place) => gain([place])).join(' + ') || '0'})`;
}

/** The ideal sum, which depends only on the number of relevant items. */
function gain(places: readonly number[]): string {
  return places.reduce((sum, place) => sum + 1 / Math.log2(place + 1), 0).toFixed(3);
}

/** Σ of the precision at each hit. */
function precisions(user: RankedUser): string {
  const parts = hitPlaces(user).map((place, n) => `${n + 1}/${place}`);
  return `(${parts.join(' + ') || '0'})`;
}
