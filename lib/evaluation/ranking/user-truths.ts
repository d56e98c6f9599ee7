/** The test ratings of each user, in the inner indices of the train set. */
import { asWritten } from '../../core/as-written';
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserId, UserIndex } from '../../core/ids';
import { reaches } from '../../core/liked-from';
import { describeScale } from '../../core/rating-scale';
import type { Split } from '../splits/split';

/** A user of the test set. */
export interface UserTruth {
  readonly id: UserId;
  /** Undefined for a user without a train rating. */
  readonly index: UserIndex | undefined;
  /** Rows of the test set. */
  readonly rows: ArrayLike<number>;
  /** Items rated in the test set, without those that have no train rating. */
  readonly rated: readonly ItemIndex[];
  /** The relevant ones among them. */
  readonly relevant: readonly ItemIndex[];
  /** Number of relevant test items, including those without a train rating. */
  readonly relevantCount: number;
}

/**
 * The users of the test set, in its order.
 * @param relevantFrom the test rating from which an item is relevant
 * @throws OptionError when no test rating is relevant
 */
export function userTruths({ name, train, test }: Split, relevantFrom: number): UserTruth[] {
  const { offsets, rows } = test.byUser;
  const trainItem = Array.from(test.items, (id) => train.items.indexOf(id));
  const truths = Array.from(test.users, (id, user): UserTruth => {
    const own = rows.subarray(offsets[user], offsets[user + 1]);
    const rated: ItemIndex[] = [];
    const relevant: ItemIndex[] = [];
    let relevantCount = 0;
    for (const row of own) {
      const item = trainItem[test.itemColumn[row]];
      const isRelevant = reaches(test.ratingColumn[row], relevantFrom);
      if (isRelevant) relevantCount++;
      if (item === undefined) continue;
      rated.push(item);
      if (isRelevant) relevant.push(item);
    }
    return { id, index: train.users.indexOf(id), rows: own, rated, relevant, relevantCount };
  });
  if (truths.some(({ relevantCount }) => relevantCount > 0)) return truths;
  const highest = asWritten(test.ratingColumn.slice().reduce((most, rating) => Math.max(most, rating)));
  throw new OptionError(
    `rankings: relevantFrom must be at most the highest test rating of "${name}", ${highest}, got ${relevantFrom}: nothing would be relevant; the scale is ${describeScale(train.scale)}`,
  );
}
