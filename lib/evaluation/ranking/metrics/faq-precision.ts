import { type FaqOptions, faqCounts } from './faq-counts';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * One user's precision as in Surprise's FAQ: hits / recommended, both among the k test items predicted best; `whenNone`
 * for a user with nothing recommended. NaN if the model doesn't rate. For the mean over a test set without a ranking
 * evaluation, use `faqPrecisionRecall`.
 */
export function faqPrecision(
  user: Pick<RankedUser, 'predicted' | 'truths' | 'goodFrom'>,
  options: FaqOptions = {},
): number {
  if (user.predicted.length === 0) return Number.NaN;
  const { hits, recommended } = faqCounts(user, options);
  return recommended === 0 ? (options.whenNone ?? 0) : hits / recommended;
}

export const FAQ_PRECISION = userMetric({
  name: 'faqPrecision',
  title: 'FAQ precision@k',
  better: 'higher',
  over: 'tested',
  of: (user) => faqPrecision(user, { k: user.k }),
  card: {
    definition:
      'Precision as in Surprise’s FAQ and the Python tutorial: among the user’s test items, those predicted 3.5 or higher and among the k best predictions count as recommended; this is the share of them rated 3.5 or higher.',
    formula: 'top k of the test items: predicted ≥ 3.5 and rated ≥ 3.5 / predicted ≥ 3.5',
    denominator: 'recommended test items of the user: at most k, often far fewer',
    candidates:
      'the user’s test items only, all of which the user chose to rate: even random lists score high, so it can’t be compared with precision@k',
    relevance: 'test items rated 3.5 or higher; on scales that don’t end at 5, five eighths of the way up',
    emptyUsers:
      'averages all users with a test rating; a user with nothing recommended counts as 0 (older FAQ: 1)',
    source: 'Surprise 1.1.5, FAQ, "How to compute precision@k and recall@k"',
    example: {
      words:
        'the test items are A, B, D, E; A, B, D are predicted 3.5 or higher, of which B and D were rated 3.5 or higher',
      arithmetic: '2 / 3',
      value: 0.666667,
    },
  },
});
