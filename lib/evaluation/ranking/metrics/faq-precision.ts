import { type FaqOptions, faqCounts } from './faq-counts';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * One user's precision by Surprise's FAQ: hits / recommended, both among the k test items predicted best; a user
 * with nothing recommended counts `whenNone`. NaN where the model doesn't rate. For the mean over a test part
 * without a ranking evaluation: `faqPrecisionRecall`.
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
      'Precision as in the FAQ of Surprise and in the Python tutorial: of the user’s own test items only, those among the k best predicted that are predicted 3.5 or more are recommended; the share of them that was rated so.',
    formula: 'top k of the test items: predicted ≥ 3.5 and rated ≥ 3.5 / predicted ≥ 3.5',
    denominator: 'the recommended ones among the user’s test items, k at most; often far fewer',
    candidates:
      'the user’s test items only, all of which the user chose to rate: drawing at random already reaches a high value, and it can’t be compared with precision@k',
    relevance: 'test items rated 3.5 or more; on scales that don’t end at 5, five eighths of the way up',
    emptyUsers:
      'all users with a test rating are averaged; one with nothing recommended counts 0 (older FAQ: 1)',
    source: 'Surprise 1.1.5, FAQ, "How to compute precision@k and recall@k"',
    example: {
      words: 'of A, B, D and E, tested, A, B and D are predicted 3.5 or more; B and D were rated so',
      arithmetic: '2 / 3',
      value: 0.666667,
    },
  },
});
