import { checkArgument, checkOptions, objectWith } from '../../../core/arguments';
import { OptionError } from '../../../core/errors';
import { goodFrom } from '../../../core/liked-from';
import type { Interactions } from '../../../data/table/interactions';
import { TABLE } from '../../../data/table/table-kind';
import type { Predictions } from '../../../recommender/model';
import { checkRows } from '../../ratings/metrics/check-rows';
import type { FaqOptions } from './faq-counts';
import { faqPrecision } from './faq-precision';
import { faqRecall } from './faq-recall';

/**
 * Mean precision and recall over all users in the test set, as in Surprise's FAQ.
 *
 * @param ratings predicted ratings, clipped to the scale as in Surprise
 * @example
 * faqPrecisionRecall(model.predictAll(test), test, { k: 10, threshold: 3.5 });
 * @throws OptionError if the numbers of predictions and rows differ, or k isn't a positive whole number
 */
export function faqPrecisionRecall(
  predictions: Pick<Predictions, 'ratings'>,
  test: Interactions,
  options: FaqOptions = {},
): { precision: number; recall: number; users: number } {
  checkArgument('faqPrecisionRecall', 'predictions', predictions, objectWith('ratings'));
  checkArgument('faqPrecisionRecall', 'test', test, TABLE);
  checkOptions('faqPrecisionRecall', options, { k: 10, threshold: 3.5, whenNone: 0 });
  const { ratings } = predictions;
  const { k = 10 } = options;
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
    precision += faqPrecision({ predicted, truths, goodFrom: goodFrom(test.scale) }, options);
    recall += faqRecall({ predicted, truths, goodFrom: goodFrom(test.scale) }, options);
    users++;
  }
  return { precision: precision / users, recall: recall / users, users };
}
