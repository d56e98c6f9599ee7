/** One run of a cell, which the user may stop. */
import { Interrupted } from '../stop/interrupted';
import { cellCode } from '../stop/may-end';

/**
 * What a stop does to a cell's code: the pending `await` rejects with {@link Interrupted}, so that `finally` blocks
 * run, and any later `await` in the same run never settles: nothing continues in the background. Code that doesn't
 * await is ended from another thread, see `stops.cjs`.
 */
export class CellRun {
  private readonly controller = new AbortController();
  private readonly waiting = new Set<(reason: Interrupted) => void>();

  /** For libraries: aborted by the stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Called again while the stop lasts: a listener of the signal that is ended takes the rest of a call with it. */
  stop(): void {
    const reason = this.signal.aborted ? this.signal.reason : new Interrupted();
    if (!this.signal.aborted) cellCode(() => this.controller.abort(reason)); // calls listeners
    for (const fail of this.waiting) fail(reason);
    this.waiting.clear();
  }

  /**
   * Runs the cell's code in its own turn, so that ending it loses none of the kernel's own work. Rejects as soon as
   * the run is stopped, whatever the code does after that.
   */
  start(code: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) {
        reject(this.signal.reason);
        return;
      }
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
      setImmediate(() => {
        if (this.signal.aborted) return;
        try {
          resolve(cellCode(code));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** What the cell's code awaits instead of `value`; inserted by the compiler, see `stoppable-awaits.ts`. */
  until<T>(value: T | PromiseLike<T>): Promise<T> {
    if (this.signal.aborted) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      Promise.resolve(value)
        .finally(() => this.waiting.delete(reject))
        .then(resolve, reject);
    });
  }

  /**
   * What the cell's code iterates over in a `for await` instead of `values`: each step can be stopped, and so can
   * waiting for the `finally` blocks when a `break`, `return` or `throw` leaves the loop. After a stop, the iterator
   * is closed but not awaited, because it may never finish.
   */
  each<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.steps(stepsOf(values)) };
  }

  /** Not a generator: that would await the values, but `for await` takes them unchanged from an async iterator. */
  private steps<T>(steps: AsyncIterator<T>): AsyncIterator<T> {
    const leave = async () => cellCode(() => steps.return?.());
    return {
      next: async () => {
        try {
          return await this.until(steps.next());
        } catch (thrown) {
          if (this.signal.aborted) leave().catch(() => {});
          throw thrown;
        }
      },
      return: async () => {
        const end: IteratorResult<T> = { done: true, value: undefined };
        if (!this.signal.aborted) return steps.return ? await this.until(steps.return()) : end;
        leave().catch(() => {});
        return end;
      },
    };
  }
}

/** The iterator that `for await` would use. */
function stepsOf<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterator<T> {
  const asynchronous = (values as Partial<AsyncIterable<T>>)[Symbol.asyncIterator]?.();
  if (asynchronous) return asynchronous;
  const steps = (values as Iterable<T | PromiseLike<T>>)[Symbol.iterator]();
  const settled = async ({ done, value }: IteratorResult<T | PromiseLike<T>>) =>
    ({ done, value: await value }) as IteratorResult<T>;
  return {
    next: async () => settled(steps.next()),
    return: async () => (steps.return ? settled(steps.return()) : { done: true, value: undefined }),
  };
}
