/** What the precision and recall of Surprise's FAQ are made of, and the two over a whole test part. */
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/interactions';
import type { Predictions } from '../../models/model';
import { checkRows } from '../metrics/check-rows';

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

/**
 * Mean precision and recall over all users of the test part, by Surprise's FAQ.
 *
 * @param ratings predicted, clipped to the scale as Surprise does
 * @example
 * faqPrecisionRecall(model.predictAll(test), test, { k: 10, threshold: 3.5 });
 * @throws OptionError when predictions and rows aren't as many, or k isn't a positive whole number
 */
export function faqPrecisionRecall(
  { ratings }: Pick<Predictions, 'ratings'>,
  test: Interactions,
  options: FaqOptions = {},
): { precision: number; recall: number; users: number } {
  const { k = 10, whenNone = 0 } = options;
  checkRows('faqPrecisionRecall', ratings, test);
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new OptionError(`faqPrecisionRecall: k must be a positive whole number, got ${k}`);
  }
  const { offsets, rows } = test.byUser;
  let [precision, recall, users] = [0, 0, 0];
  for (let user = 0; user < test.userCount; user++) {
    const own = rows.subarray(offsets[user], offsets[user + 1]);
    if (own.length === 0) continue;
    const predicted = Array.from(own, (row) => ratings[row]);
    const truths = Array.from(own, (row) => test.ratingColumn[row]);
    const { hits, recommended, relevant } = faqCounts({ predicted, truths }, options);
    precision += recommended === 0 ? whenNone : hits / recommended;
    recall += relevant === 0 ? whenNone : hits / relevant;
    users++;
  }
  return { precision: precision / users, recall: recall / users, users };
}
