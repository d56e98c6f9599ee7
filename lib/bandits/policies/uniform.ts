/**
 * Chooses every candidate equally often and learns nothing: the policy that others must beat, and the best one to collect
 * a log with. Its regret grows as rounds · (best mean − average mean). Cost: O(candidates) per choice.
 *
 * @example
 * new UniformPolicy().probabilities([], ['a', 'b', 'c', 'd']); // 0.25 each
 */
import { type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, mixture } from '../parts/decision';
import type { ArmId, Context } from '../policy';

export const UNIFORM_OPTIONS = options('UniformPolicy', {
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface UniformOptions extends OptionsOf<typeof UNIFORM_OPTIONS> {}

export class UniformPolicy extends BasePolicy<UniformOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: false };
  protected readonly arms = new ArmNumbers(0);

  constructor(options: Partial<UniformOptions> = {}) {
    super(UNIFORM_OPTIONS, options);
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    return mixture(new Float64Array(candidates.length).fill(1 / candidates.length));
  }

  protected learn(): void {}
}
