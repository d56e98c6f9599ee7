import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { checkAlpha } from '../../math/distributions/confidence';
import { alwaysValidDifference } from '../always-valid/confidence-sequence';
import { checkMoments, type Moments } from '../means/welch';
import type { Arms } from '../proportions/two-proportions';
import { BETTER, type Guardrail, type GuardrailInput } from './guardrail';

export interface SequentialGuardrail extends Pick<Guardrail, 'state'> {
  /** Treatment minus control. */
  readonly difference: number;
  /** The worst difference that isn't ruled out, at every look. */
  readonly worst: number;
}

/**
 * A guardrail that may be looked at every day: `guardrail` with the bound of a confidence sequence instead of one look's.
 * The state is `safe` or `harmed` wrongly, at any look, in a share of at most alpha each. Where neither arm varies, such
 * as without any errors so far, the bound is that of the rule of three, ln(1/alpha) / n of the smaller arm. Cost: O(1).
 *
 * Source: as `alwaysValidDifference`, with 2 alpha for its two sides.
 *
 * @param bestAt the number of users, in both arms together, where the bound should be closest. Default 5000.
 * @throws OptionError for a margin that isn't above 0, or a bad alpha or bestAt
 * @example
 * const arm = (mean: number) => ({ n: 20_000, mean, variance: 1 });
 * sequentialGuardrail({ treatment: arm(0.99), control: arm(1) }, { margin: 0.05 }).state; // 'safe'
 */
export function sequentialGuardrail(
  arms: Arms<Moments>,
  given: Pick<GuardrailInput, 'margin' | 'better' | 'alpha'> & { readonly bestAt?: number },
): SequentialGuardrail {
  const owner = 'sequentialGuardrail';
  checkMoments(owner, arms);
  withRequired(owner, given, 'margin');
  checkOptions(owner, given, { margin: 0.05, better: 'higher', alpha: 0.05, bestAt: 5000 });
  const { margin, better = 'higher', alpha = 0.05, bestAt = 5000 } = given;
  if (!(margin > 0 && margin < Infinity)) {
    throw new OptionError(`sequentialGuardrail: margin must be a number above 0, got ${margin}`);
  }
  checkArgument(owner, 'better', better, BETTER);
  checkAlpha('sequentialGuardrail', alpha);
  const { treatment, control } = arms;
  const { difference, high } = alwaysValidDifference(arms, { alpha: Math.min(0.5, 2 * alpha), bestAt });
  const fewest = Math.min(treatment.n, control.n);
  const varies = treatment.variance > 0 || control.variance > 0;
  const radius = varies ? high - difference : Math.log(1 / alpha) / fewest;
  const sign = better === 'higher' ? 1 : -1;
  const gain = sign * difference;
  const state = gain - radius > -margin ? 'safe' : gain + radius < -margin ? 'harmed' : 'open';
  return { difference, worst: sign * (gain - radius), state };
}
