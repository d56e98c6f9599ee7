import { DataError } from '../../core/errors';
import type { ArmId, Context, Reward } from '../policy';
import type { ArmStore } from './arm-numbers';
import { armPairs, jsonNumbers } from './checks';
import { dot } from './dot';
import { Ridge } from './ridge';

/** The mean of an arm's reward in a context, and its variance, in units of the noise's variance. */
export interface LinearScore {
  readonly mean: number;
  readonly variance: number;
}

/** What an arm's coefficients are thought to be before its first reward; undefined for zeros. */
type PriorOf = (arm: ArmId) => ArrayLike<number> | undefined;

/** A regression for each arm with rewards (`Ridge`). */
export class RidgeArms implements ArmStore {
  readonly #arms = new Map<ArmId, Ridge>();
  #features?: number;

  constructor(
    readonly ridge: number,
    readonly priorOf: PriorOf = () => undefined,
  ) {}

  /** The length of the contexts, after the first reward. */
  get features(): number | undefined {
    return this.#features;
  }

  /** Of an arm that has rewards. */
  of(arm: ArmId): Ridge | undefined {
    return this.#arms.get(arm);
  }

  /** Adds rewards. All have a context of the same length. */
  add(batch: readonly Reward[]): void {
    for (const { action, context = [], reward, weight = 1 } of batch) {
      this.#features = context.length;
      let arm = this.#arms.get(action);
      if (!arm) {
        arm = new Ridge(this.ridge, this.priorOf(action) ?? new Float64Array(context.length));
        this.#arms.set(action, arm);
      }
      arm.add(context, reward, weight);
    }
  }

  /** By candidate. Cost: O(d) for an arm without rewards, O(d²) for others. */
  scores(context: Context, candidates: readonly ArmId[]): LinearScore[] {
    const variance = dot(context, context) / this.ridge;
    return candidates.map((candidate) => {
      const arm = this.#arms.get(candidate);
      if (arm) return { mean: arm.mean(context), variance: arm.variance(context) };
      const prior = this.priorOf(candidate);
      return { mean: prior ? dot(context, prior) : 0, variance };
    });
  }

  /** Takes the priors as they are now for arms that have rewards, too. */
  takePriors(): void {
    for (const [arm, { prior, sums }] of this.#arms) {
      const next = this.priorOf(arm) ?? new Float64Array(prior.length);
      this.#arms.set(arm, new Ridge(this.ridge, next, sums));
    }
  }

  /** Forgets the rewards of an arm. */
  forget(arm: ArmId): void {
    this.#arms.delete(arm);
  }

  toJSON(): unknown {
    return [...this.#arms].map(([arm, { sums }]) => [arm, [...sums]]);
  }

  restore(owner: string, json: unknown): void {
    const pairs = armPairs(owner, json);
    const features = featuresOf(owner, pairs[0]?.[1]);
    const squares = Array.from({ length: features }, (_, n) => n * (features + 1)); // the diagonal
    const read = pairs.map(([arm, sums]) => {
      const numbers = jsonNumbers(owner, arm, sums, features * features + features, squares);
      return [arm, new Ridge(this.ridge, this.priorOf(arm) ?? new Float64Array(features), numbers)] as const;
    });
    this.#arms.clear();
    for (const [arm, ridge] of read) this.#arms.set(arm, ridge);
    this.#features = pairs.length === 0 ? undefined : features;
  }
}

/** d, from the length d² + d of an arm's sums; 0 without arms. */
function featuresOf(owner: string, sums: unknown): number {
  if (sums === undefined) return 0;
  const length = Array.isArray(sums) ? sums.length : 0;
  const features = Math.floor(Math.sqrt(length));
  if (features > 0 && features * features + features === length) return features;
  throw new DataError(`policy JSON: an arm of ${owner} must have d² + d numbers, got ${length}`);
}
