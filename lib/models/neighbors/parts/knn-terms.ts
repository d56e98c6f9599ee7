/**
 * The terms of a neighbor model's score, one per neighbor:
 *
 *     s_x · sim(x, n) · (r_n − c_n) / s_n / Σ sim,
 *
 * with c and s as in `knn-model.ts`. For a model that doesn't center ratings (KNNBasic), the terms are μ and
 * each neighbor's deviation from μ. The sum is the same, as the weights of a mean add up to 1; without it, a
 * 1-star rating would appear to count in favor of an item.
 */
import type { Rating } from '../../../data/table/interactions';
import type { Term } from '../../../recommender/explanation';
import type { Centering } from './knn-centering';
import type { Neighborhood } from './knn-neighborhood';

/**
 * c_xy in its parts: μ, and the mean or bias of x and of y where they are known. Parts that are 0 are left
 * out.
 */
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

/** The kinds of term for the centers of x and y. Without an origin, the only center is the mean of x. */
export function centerKinds(origin: number, userBased: boolean) {
  const ofUser = origin === 0 ? ('userMean' as const) : ('userBias' as const);
  const ofItem = origin === 0 ? ('itemMean' as const) : ('itemBias' as const);
  return userBased ? ([ofUser, ofItem] as const) : ([ofItem, ofUser] as const);
}

/** A neighbor, and the rating it contributes. */
export type Neighbor = Pick<Term, 'kind' | 'user' | 'item' | 'rating' | 'support'>;

/** The neighbor behind a rating: its user if user-based, else its item. */
export function neighborOf(
  { user, item, rating }: Partial<Rating>,
  userBased: boolean,
  support: number | undefined,
): Neighbor {
  return userBased
    ? { kind: 'neighborUser', user, rating, support }
    : { kind: 'rating', item, rating, support };
}

/**
 * A term for each neighbor found; `uncentered` is μ for a model that doesn't center ratings, otherwise left
 * out.
 */
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
