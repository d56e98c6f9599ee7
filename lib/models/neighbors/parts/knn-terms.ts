/**
 * The score of a neighbor model by neighbors. Each one's part is
 *
 *     s_x · sim(x, n) · (r_n − c_n) / s_n / Σ sim,
 *
 * with c and s as in `knn-model.ts`. A model that doesn't center ratings (KNNBasic) is told as μ and how far each
 * neighbor lies from it, which adds up to the same, as the weights of a mean add up to 1: else a rating of 1 star would
 * speak for an item.
 */
import type { Rating } from '../../../data/table/interactions';
import type { Term } from '../../../recommender/explanation';
import type { Centering } from './knn-centering';
import type { Neighborhood } from './knn-neighborhood';

/** c_xy by its parts: μ, and the mean or the bias of x and of y where they are known. Parts that are 0 are left out. */
export function centerTerms(
  { origin, ofX, ofY }: Centering,
  userBased: boolean,
  { x, y }: { readonly x: number | undefined; readonly y: number | undefined },
): Term[] {
  const [kindOfX, kindOfY] = centerKinds(origin, userBased);
  const parts: Term[] = [
    { kind: 'mean', value: origin },
    { kind: kindOfX, value: x === undefined ? 0 : ofX[x] },
    { kind: kindOfY, value: y === undefined ? 0 : ofY[y] },
  ];
  return parts.filter(({ value }) => value !== 0);
}

/** What the center of an x is, and that of a y. Without an origin there is but the mean of x. */
export function centerKinds(origin: number, userBased: boolean) {
  const ofUser = origin === 0 ? ('userMean' as const) : ('userBias' as const);
  const ofItem = origin === 0 ? ('itemMean' as const) : ('itemBias' as const);
  return userBased ? ([ofUser, ofItem] as const) : ([ofItem, ofUser] as const);
}

/** What a neighbor is and gave. */
export type Neighbor = Pick<Term, 'kind' | 'user' | 'item' | 'rating' | 'support'>;

/** The neighbor whose rating a row is: user-based its user, else its item. */
export function neighborOf(
  { user, item, rating }: Partial<Rating>,
  userBased: boolean,
  support: number,
): Neighbor {
  return userBased
    ? { kind: 'neighborUser', user, rating, support }
    : { kind: 'rating', item, rating, support };
}

/** A term for each neighbor found; `uncentered` is μ for a model that doesn't center ratings, else left out. */
export function neighborTerms(
  { count, similarity, place, similaritySum }: Neighborhood,
  deviation: Float64Array,
  neighborAt: (place: number) => Neighbor,
  { spread, uncentered }: { readonly spread: number; readonly uncentered?: number },
): Term[] {
  const from = uncentered ?? 0;
  const terms = Array.from({ length: count }, (_, n) => ({
    ...neighborAt(place[n]),
    value: (spread * similarity[n] * (deviation[place[n]] - from)) / similaritySum,
    weight: similarity[n],
  }));
  return uncentered === undefined ? terms : [{ kind: 'mean', value: uncentered }, ...terms];
}
