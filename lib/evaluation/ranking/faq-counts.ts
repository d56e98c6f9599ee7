/** What the precision and recall of Surprise's FAQ are made of. */

/** The FAQ's settings; the defaults are the tutorial's. */
export interface FaqOptions {
  /** How many of a user's test items count as recommended at most. Default 10. */
  readonly k?: number;
  /** Predicted at least this: recommended; rated at least this: relevant. In stars. Default 3.5. */
  readonly threshold?: number;
  /** A user with nothing recommended, or nothing relevant, counts as this. Default 0; older FAQs had 1. */
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

/** Counts for one user's test rows; among equal predictions the earlier row comes first, as in Python's sort. */
export function faqCounts(
  { predicted, truths }: { readonly predicted: ArrayLike<number>; readonly truths: ArrayLike<number> },
  { k = 10, threshold = 3.5 }: FaqOptions = {},
): FaqCounts {
  const order = Array.from({ length: predicted.length }, (_, row) => row);
  order.sort((a, b) => predicted[b] - predicted[a]);
  const recommended = order.slice(0, k).filter((row) => predicted[row] >= threshold);
  return {
    hits: recommended.filter((row) => truths[row] >= threshold).length,
    recommended: recommended.length,
    relevant: order.filter((row) => truths[row] >= threshold).length,
  };
}
