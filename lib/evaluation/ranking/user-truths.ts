/** What the test part says of each user, in the inner indices of the train set. */
import { asWritten } from '../../core/as-written';
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserId, UserIndex } from '../../core/ids';
import { reaches } from '../../core/liked-from';
import { describeScale } from '../../core/rating-scale';
import type { Split } from '../splits/split';

/** One user of the test part. */
export interface UserTruth {
  readonly id: UserId;
  /** Undefined for a user without a train rating. */
  readonly index: UserIndex | undefined;
  /** Rows of the test part. */
  readonly rows: ArrayLike<number>;
  /** Items rated in the test part, those with a train rating only. */
  readonly rated: readonly ItemIndex[];
  /** Those of them that are relevant. */
  readonly relevant: readonly ItemIndex[];
  /** Relevant test items, those without a train rating included. */
  readonly relevantCount: number;
}

/**
 * The users of the test part in its order.
 * @param relevantFrom an item is relevant when its test rating is at least this
 * @throws OptionError when nothing is relevant
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
    `rankings: no test rating of "${name}" is relevantFrom = ${relevantFrom} or more, so nothing can be hit; the scale is ${describeScale(train.scale)}, and relevantFrom: ${highest} would take the best`,
  );
}
