import { mustBeOptions, number, oneOf, options, seedNumber, whole } from '../../core/options';
import { pairNormal } from '../../math/random/pair-noise';
import { RandomState } from '../../math/random/random-state';
import { drawReward } from './arm-rewards';
import { type BanditWorld, banditWorld, worldArms } from './bandit-world';

const CONTEXTUAL_OPTIONS = options('contextualWorld', {
  /** linear: the expected reward is x · θ, with normal noise; logistic: it is σ(x · θ), and rewards are 0 and 1. */
  truth: oneOf(['linear', 'logistic'], { default: 'linear' }),
  /** Number of arms. */
  count: whole({ from: 1, default: 5 }),
  /** Length of the contexts, a constant 1 included. */
  features: whole({ from: 1, default: 3 }),
  /** Standard deviation of the coefficients. */
  spread: number({ above: 0, default: 1 }),
  /** Standard deviation of the noise of linear rewards. */
  deviation: number({ above: 0, default: 0.5 }),
  seed: seedNumber({ default: 42 }),
});

/** A contextual world, with its truth. */
export interface ContextualWorld extends BanditWorld {
  /** θ, by arm. */
  readonly theta: readonly (readonly number[])[];
}

/**
 * A world in which the best arm depends on the context: x = (1, x₁, …), with standard normal x₁, … that are new in each
 * round, and θ_a of each arm, drawn once.
 *
 * @param given truth: linear (default) or logistic; count: of arms, default 5; features: of x, default 3; spread: of θ,
 *   default 1; deviation: of linear rewards, default 0.5; arms: their ids, default 0, 1, …; seed: default 42
 * @example
 * const world = contextualWorld({ truth: 'logistic', count: 3 });
 * world.context(0); // [1, …, …]
 * world.expectedReward(0, 2); // σ(x · θ₂)
 */
export function contextualWorld(
  asked: {
    /** Default linear. */
    readonly truth?: 'linear' | 'logistic';
    /** Default 5. */
    readonly count?: number;
    /** Default 3. */
    readonly features?: number;
    /** Default 1. */
    readonly spread?: number;
    /** Default 0.5. */
    readonly deviation?: number;
    readonly arms?: readonly (string | number)[];
    /** Default 42. */
    readonly seed?: number;
  } = {},
): ContextualWorld {
  mustBeOptions('contextualWorld', asked, '{ count: 5 }');
  const { arms, ...given } = asked;
  const resolved = CONTEXTUAL_OPTIONS.resolve(given);
  const { truth, count, features, spread, seed } = resolved;
  const deviation = truth === 'linear' ? resolved.deviation : null;
  const random = new RandomState(seed);
  const theta = Array.from({ length: count }, () => [...random.normals(features, 0, spread)]);
  const context = (round: number) =>
    Array.from({ length: features }, (_, f) => (f === 0 ? 1 : pairNormal(seed ^ 1, round, f)));
  const expected = (round: number, arm: number) => {
    const x = context(round);
    const score = theta[arm].reduce((sum, weight, f) => sum + weight * x[f], 0);
    return truth === 'linear' ? score : 1 / (1 + Math.exp(-score));
  };
  const world = banditWorld({
    arms: worldArms('contextualWorld', count, arms),
    context,
    expected,
    reward: (round, arm) => drawReward(expected(round, arm), { deviation, seed, round, arm }),
  });
  return { ...world, theta };
}
