/** What the functions of bandits take, as arguments. */
import { called, type Kind, objectWith } from '../../core/arguments';

/** Something with these methods of a policy. */
export const policyWith = (...methods: readonly string[]): Kind =>
  called('a policy, such as new BetaThompson()', objectWith(...methods));
