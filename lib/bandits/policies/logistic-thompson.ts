/**
 * Thompson sampling with a logistic regression for each arm: in a context x, the chance of a reward is σ(w_a · x), and
 * each coefficient has a normal distribution of its own, w_i ~ N(m_i, 1 / q_i), with m = 0 and q = `precision` before the
 * first reward. The log-odds w_a · x ~ N(m · x, Σ x_i² / q_i) are drawn for each candidate, and the largest wins. A batch
 * of rewards moves m to the mode of the posterior, and q_i grows by its curvature there: Laplace's approximation.
 *
 * The order of the rewards in a batch doesn't matter, but how they are cut into batches does, a little: large batches
 * approximate less. Rewards are 0 or 1, or between. Put a constant 1 into the context.
 *
 * Regret: for Thompson sampling in generalized linear models, O(d^(3/2) √T) up to logarithms (Abeille and Lazaric), with
 * more exploration than here; none is proved for a Laplace approximation with a diagonal precision. It is what ad
 * placement runs on.
 *
 * Propensities are exact to 1e-9, by integration. Cost: O(d) per candidate; per update, some five Newton steps of
 * O(d² · rows + d³) for each arm in the batch; with the propensity, some 150 nodes per candidate.
 *
 * Sources: O. Chapelle, L. Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011, algorithm 3; M. Abeille, A.
 * Lazaric, "Linear Thompson Sampling Revisited", AISTATS 2017.
 *
 * @example
 * const policy = new LogisticThompson();
 * policy.update([{ action: 'tea', context: [1], reward: 1 }]);
 * policy.posterior('tea'); // { mean: [0.40…], precision: [1.24…] }
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { BasePolicy } from '../parts/base-policy';
import { NormalBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import { LaplaceArms } from '../parts/laplace-arms';
import type { ArmId, Context, Reward } from '../policy';

export const LOGISTIC_THOMPSON_OPTIONS = options('LogisticThompson', {
  /** One over the variance of each coefficient before the first reward. */
  precision: number({ above: 0, default: 1 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface LogisticThompsonOptions extends OptionsOf<typeof LOGISTIC_THOMPSON_OPTIONS> {}

export class LogisticThompson extends BasePolicy<LogisticThompsonOptions> {
  readonly needs = { context: true, propensity: false, unitRewards: true };
  protected readonly arms = new LaplaceArms(this.options.precision);

  constructor(options: Partial<LogisticThompsonOptions> = {}) {
    super(LOGISTIC_THOMPSON_OPTIONS, options);
  }

  /** The distribution of an arm's coefficients; undefined before its first reward. */
  posterior(arm: ArmId): { readonly mean: number[]; readonly precision: number[] } | undefined {
    const found = this.arms.of(arm);
    return found && { mean: [...found.mean], precision: [...found.precision] };
  }

  /** The normal distribution of each candidate's log-odds. */
  logOdds(context: Context, candidates: readonly ArmId[]): { mean: number; variance: number }[] {
    return this.arms.scores(context, candidates);
  }

  protected override get features(): number | undefined {
    return this.arms.features;
  }

  protected decide(context: Context, candidates: readonly ArmId[]): Decision {
    const scores = this.logOdds(context, candidates);
    return thompson(scores.map(({ mean, variance }) => new NormalBelief(mean, Math.sqrt(variance))));
  }

  protected learn(batch: readonly Reward[]): void {
    this.arms.add(batch);
  }
}
