/** What is recorded of the explored places of a list. */

export interface Explored {
  /** From 1, from the top. Any places of the list were equally likely. */
  readonly places: readonly number[];
  /** The probability with which the policy chose the item of each place, given those above it. */
  readonly propensities: readonly number[];
  /** What it chose from for the first of the places; for each next one, from these without those above. */
  readonly candidates: readonly string[];
  /** What a policy with context knew: 1, and the user's vector of the model, 0 for users without one. */
  readonly context?: readonly number[];
  /** The policy was frozen: it doesn't learn from this list. */
  readonly frozen?: true;
}

/** Why a list has no explored places: no item could take one, or the policy failed. */
export type Unexplored = 'noCandidates' | 'failed';

/** A choice of the policy, as it was made. */
export interface ExploredPlace {
  /** From 1. */
  readonly place: number;
  readonly itemId: string;
  readonly propensity: number;
  /** What it chose from. */
  readonly candidates: readonly string[];
}

/** @param items of the whole list */
export function exploredPlaces(
  { places, propensities, candidates }: Explored,
  items: readonly string[],
): ExploredPlace[] {
  let left = candidates;
  return places.map((place, n) => {
    const itemId = items[place - 1];
    const from = left;
    left = left.filter((one) => one !== itemId);
    return { place, itemId, propensity: propensities[n], candidates: from };
  });
}
