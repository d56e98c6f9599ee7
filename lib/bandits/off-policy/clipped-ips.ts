import { number, options } from '../../core/options';
import type { Estimate, EstimateOptions } from './estimate';
import { changedEstimate } from './parts/changed-estimate';
import { checkEstimate } from './parts/check-estimate';
import type { WeightedRounds } from './weighted-rounds';

const OPTIONS = options('clippedIps', { clip: number({ above: 0, default: 10 }) });

/** Options of `clippedIps`. */
export interface ClippedIpsOptions extends EstimateOptions {
  /** The largest weight, M. Default 10. */
  readonly clip?: number;
}

/**
 * IPS with weights of at most M: the mean of min(w, M) r.
 *
 * Less variance for a bias: what is cut off is missing, so the value is too low for rewards of at least 0, and no
 * interval includes it. Many rounds only make it surer. A warning says when the log itself shows the bias. Cost:
 * O(rounds).
 *
 * Source: E. Ionides, "Truncated Importance Sampling", JCGS 17 (2008).
 *
 * @throws OptionError for a bad alpha or clip
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * clippedIps(weigh(data, [0.5, 0.5]), { clip: 1 }).value; // (0 + 1 + 0.625) / 3 = 0.5416…
 */
export function clippedIps(rounds: WeightedRounds, given: ClippedIpsOptions = {}): Estimate {
  checkEstimate('clippedIps', rounds, given, { clip: 10 });
  const { clip, ...rest } = given;
  const most = OPTIONS.resolve({ clip }).clip;
  const { reward } = rounds.data;
  return changedEstimate(rounds, {
    estimator: `clipped IPS, M = ${most}`,
    change: (weights, count) => {
      for (let n = 0; n < count; n++) weights[n] = Math.min(weights[n], most);
    },
    factor: reward,
    options: rest,
  });
}
