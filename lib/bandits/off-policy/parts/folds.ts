import { whole } from '../../../core/options';
import type { OffPolicyData } from '../off-policy-data';

/** Number of parts for cross-fitting, as an option. */
export const FOLDS = whole({ from: 2, default: 5 });

/**
 * The part of each round, from 0: units are dealt out in turn, so that all rounds of a user are in one part. What judges a
 * part must have learned from the others, or it has seen the answers.
 */
export function foldsOf({ unit, length }: OffPolicyData, folds: number): (round: number) => number {
  const parts = Int32Array.from({ length }, (_, round) => (unit ? unit[round] : round) % folds);
  return (round) => parts[round];
}
