/** The counts behind the precision and recall in Surprise's FAQ. */
import { reaches } from '../../../core/liked-from';
import type { RankedUser } from './ranking-metric';

/** The FAQ's settings; the defaults are the tutorial's. */
export interface FaqOptions {
  /** Maximum number of a user's test items that count as recommended. Default 10. */
  readonly k?: number;
  /**
   * Items predicted at least this are recommended, rated at least this relevant. Default: 3.5 for 1 to 5 stars, else
   * `goodFrom`.
   */
  readonly threshold?: number;
  /** The value for a user with nothing recommended, or nothing relevant. Default 0; older FAQs had 1. */
  readonly whenNone?: 0 | 1;
}

/** One user's counts. */
export interface FaqCounts {
  /** Among the k best predicted test items: predicted and rated at least the threshold. */
  readonly hits: number;
  /** Among them: predicted at least the threshold. */
  readonly recommended: number;
  /** Among all test items of the user: rated at least the threshold. */
  readonly relevant: number;
}

/** Counts for one user's test rows; tied predictions keep their order, as in Python's sort. */
export function faqCounts(
  { predicted, truths, goodFrom = 3.5 }: Pick<RankedUser, 'predicted' | 'truths' | 'goodFrom'>,
  { k = 10, threshold = goodFrom }: FaqOptions = {},
): FaqCounts {
  const order = Array.from({ length: predicted.length }, (_, row) => row);
  order.sort((a, b) => predicted[b] - predicted[a]);
  const recommended = order.slice(0, k).filter((row) => reaches(predicted[row], threshold));
  return {
    hits: recommended.filter((row) => reaches(truths[row], threshold)).length,
    recommended: recommended.length,
    relevant: order.filter((row) => reaches(truths[row], threshold)).length,
  };
}
