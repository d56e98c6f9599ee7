/**
 * Which new items a user gets, before a model is trained on them.
 *
 * - An item with features that known items have, too, is judged by those: r̂_ui = Σ_j s_ij r̂_uj / Σ_j s_ij over the 20
 *   known items j with the most similar features, where s_ij is their cosine and r̂_uj the model's own score. It is offered
 *   if that is above the mean of the user's scores: if the model expects the user to like such items better than others.
 *   In a large catalog, the mean is that of evenly spaced items.
 * - All others come after those, whoever asks: what most users have clicked or rated lately first, then the newest.
 *
 * For a model whose score is linear in what it knows of an item, such as its factors, the mean of the scores is the score
 * of the mean. Source: Z. Gantner et al., "Learning Attribute-to-Feature Mappings for Cold-Start Recommendations", 2010
 * (the k-nearest-neighbor mapping).
 */
import type { ItemId } from '../../core/ids';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { FeatureNeighbors } from './feature-neighbors';

/** An item that a `new-item` event has announced. */
export interface NewItem {
  readonly item: ItemId;
  readonly title?: string;
  readonly features: readonly string[];
  /** When it was first announced, in milliseconds since 1970. */
  readonly since: number;
  /** Users who clicked or rated it, each counting half after every half-life. */
  readonly popularity: number;
}

/** What is known of a user. */
export interface Taste {
  /** The model's score of a known item, by inner index; NaN if there is none. */
  readonly scoreOf: (item: number) => number;
  /** Number of known items. */
  readonly items: number;
  readonly neighbors: FeatureNeighbors;
}

/**
 * Those that the user gets, best first.
 * @param taste undefined if nothing is known of the user: then features don't count
 */
export function rankNewItems(items: readonly NewItem[], taste: Taste | undefined): NewItem[] {
  const usual = taste && usualScore(taste);
  return items
    .map((item) => ({ item, estimate: taste ? estimateOf(item, taste) : Number.NaN }))
    .filter(({ estimate }) => Number.isNaN(estimate) || estimate > usual!)
    .sort((a, b) => byEstimate(a.estimate, b.estimate) || byPopularity(a.item, b.item))
    .map(({ item }) => item);
}

/** In a large catalog, the usual score is the mean of about this many items. */
const FEW = 2000;

function usualScore({ scoreOf, items }: Taste): number {
  const step = items < LARGE_CATALOG ? 1 : Math.ceil(items / FEW);
  return mean(
    Array.from({ length: Math.ceil(items / step) }, (_, n) => ({ score: scoreOf(n * step), weight: 1 })),
  );
}

/** NaN if none of its features is known, or the user has no scores of items that have them. */
function estimateOf({ features }: NewItem, { scoreOf, neighbors }: Taste): number {
  return mean(
    neighbors.of(features).map(({ index, similarity }) => ({ score: scoreOf(index), weight: similarity })),
  );
}

function mean(all: readonly { readonly score: number; readonly weight: number }[]): number {
  let [sum, weights] = [0, 0];
  for (const { score, weight } of all) {
    if (Number.isNaN(score)) continue;
    sum += weight * score;
    weights += weight;
  }
  return sum / weights;
}

function byEstimate(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}

function byPopularity(a: NewItem, b: NewItem): number {
  return b.popularity - a.popularity || b.since - a.since || (a.item < b.item ? -1 : 1);
}

/** How long a list is, and how many places of it are for new items: never more than half. */
export interface NewPlaces {
  readonly k: number;
  readonly newPlaces: number;
}

/**
 * The list with the best new items in its last places; as it is if it is empty.
 * @param placed makes the place of a new item, like the one in front of it
 */
export function withNewItems<Place>(
  list: readonly Place[],
  fresh: readonly NewItem[],
  { k, newPlaces }: NewPlaces,
  placed: (item: NewItem, before: Place) => Place,
): Place[] {
  const some = fresh.slice(0, Math.min(newPlaces, Math.floor(k / 2)));
  if (list.length === 0 || some.length === 0) return [...list];
  const kept = list.slice(0, k - some.length);
  return [...kept, ...some.map((item) => placed(item, kept[kept.length - 1]))];
}
