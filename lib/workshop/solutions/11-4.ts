import type { SolutionOf } from '../exercise-spec';
import type { weightedByHand } from '../exercises/11-4-weighted-by-hand';

/** The same as `ips` in the library. */
export const answer: SolutionOf<typeof weightedByHand> = () => {
  type Round = { readonly action: string; readonly reward: number; readonly propensity: number };
  const ipsOf = (log: readonly Round[], policy: Readonly<Record<string, number>>): number => {
    const parts = log.map(({ action, reward, propensity }) => ((policy[action] ?? 0) / propensity) * reward);
    return parts.reduce((total, part) => total + part, 0) / log.length;
  };
  return ipsOf;
};
