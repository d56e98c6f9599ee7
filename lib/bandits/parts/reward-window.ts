import { DataError } from '../../core/errors';
import type { ArmId, Reward } from '../policy';
import type { ArmStore } from './arm-numbers';
import { armPairs } from './checks';

/** A reward that is remembered. */
interface Remembered {
  readonly time: number;
  readonly reward: number;
  readonly weight: number;
}

/** The rewards, by arm, of the last rounds: those later than the latest one less the length of the window. */
export class RewardWindow implements ArmStore {
  /** By arm, in the order of time. */
  readonly #arms = new Map<ArmId, Remembered[]>();
  #now = 0;

  constructor(readonly length: number) {}

  /** Adds rewards in any order; one without a time is one round later than the latest. */
  add(batch: readonly Reward[]): void {
    for (const { action, reward, weight = 1, time = this.#now + 1 } of batch) {
      this.#now = Math.max(this.#now, time);
      const rows = this.#arms.get(action) ?? [];
      let place = rows.length;
      while (place > 0 && rows[place - 1].time > time) place--;
      rows.splice(place, 0, { time, reward, weight });
      this.#arms.set(action, rows);
    }
  }

  /** The sums of an arm's rewards and of what they lack to 1, after forgetting what is too old. */
  sums(arm: ArmId): readonly [yes: number, no: number] {
    const rows = this.#arms.get(arm) ?? [];
    const kept = rows.findIndex(({ time }) => time > this.#now - this.length);
    rows.splice(0, kept === -1 ? rows.length : kept);
    let [yes, no] = [0, 0];
    for (const { reward, weight } of rows) {
      yes += weight * reward;
      no += weight * (1 - reward);
    }
    return [yes, no];
  }

  toJSON(): unknown {
    return [...this.#arms].map(([arm, rows]) => [
      arm,
      rows.map(({ time, reward, weight }) => [time, reward, weight]),
    ]);
  }

  restore(owner: string, json: unknown): void {
    const isRow = (row: unknown) =>
      Array.isArray(row) && row.length === 3 && row.every((value) => Number.isFinite(value) && value >= 0);
    const read = armPairs(owner, json).map(([arm, rows]) => {
      if (!Array.isArray(rows) || !rows.every(isRow)) {
        throw new DataError(
          `policy JSON: an arm of ${owner} must have rows of [time, reward, weight], each at least 0`,
        );
      }
      return [arm, rows.map(([time, reward, weight]) => ({ time, reward, weight }))] as const;
    });
    this.#arms.clear();
    for (const [arm, rows] of read) this.#arms.set(arm, rows);
    const times = read.flatMap(([, rows]) => rows.map(({ time }) => time));
    this.#now = times.reduce((latest, time) => Math.max(latest, time), 0);
  }
}
