import { type FaqOptions, faqCounts } from './faq-counts';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * One user's recall as in Surprise's FAQ: hits / relevant test items, where a hit is among the k test items predicted
 * best; `whenNone` for a user with nothing relevant. NaN if the model doesn't rate.
 */
export function faqRecall(
  user: Pick<RankedUser, 'predicted' | 'truths' | 'goodFrom'>,
  options: FaqOptions = {},
): number {
  if (user.predicted.length === 0) return Number.NaN;
  const { hits, relevant } = faqCounts(user, options);
  return relevant === 0 ? (options.whenNone ?? 0) : hits / relevant;
}

export const FAQ_RECALL = userMetric({
  name: 'faqRecall',
  title: 'FAQ recall@k',
  better: 'higher',
  over: 'tested',
  of: (user) => faqRecall(user, { k: user.k }),
  card: {
    definition:
      'Recall as in Surprise’s FAQ: the share of the user’s test items rated 3.5 or higher that are recommended, i.e. predicted 3.5 or higher and among the k best predictions.',
    formula: 'top k of the test items: predicted ≥ 3.5 and rated ≥ 3.5 / all test items rated ≥ 3.5',
    denominator: 'the user’s test items rated 3.5 or higher',
    candidates: 'the user’s test items only; see FAQ precision@k',
    relevance: 'test items rated 3.5 or higher; on scales that don’t end at 5, five eighths of the way up',
    emptyUsers: 'averages all users with a test rating; a user without a relevant test item counts as 0',
    source: 'Surprise 1.1.5, FAQ, "How to compute precision@k and recall@k"',
    example: {
      words: 'B, D, E were rated 3.5 or higher; B and D are recommended',
      arithmetic: '2 / 3',
      value: 0.666667,
    },
  },
});
