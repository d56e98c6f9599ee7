import { type FaqOptions, faqCounts } from './faq-counts';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * One user's recall by Surprise's FAQ: hits / relevant test items, where a hit is among the k test items
 * predicted best; a user with nothing relevant counts `whenNone`. NaN where the model doesn't rate.
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
      'Recall as in the FAQ of Surprise: the share of the user’s well rated test items that are recommended, which means among the k best predicted test items and predicted 3.5 or more.',
    formula: 'top k of the test items: predicted ≥ 3.5 and rated ≥ 3.5 / all test items rated ≥ 3.5',
    denominator: 'the user’s test items rated 3.5 or more',
    candidates: 'the user’s test items only: see FAQ precision@k',
    relevance: 'test items rated 3.5 or more; on scales that don’t end at 5, five eighths of the way up',
    emptyUsers: 'all users with a test rating are averaged; one without a well rated test item counts 0',
    source: 'Surprise 1.1.5, FAQ, "How to compute precision@k and recall@k"',
    example: {
      words: 'B, D and E were rated well; B and D are recommended',
      arithmetic: '2 / 3',
      value: 0.666667,
    },
  },
});
