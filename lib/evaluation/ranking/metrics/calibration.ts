import { ALL_UNSEEN, WITH_RELEVANT_AND_LIST } from './card-words';
import type { ItemFacts } from './item-facts';
import { type RankedUser, userMetric } from './ranking-metric';

/** The share of the user's distribution mixed into the list's, so that the divergence stays finite. */
const ALPHA = 0.01;

/**
 * Miscalibration of a list: C_KL = Σ_g p(g) ln(p(g) / q̃(g)) with q̃ = (1 − α) q + α p and α = 0.01, where p is the
 * genre distribution of the items the user liked and q that of the list; each item's weight of 1 is shared among its
 * genres. 0: the list has the genres in the user's proportions. NaN if no item with a known genre is liked or listed.
 */
export function miscalibration(
  { list, liked }: Pick<RankedUser, 'list' | 'liked'>,
  { genres }: Pick<ItemFacts, 'genres'>,
): number {
  const wanted = genreShares(liked, genres);
  const given = genreShares(list, genres);
  if (wanted.size === 0 || given.size === 0) return Number.NaN;
  let divergence = 0;
  for (const [genre, p] of wanted) {
    const q = (1 - ALPHA) * (given.get(genre) ?? 0) + ALPHA * p;
    divergence += p * Math.log(p / q);
  }
  return divergence;
}

/** The genre distribution of items: shares that add up to 1; empty if no item has a genre. */
function genreShares(items: ArrayLike<number>, genres: readonly (readonly string[])[]): Map<string, number> {
  const shares = new Map<string, number>();
  let counted = 0;
  for (let n = 0; n < items.length; n++) {
    const own = genres[items[n]];
    if (own.length > 0) counted++;
    for (const genre of own) shares.set(genre, (shares.get(genre) ?? 0) + 1 / own.length);
  }
  for (const [genre, sum] of shares) shares.set(genre, sum / counted);
  return shares;
}

export const CALIBRATION = userMetric({
  name: 'miscalibration',
  title: 'miscalibration@k',
  better: 'lower',
  of: miscalibration,
  card: {
    definition:
      'How much the genres on a list differ from the genres the user liked, as a Kullback–Leibler divergence; 0 means the same mixture.',
    formula: 'Σ_g p(g) ln(p(g) / (0.99 q(g) + 0.01 p(g)))',
    denominator:
      'items of known genre: liked ones for p, listed ones for q, each divided equally among its genres',
    candidates: ALL_UNSEEN,
    relevance: 'p comes from train items that the user rated relevantFrom or higher; the test set isn’t used',
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'H. Steck, Calibrated Recommendations, RecSys 2018, equations 2, 3 and 6, natural logarithm',
    example: {
      words:
        'liked: P Drama, Q Drama and Comedy, so p is Drama 3/4, Comedy 1/4; the list has Drama 1.5 of 4, Comedy 1 of 4, War 1.5 of 4',
      arithmetic:
        '0.75 * ln(0.75 / (0.99 * 1.5/4 + 0.01 * 0.75)) + 0.25 * ln(0.25 / (0.99 * 1/4 + 0.01 * 0.25))',
      value: 0.512398,
    },
  },
});
