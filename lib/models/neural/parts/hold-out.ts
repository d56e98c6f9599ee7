/**
 * Early stopping needs ratings that the model doesn't learn from: a part of the train set, held out at random. The test
 * set must not be used for this: its result would be that of the luckiest epoch.
 */
import type { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import type { FitRun } from '../../../recommender/fit-run';
import { topIndices } from '../../../recommender/top-items';

/** Positions of examples, ascending. */
export interface HeldOut {
  readonly learn: Int32Array;
  /** Empty if nothing is held out. */
  readonly held: Int32Array;
}

/** With fewer, an epoch's figure would mostly be chance. */
const LEAST_HELD = 50;

/**
 * Divides examples at random. The first example of each user in the random order is never held out, so that each user
 * keeps one to learn from. Nothing is held out if that would be fewer than 50 examples. Cost: O(examples).
 *
 * @param users user of each example, by inner index
 * @param options `share`: the part to hold out, from 0 to below 1
 */
export function holdOut(
  users: ArrayLike<number>,
  { share, random }: { readonly share: number; readonly random: RandomState },
): HeldOut {
  const wanted = Math.round(share * users.length);
  const isHeld = new Uint8Array(users.length);
  const met = new Set<number>();
  let count = 0;
  if (wanted >= LEAST_HELD) {
    for (const at of random.permutation(users.length)) {
      if (count === wanted) break;
      if (!met.has(users[at])) met.add(users[at]);
      else {
        isHeld[at] = 1;
        count++;
      }
    }
  }
  if (count < LEAST_HELD) isHeld.fill(0);
  const positions = Int32Array.from({ length: users.length }, (_, at) => at);
  return { learn: positions.filter((at) => !isHeld[at]), held: positions.filter((at) => isHeld[at]) };
}

/** Users per block of scores at most: enough for matrix products. */
const USERS_A_BLOCK = 256;
/** Scores per block, about: 16 MB. */
const SCORES_A_BLOCK = 2 ** 22;
const LIST_LENGTH = 10;

/**
 * nDCG@10 on held-out positives: the mean over the users with at least one. Candidates are all items except those in
 * the user's row of `seen`. Cost: O(users · items), plus that of the scores.
 *
 * @param held user and item of each held-out positive, by inner index
 * @param seen what the model learned from, by user
 * @param scoresOf the scores of all items for some users, [users, items] in row-major order
 * @param run the fit, which can be aborted after each block of users
 */
export async function heldOutNdcg(
  held: { readonly users: ArrayLike<number>; readonly items: ArrayLike<number> },
  seen: CompressedRows,
  scoresOf: (users: Int32Array) => Promise<ArrayLike<number>> | ArrayLike<number>,
  run: FitRun,
): Promise<number> {
  const likes = new Map<number, Set<number>>();
  for (let n = 0; n < held.users.length; n++) {
    const known = likes.get(held.users[n]);
    if (known) known.add(held.items[n]);
    else likes.set(held.users[n], new Set([held.items[n]]));
  }
  const users = Int32Array.from(likes.keys()).sort();
  const size = Math.max(1, Math.min(USERS_A_BLOCK, Math.floor(SCORES_A_BLOCK / seen.columnCount)));
  let sum = 0;
  for (let first = 0; first < users.length; first += size) {
    const block = users.subarray(first, first + size);
    const scores = Float32Array.from(await scoresOf(block));
    for (const [n, user] of block.entries()) {
      const allowed = new Uint8Array(seen.columnCount).fill(1);
      for (let at = seen.offsets[user]; at < seen.offsets[user + 1]; at++) allowed[seen.columns[at]] = 0;
      const own = scores.subarray(n * seen.columnCount, (n + 1) * seen.columnCount);
      sum += ndcgOf(topIndices(own, LIST_LENGTH, allowed), likes.get(user) as Set<number>);
    }
    await run.breathe();
  }
  return sum / users.length;
}

function ndcgOf(list: readonly number[], liked: ReadonlySet<number>): number {
  const discount = (place: number) => 1 / Math.log2(place + 2);
  const gain = list.reduce((sum, item, place) => sum + (liked.has(item) ? discount(place) : 0), 0);
  let ideal = 0;
  for (let place = 0; place < Math.min(LIST_LENGTH, liked.size); place++) ideal += discount(place);
  return gain / ideal;
}
