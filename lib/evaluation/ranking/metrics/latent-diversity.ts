import { ALL_UNSEEN, NO_RELEVANCE, WITH_RELEVANT_AND_LIST } from './card-words';
import { meanPairDistance } from './pair-distances';
import { userMetric } from './ranking-metric';

/** 1 − cosine of two vectors, from 0 to 2. NaN if one is missing or zero. */
export function cosineDistance(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b) return Number.NaN;
  let [product, aa, bb] = [0, 0, 0];
  for (let f = 0; f < a.length; f++) {
    product += a[f] * b[f];
    aa += a[f] * a[f];
    bb += b[f] * b[f];
  }
  return aa === 0 || bb === 0 ? Number.NaN : 1 - product / Math.sqrt(aa * bb);
}

export const LATENT_DIVERSITY = userMetric({
  name: 'latentDiversity',
  title: 'latent diversity@k',
  better: 'neither',
  of: ({ list }, { vectors }) => meanPairDistance(list, (a, b) => cosineDistance(vectors[a], vectors[b])),
  card: {
    definition:
      'How far apart the items on a list are in a latent space, which must be the same for all compared models.',
    formula: 'mean over pairs of 1 − cosine',
    denominator: 'pairs of items on the list, without pairs that include an item outside the space',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'C.-N. Ziegler et al., WWW 2005 (intra-list similarity); S. Vargas, P. Castells, RecSys 2011',
    example: {
      words: 'A (1, 0), B (0, 1), C (1, 0), D (.6, .8): AB 1, AC 0, AD .4, BC 1, BD .2, CD .4',
      arithmetic: '(1 + 0 + 0.4 + 1 + 0.2 + 0.4) / 6',
      value: 0.5,
    },
  },
});
