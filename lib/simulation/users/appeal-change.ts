/** What a user has seen before this visit. */
export interface Seen {
  readonly user: string;
  readonly item: string;
  /** The arm of an experiment that this list belongs to. */
  readonly arm: string | undefined;
  /** How often this item has been on the user's lists. */
  readonly timesShown: number;
  /** The user's visits before this one. */
  readonly visits: number;
  /** Those with a list of the same arm. */
  readonly visitsOfArm: number;
}

/** Changes an appeal by what has been seen: fatigue, novelty, carry-over. The result is kept from 0 to 1. */
export type AppealChange = (appeal: number, seen: Seen) => number;
