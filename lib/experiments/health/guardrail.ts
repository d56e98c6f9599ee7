import { checkArgument, checkOptions, type Kind } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { checkAlpha } from '../../math/distributions/confidence';
import { normalAbove, normalQuantile } from '../../math/distributions/normal';

/** What a guardrail is tested by. */
export interface GuardrailInput {
  /** Treatment minus control. */
  readonly difference: number;
  readonly standardError: number;
  /** The harm that would be accepted, above 0, in the metric's unit. */
  readonly margin: number;
  /** Whether more of the metric is better (coverage) or worse (latency, errors). Default `higher`. */
  readonly better?: 'higher' | 'lower';
  /** The chance of missing a harm of `margin`. Default 0.05. */
  readonly alpha?: number;
}

/** Which way is better: any other word would turn the sign around. */
export const BETTER: Kind = {
  allowed: "'higher' or 'lower'",
  allows: (given) => given === 'higher' || given === 'lower',
};

export interface Guardrail {
  readonly z: number;
  /** One-sided, of the hypothesis that the treatment harms by the margin or more. */
  readonly p: number;
  /** The worst difference that isn't rejected: a one-sided bound. */
  readonly worst: number;
  /** `safe`: harm beyond the margin is ruled out. `harmed`: harm is certain. Otherwise `open`. */
  readonly state: 'safe' | 'harmed' | 'open';
}

/**
 * A guardrail by non-inferiority: not "no significant harm", which a small experiment always finds, but "harm of `margin`
 * or more is ruled out": z = (difference + margin) / standard error, with the sign of `difference` such that more is
 * better. Cost: O(1).
 *
 * Source: E. Rothmann et al., Design and Analysis of Non-Inferiority Trials, 2012; R. Kohavi et al., 2020, chapter 21.
 *
 * @throws OptionError for a margin or standard error that isn't above 0
 * @example
 * guardrail({ difference: -0.001, standardError: 0.00236556, margin: 0.005 }).state; // 'safe'
 */
export function guardrail(input: GuardrailInput): Guardrail {
  withRequired('guardrail', input, 'difference', 'standardError', 'margin');
  checkOptions('guardrail', input, {
    difference: 0,
    standardError: 1,
    margin: 0.05,
    better: 'higher',
    alpha: 0.05,
  });
  const { difference, standardError, margin, better = 'higher', alpha = 0.05 } = input;
  for (const [name, value] of Object.entries({ standardError, margin })) {
    if (!(value > 0 && value < Infinity)) {
      throw new OptionError(`guardrail: ${name} must be a number above 0, got ${value}`);
    }
  }
  if (!Number.isFinite(difference)) {
    throw new OptionError(`guardrail: difference must be a finite number, got ${difference}`);
  }
  checkArgument('guardrail', 'better', better, BETTER);
  checkAlpha('guardrail', alpha);
  const sign = better === 'higher' ? 1 : -1;
  const gain = sign * difference;
  const z = (gain + margin) / standardError;
  const critical = normalQuantile(1 - alpha);
  const worstGain = gain - critical * standardError;
  const bestGain = gain + critical * standardError;
  const state = worstGain > -margin ? 'safe' : bestGain < -margin ? 'harmed' : 'open';
  return { z, p: normalAbove(z), worst: sign * worstGain, state };
}
