/**
 * Group commit: what arrives while the disk is busy is written and flushed together, so that one flush of a few
 * milliseconds serves all who wait for it.
 */
import { LabError } from '../../core/errors';

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

/** Options of a queue. */
export interface GroupCommitOptions<Item> {
  /** Makes the items durable, all or none. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** What is written together ends with the call that reaches this number. Default: all that waits is. */
  readonly atOnce?: number;
  /** Items that may wait; more are rejected, so that a slow disk doesn't fill the memory. */
  readonly mostWaiting: number;
  /** What can't be stored, for messages: `feedback`. */
  readonly what: string;
}

export class GroupCommit<Item> {
  #waiting: Waiting<Item>[] = [];
  #count = 0;
  #writing: Promise<void> | undefined;

  constructor(private readonly options: GroupCommitOptions<Item>) {}

  /** How many items aren't durable yet. */
  get waiting(): number {
    return this.#count;
  }

  /** Resolves when the items are durable. @throws LabError `STORAGE` if they can't be written, or too many wait */
  add(items: readonly Item[]): Promise<void> {
    if (this.#count > 0 && this.#count + items.length > this.options.mostWaiting) {
      return Promise.reject(this.#error('too many events are waiting for the disk; try again later'));
    }
    return new Promise((done, fail) => {
      this.#waiting.push({ items, done, fail });
      this.#count += items.length;
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when nothing waits. What is added then isn't written before the code after the `await` has begun. */
  async idle(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    await undefined; // what is added in this turn of the event loop goes together
    const { atOnce = Number.POSITIVE_INFINITY } = this.options;
    for (let most = atOnce; this.#waiting.length > 0; ) {
      const batch = this.#next(most);
      try {
        await this.options.write(batch.length === 1 ? batch[0].items : batch.flatMap(({ items }) => items));
        for (const { done } of batch) done();
        most = atOnce;
      } catch (error) {
        for (const { fail } of batch) fail(this.#error((error as Error).message, error));
        most = Number.POSITIVE_INFINITY; // so that nothing waits for several failures, each of which may take long
      }
      for (const { items } of batch) this.#count -= items.length;
    }
    this.#writing = undefined;
  }

  #next(most: number): Waiting<Item>[] {
    let items = 0;
    let calls = 0;
    while (calls < this.#waiting.length && items < most) items += this.#waiting[calls++].items.length;
    return this.#waiting.splice(0, calls);
  }

  #error(why: string, cause?: unknown): LabError {
    return new LabError('STORAGE', `${this.options.what} can't be stored: ${why}`, { cause });
  }
}
