import { DataError } from '../../core/errors';
import type { ArmId } from '../policy';
import type { ArmStore } from './arm-numbers';
import { armPairs, jsonNumbers } from './checks';
import { RidgeArms } from './ridge-arms';

/** Items with factors from a model, and what rewards say about them since. */
export class FactorArms implements ArmStore {
  readonly #factors = new Map<ArmId, Float64Array>();
  /** The mean of all factors, which stands for those of an item without any. */
  #average: Float64Array | undefined;
  readonly rewards: RidgeArms;

  constructor(ridge: number) {
    this.rewards = new RidgeArms(ridge, (arm) => this.#factors.get(arm) ?? this.#average);
  }

  /** The length of the factors, or of the contexts so far; undefined if there is neither. */
  get features(): number | undefined {
    return this.#average?.length ?? this.rewards.features;
  }

  /**
   * Gives factors to items, all of the same length, in place of what was known about them.
   * @param keepsRewards only in place of the factors from before; what rewards have said is added to these
   */
  set(factors: Iterable<readonly [ArmId, ArrayLike<number>]>, keepsRewards: boolean): void {
    for (const [arm, vector] of factors) {
      this.#factors.set(arm, Float64Array.from(vector));
      if (!keepsRewards) this.rewards.forget(arm);
    }
    this.#setAverage();
    if (keepsRewards) this.rewards.takePriors();
  }

  #setAverage(): void {
    const [first] = this.#factors.values();
    if (!first) {
      this.#average = undefined;
      return;
    }
    const average = new Float64Array(first.length);
    for (const vector of this.#factors.values()) {
      for (let f = 0; f < average.length; f++) average[f] += vector[f] / this.#factors.size;
    }
    this.#average = average;
  }

  toJSON(): unknown {
    const factors = [...this.#factors].map(([arm, vector]) => [arm, [...vector]]);
    return { factors, rewards: this.rewards.toJSON() };
  }

  restore(owner: string, json: unknown): void {
    if (typeof json !== 'object' || json === null || !('factors' in json) || !('rewards' in json)) {
      throw new DataError(`policy JSON: arms of ${owner} must be { factors, rewards }`);
    }
    const pairs = armPairs(owner, json.factors);
    const first = pairs[0]?.[1];
    const length = Array.isArray(first) ? first.length : 0;
    const read = pairs.map(([arm, vector]) => [arm, jsonNumbers(owner, arm, vector, length)] as const);
    this.#factors.clear();
    for (const [arm, vector] of read) this.#factors.set(arm, vector);
    this.#setAverage();
    this.rewards.restore(owner, json.rewards);
  }
}
