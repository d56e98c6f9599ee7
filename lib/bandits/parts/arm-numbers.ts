import type { ArmId, Reward } from '../policy';
import { armPairs, jsonNumbers } from './checks';

/** What a policy has learned, by arm. */
export interface ArmStore {
  /** Plain values, for JSON. */
  toJSON(): unknown;
  /** Replaces everything by what `toJSON` gave. @throws DataError for anything else; `owner` begins its message */
  restore(owner: string, json: unknown): void;
}

/** A few numbers for each arm, such as the number of its rewards and their sum; all 0 for an arm without rewards. */
export class ArmNumbers implements ArmStore {
  readonly #numbers = new Map<ArmId, Float64Array>();
  readonly #none: Readonly<Float64Array>;

  /** @param notNegative the places of numbers that are at least 0 */
  constructor(
    readonly width: number,
    private readonly notNegative: readonly number[] = [],
  ) {
    this.#none = new Float64Array(width);
  }

  /** To be read. */
  of(arm: ArmId): Readonly<Float64Array> {
    return this.#numbers.get(arm) ?? this.#none;
  }

  /** To be written to. */
  at(arm: ArmId): Float64Array {
    let numbers = this.#numbers.get(arm);
    if (!numbers) {
      numbers = new Float64Array(this.width);
      this.#numbers.set(arm, numbers);
    }
    return numbers;
  }

  /** The sum, over all arms, of one of the numbers. */
  sum(position: number): number {
    let sum = 0;
    for (const numbers of this.#numbers.values()) sum += numbers[position];
    return sum;
  }

  /** The largest, over all arms, of one of the numbers; 0 without arms. */
  max(position: number): number {
    let max = 0;
    for (const numbers of this.#numbers.values()) max = Math.max(max, numbers[position]);
    return max;
  }

  toJSON(): unknown {
    return [...this.#numbers].map(([arm, numbers]) => [arm, [...numbers]]);
  }

  restore(owner: string, json: unknown): void {
    const read = armPairs(owner, json).map(
      ([arm, numbers]) => [arm, jsonNumbers(owner, arm, numbers, this.width, this.notNegative)] as const,
    );
    this.#numbers.clear();
    for (const [arm, numbers] of read) this.#numbers.set(arm, numbers);
  }
}

/** Adds rewards to two numbers for each arm: how many there are, and their sum. */
export function addSums(arms: ArmNumbers, batch: readonly Reward[]): void {
  for (const { action, reward, weight = 1 } of batch) {
    const numbers = arms.at(action);
    numbers[0] += weight;
    numbers[1] += weight * reward;
  }
}
