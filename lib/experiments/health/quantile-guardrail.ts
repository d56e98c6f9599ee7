import { checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { type Arms, checkArms } from '../proportions/two-proportions';
import type { Guardrail } from './guardrail';
import { type GroupedCounts, type QuantileOptions, sequentialQuantile } from './sequential-quantile';

export interface QuantileGuardrail extends Pick<Guardrail, 'state'> {
  /** The control's quantile. */
  readonly control: number;
  /** Treatment minus control. */
  readonly difference: number;
  /** The worst difference that isn't ruled out, at every look; Infinity as long as nothing is. */
  readonly worst: number;
}

/**
 * A guardrail on a quantile of which less is better, such as the 99th percentile of response times: a mean hides that
 * one request in a hundred takes long. `safe` if a rise of `margin` or more is ruled out, `harmed` if it is certain, at
 * every look; each is wrong in a share of at most alpha. The two arms' intervals are taken at their worst ends, so it is
 * slower to decide than a test of one difference. Cost: O(bins × groups).
 *
 * Source: as `sequentialQuantile`.
 *
 * @param margin the rise that would be accepted, above 0, in the unit of the values
 * @throws OptionError for a margin that isn't above 0, and as `sequentialQuantile` does
 * @example
 * const arm = (slow: number) => ({
 *   users: 20_000,
 *   ends: [0, 1, 10, 100],
 *   groups: Array.from({ length: 100 }, () => [900, 100 - slow, slow, 0]),
 * });
 * quantileGuardrail({ treatment: arm(2), control: arm(2) }, { margin: 20 }).state; // 'safe'
 * quantileGuardrail({ treatment: arm(50), control: arm(2) }, { margin: 5 }).state; // 'open': from 0 to 99 more
 */
export function quantileGuardrail(
  arms: Arms<GroupedCounts>,
  given: QuantileOptions & { readonly margin: number },
): QuantileGuardrail {
  checkArms('quantileGuardrail', arms);
  withRequired('quantileGuardrail', given, 'margin');
  checkOptions('quantileGuardrail', given, { margin: 20, share: 0.99, alpha: 0.05, bestAt: 5000 });
  const { treatment, control } = arms;
  const { margin, ...options } = given;
  if (!(margin > 0 && margin < Infinity)) {
    throw new OptionError(`quantileGuardrail: margin must be a number above 0, got ${margin}`);
  }
  const [mine, other] = [treatment, control].map((arm) => sequentialQuantile(arm, options));
  const [worst, best] = [mine.high - other.low, mine.low - other.high];
  const state = worst < margin ? 'safe' : best > margin ? 'harmed' : 'open';
  return { control: other.quantile, difference: mine.quantile - other.quantile, worst, state };
}
