/** Which rows a factorization machine learns from, and what their scores should be. */
import { asWritten } from '../../../core/as-written';
import { OptionError } from '../../../core/errors';
import { likedFrom, reaches } from '../../../core/liked-from';
import type { Interactions } from '../../../data/table/interactions';
import type { RandomState } from '../../../math/random/random-state';
import type { DesignRows } from './feature-blocks';
import type { Units } from './machine-state';
import { meanAndDeviation } from './model-column';

/** The ratings, with mean 0 and standard deviation 1, so that options and priors mean the same on any scale. */
export function ratingRows(train: Interactions): { rows: DesignRows; units: Units } {
  const { userColumn: users, itemColumn: items, ratingColumn, length } = train;
  const { mean, deviation } = meanAndDeviation(ratingColumn);
  const scale = deviation || 1;
  const targets = Float64Array.from(ratingColumn, (rating) => (rating - mean) / scale);
  return { rows: { users, items, contextRows: allOf(length), targets }, units: { center: mean, scale } };
}

/** Whether no rating says no, as with choices and play counts: all reach `likedFrom` of the scale. */
export function nobodySaidNo({ scale, ratingColumn }: Interactions): boolean {
  const from = likedFrom(scale);
  for (const rating of ratingColumn) if (!reaches(rating, from)) return false;
  return true;
}

/**
 * Clicks: 1 for ratings that reach `likedFrom` of the scale, otherwise 0. If all are 1, `negatives` random items per row
 * that the user hasn't rated follow as zeros, in the context of the row.
 * @throws OptionError if all are 0
 */
export function clickRows(
  train: Interactions,
  { negatives, random }: { readonly negatives: number; readonly random: RandomState },
): { rows: DesignRows; units: Units } {
  const { userColumn, itemColumn, ratingColumn, length, itemCount } = train;
  const units = { center: 0, scale: 1 };
  const from = likedFrom(train.scale);
  const targets = Array.from(ratingColumn, (rating) => (reaches(rating, from) ? 1 : 0));
  const users: number[] = Array.from(userColumn);
  const items: number[] = Array.from(itemColumn);
  const contextRows: number[] = Array.from(allOf(length));
  if (!targets.includes(1)) {
    throw new OptionError(
      `FactorizationMachine: with loss 'logistic', some ratings must reach ${from}, but the highest is ${highest(train)}`,
    );
  }
  if (nobodySaidNo(train)) {
    const chosen = Array.from(train.users, () => new Set<number>());
    for (let row = 0; row < length; row++) chosen[userColumn[row]].add(itemColumn[row]);
    for (let row = 0; row < length; row++) {
      const user = userColumn[row];
      if (chosen[user].size === itemCount) continue;
      for (let n = 0; n < negatives; n++) {
        let item = random.integer(0, itemCount);
        while (chosen[user].has(item)) item = random.integer(0, itemCount);
        users.push(user);
        items.push(item);
        contextRows.push(row);
        targets.push(0);
      }
    }
  }
  return { rows: { users, items, contextRows, targets: Float64Array.from(targets) }, units };
}

function highest({ ratingColumn }: Interactions): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const rating of ratingColumn) most = Math.max(most, rating);
  return asWritten(most);
}

function allOf(length: number): Int32Array {
  return Int32Array.from({ length }, (_, row) => row);
}
