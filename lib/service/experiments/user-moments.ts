/** A ratio metric of an arm's users. */
import { ratioMetric } from '../../experiments/means/ratio-metric';
import type { Moments } from '../../experiments/means/welch';
import type { RatioDefinition, UserCounts } from './metrics';

/** Undefined for fewer than two users, or without a denominator. */
export function momentsOf(
  users: Iterable<UserCounts>,
  { numerator, denominator }: RatioDefinition,
): Moments | undefined {
  const all = [...users];
  const under = Float64Array.from(all, denominator);
  if (all.length < 2 || under.every((value) => value === 0)) return undefined;
  return ratioMetric(Float64Array.from(all, numerator), under);
}
