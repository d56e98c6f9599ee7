/** Sent to the kernel's thread while a stop lasts, and sent back by it: so it has had its turns; see `stops.cjs`. */
export interface Round {
  /** The number of the stop. */
  readonly stop: number;
  /** From 1. */
  readonly round: number;
  /** This stop and all earlier ones are over. */
  readonly isLast: boolean;
}
