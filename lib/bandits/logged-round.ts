/**
 * One row of the log of a policy: what it did, with which probability, and what came of it. The log of a live
 * policy, or of `simulateBandit`, is a list of these; the off-policy estimators read it.
 *
 * Write down the propensity when the action is chosen. It cannot be worked out later: by then, the policy has
 * learned.
 */
export interface LoggedRound {
  /** The arm that was chosen: any string or number. */
  readonly action: string | number;
  /** What came of it, for example 1 for a click and 0 for none. */
  readonly reward: number;
  /** The probability, above 0 and at most 1, with which the logging policy chose this action here. */
  readonly propensity: number;
  /** The features that the policy saw. Absent for a policy without context. */
  readonly context?: readonly number[];
  /** The arms it could have chosen. Absent if they are the same in all rounds. */
  readonly candidates?: readonly (string | number)[];
  /** The place in a list, from 0. Absent if one action was shown. */
  readonly position?: number;
  /** The name of the policy that chose, where a log mixes several. */
  readonly logger?: string;
}
