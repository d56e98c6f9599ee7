/** Sessions: what a user has rated without a longer pause. */
import type { Interactions } from './interactions';

/**
 * The session of each row, by number: 0, 1, … in the order of the users, and of each user's sessions in time. A session
 * of a user ends wherever the time to the user's next row exceeds `gap`. Cost: O(n log n) for n rows.
 *
 * @param times of each row, in the units of `gap`
 */
export function sessionNumbers({ byUser }: Interactions, times: ArrayLike<number>, gap: number): Int32Array {
  const { offsets, rows } = byUser;
  const numbers = new Int32Array(rows.length);
  let session = -1;
  for (let user = 0; user + 1 < offsets.length; user++) {
    const own = rows.slice(offsets[user], offsets[user + 1]).sort((a, b) => times[a] - times[b]);
    for (let n = 0; n < own.length; n++) {
      if (n === 0 || times[own[n]] - times[own[n - 1]] > gap) session++;
      numbers[own[n]] = session;
    }
  }
  return numbers;
}
