import type { ArmId, Context, Reward } from '../policy';
import type { ArmStore } from './arm-numbers';
import { armPairs, jsonNumbers } from './checks';
import { type DiagonalNormal, type Labeled, laplaceUpdate } from './laplace';

/** A logistic regression for each arm with rewards. */
export class LaplaceArms implements ArmStore {
  readonly #arms = new Map<ArmId, DiagonalNormal>();
  #features?: number;

  /** @param precision of each coefficient, before the first reward */
  constructor(readonly precision: number) {}

  /** The length of the contexts, after the first reward. */
  get features(): number | undefined {
    return this.#features;
  }

  /** Of an arm that has rewards. */
  of(arm: ArmId): DiagonalNormal | undefined {
    return this.#arms.get(arm);
  }

  /** Adds a batch, by arm. All rows have a context of the same length. */
  add(batch: readonly Reward[]): void {
    const byArm = new Map<ArmId, Labeled[]>();
    for (const { action, context: x = [], reward: label, weight = 1 } of batch) {
      this.#features = x.length;
      const rows = byArm.get(action);
      if (rows) rows.push({ x, label, weight });
      else byArm.set(action, [{ x, label, weight }]);
    }
    for (const [arm, rows] of byArm) {
      this.#arms.set(arm, laplaceUpdate(this.#arms.get(arm) ?? this.#prior(rows[0].x.length), rows));
    }
  }

  /** Mean and variance of the log-odds of a reward, by candidate. Cost: O(d) each. */
  scores(context: Context, candidates: readonly ArmId[]): { mean: number; variance: number }[] {
    const prior = this.#prior(context.length);
    return candidates.map((candidate) => {
      const arm = this.#arms.get(candidate) ?? prior;
      let [mean, variance] = [0, 0];
      for (const [a, x] of context.entries()) {
        mean += x * arm.mean[a];
        variance += (x * x) / arm.precision[a];
      }
      return { mean, variance };
    });
  }

  toJSON(): unknown {
    return [...this.#arms].map(([arm, { mean, precision }]) => [arm, [...mean, ...precision]]);
  }

  restore(owner: string, json: unknown): void {
    const pairs = armPairs(owner, json);
    const first = pairs[0]?.[1];
    const features = Array.isArray(first) ? Math.max(1, Math.ceil(first.length / 2)) : 1;
    const precisions = Array.from({ length: features }, (_, n) => features + n);
    const read = pairs.map(
      ([arm, numbers]) => [arm, jsonNumbers(owner, arm, numbers, 2 * features, precisions)] as const,
    );
    this.#arms.clear();
    for (const [arm, numbers] of read) {
      this.#arms.set(arm, { mean: numbers.slice(0, features), precision: numbers.slice(features) });
    }
    this.#features = read.length === 0 ? undefined : features;
  }

  #prior(features: number): DiagonalNormal {
    return {
      mean: new Float64Array(features),
      precision: new Float64Array(features).fill(this.precision),
    };
  }
}
