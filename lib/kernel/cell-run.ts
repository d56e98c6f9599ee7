/** One run of a cell, which its user may stop. */

/** The error that ends a stopped cell. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('stopped by the user');
    this.stack = undefined;
  }
}

/**
 * What a stop does to a cell's code: the `await` that it stands at fails with {@link Interrupted}, so that `finally`
 * blocks run, and any later `await` of it never comes back: nothing goes on in the background. Code that awaits
 * nothing is ended from another thread, see `channel-thread.cjs`.
 */
export class CellRun {
  private readonly controller = new AbortController();
  private readonly waiting = new Set<(reason: Interrupted) => void>();

  /** For libraries: aborted by the stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(): void {
    if (this.signal.aborted) return;
    const reason = new Interrupted();
    this.controller.abort(reason);
    for (const fail of [...this.waiting]) fail(reason);
  }

  /**
   * Runs the cell's code, in a turn of its own, so that nothing of the kernel's ends with it. Rejected as soon as it
   * is stopped, whatever it does then.
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
          resolve(code());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** What the cell's code awaits in place of `value`; the compiler puts it there, see `stoppable-awaits.ts`. */
  until<T>(value: T | PromiseLike<T>): Promise<T> {
    if (this.signal.aborted) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      Promise.resolve(value)
        .finally(() => this.waiting.delete(reject))
        .then(resolve, reject);
    });
  }

  /** The same for each step of a `for await`. */
  async *each<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncGenerator<T> {
    const steps: AsyncIterator<T> | Iterator<T | PromiseLike<T>> =
      Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
    let ended = false;
    try {
      for (;;) {
        const { done, value } = await this.until(steps.next());
        ended = done === true;
        if (ended) return;
        yield await value;
      }
    } finally {
      if (!ended) void Promise.resolve(steps.return?.()).catch(() => {});
    }
  }
}
