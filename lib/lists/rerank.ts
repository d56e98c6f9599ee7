/**
 * MMR, maximal marginal relevance: reorders a list so that each next item is both good and unlike the items before it.
 * From the remaining candidates it repeatedly takes
 *
 *     argmax_i  λ rel_i − (1 − λ) max_{j on the list} (1 − d_ij),
 *
 * where rel_i is the score rescaled to 0 (the lowest candidate) through 1 (the highest) and d_ij is the distance
 * between two items. λ = 1 keeps the order; λ = 0 uses distances only, starting from the first candidate.
 *
 * Source: J. Carbonell, J. Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and
 * Producing Summaries", 1998. Cost: O(candidates · k), and at most as many distances: an item is compared with the list only until
 * another candidate is better.
 */
import { called, checkArgument, checkOptions, FUNCTION, type Kind, LIST } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import { withRequired } from '../core/with-required';
import type { Film } from '../data/movielens/film';
import { jaccardDistance } from '../math/similarity/jaccard-distance';
import type { Model } from '../recommender/model';
import { MODEL } from '../recommender/model-kind';
import { listLength } from '../recommender/top-items';

/** How unlike two items are, from 0 (alike) to 1. */
export type ItemDistance = (one: ItemId, other: ItemId) => number;

export interface RerankOptions {
  /** Weight of the score against the distance, from 0 to 1. */
  readonly lambda: number;
  readonly distance: ItemDistance;
  /** Maximum length of the new list. Default: all candidates. */
  readonly k?: number;
}

interface Listed {
  readonly item: ItemId;
  readonly score: number;
}

const DISTANCE = called('a function of two items, such as genreDistance(films)', FUNCTION);

/** @throws OptionError for a missing or misspelled option, or a distance that isn't a function */
export function checkRerank(owner: string, options: RerankOptions): void {
  withRequired(owner, options, 'lambda', 'distance');
  checkOptions(owner, options, { lambda: 0.7, distance: null, k: 10 });
  checkArgument(owner, 'distance', options.distance, DISTANCE);
}

/**
 * The candidates in MMR order; ties go to the earlier candidate. Pass more candidates than you want in the result.
 *
 * @example
 * const candidates = model.recommend(userId(196), { k: 100 });
 * const list = rerank(candidates, { lambda: 0.7, distance: genreDistance(films), k: 10 });
 * @throws OptionError for an invalid λ or k, a NaN score, or a distance outside 0 to 1
 */
export function rerank<Place extends Listed>(candidates: readonly Place[], options: RerankOptions): Place[] {
  checkArgument('rerank', 'candidates', candidates, LIST);
  checkRerank('rerank', options);
  const { lambda, distance, k = Math.max(1, candidates.length) } = options;
  if (!(lambda >= 0 && lambda <= 1)) {
    throw new OptionError(`rerank: lambda must be a number from 0 to 1, got ${lambda}`);
  }
  listLength('rerank', { k });
  const relevance = relevances(candidates.map(({ score }) => score));
  const nearest = new Float64Array(candidates.length); // 1 − the smallest distance to the list, as far as compared
  const compared = new Int32Array(candidates.length); // with this many items of the list
  const left = candidates.map((_, at) => at);
  const list: Place[] = [];
  while (list.length < k && left.length > 0) {
    let [best, most] = [0, Number.NEGATIVE_INFINITY];
    for (let n = 0; n < left.length; n++) {
      const at = left[n];
      let worth = lambda * relevance[at] - (1 - lambda) * nearest[at];
      // Another distance can only lower it.
      while (worth > most && nearest[at] < 1 && compared[at] < list.length) {
        nearest[at] = Math.max(nearest[at], 1 - between(list[compared[at]++], candidates[at], distance));
        worth = lambda * relevance[at] - (1 - lambda) * nearest[at];
      }
      if (worth > most) [best, most] = [n, worth];
    }
    list.push(...left.splice(best, 1).map((at) => candidates[at]));
  }
  return list;
}

/** @throws OptionError for a distance outside 0 to 1 */
function between({ item: one }: Listed, { item: other }: Listed, distance: ItemDistance): number {
  const apart = distance(one, other);
  if (apart >= 0 && apart <= 1) return apart;
  throw new OptionError(
    `rerank: distance must return a number from 0 to 1, got ${apart} for ${one} and ${other}`,
  );
}

/** Scores may come from 32-bit tensors: smaller relative differences mean nothing. */
const ROUNDING = 1e-7;

/** Rescaled to 0 through 1; all 1 if the scores are equal up to rounding. */
function relevances(scores: readonly number[]): number[] {
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad !== undefined) throw new OptionError(`rerank: every score must be a finite number, got ${bad}`);
  const least = Math.min(...scores);
  const most = Math.max(...scores);
  const span = most - least;
  const equal = span <= ROUNDING * Math.max(Math.abs(least), Math.abs(most));
  return scores.map((score) => (equal ? 1 : (score - least) / span));
}

const FILMS: Kind = {
  allowed: 'a list of films, or a function from an item to its genres',
  allows: (given) => LIST.allows(given) || FUNCTION.allows(given),
};

/**
 * 1 − the share of genres that two films have in common (Jaccard); 1 if either has none.
 * @param films or what finds the genres of one
 */
export function genreDistance(
  films: readonly Film[] | ((item: ItemId) => readonly string[] | undefined),
): ItemDistance {
  checkArgument('genreDistance', 'films', films, FILMS);
  const byId = typeof films === 'function' ? undefined : new Map(films.map(({ id, genres }) => [id, genres]));
  const genresOf = typeof films === 'function' ? films : (item: ItemId) => byId?.get(item);
  return (one, other) => {
    const distance = jaccardDistance(genresOf(one) ?? [], genresOf(other) ?? []);
    return Number.isNaN(distance) ? 1 : distance;
  };
}

/**
 * 1 − the model's similarity of two items (from factors, neighbors or weights), at most 1; 1 if the model has none.
 * Requests one row of similarities for each item on a list. Needs `can.similarItems`.
 */
export function modelDistance(model: Model): ItemDistance {
  checkArgument('modelDistance', 'model', model, MODEL);
  const rows = new Map<ItemId, Map<ItemId, number>>();
  return (one, other) => {
    let row = rows.get(one);
    if (!row) {
      const similar = model.similarItems(one, { k: model.summary.itemCount });
      row = new Map(similar.map(({ item, similarity }) => [item, similarity]));
      rows.set(one, row);
    }
    return 1 - Math.min(1, Math.max(0, row.get(other) ?? 0));
  };
}
