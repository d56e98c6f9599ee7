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

  /**
   * What the cell's code goes over in a `for await` in place of `values`: each step can be stopped, and so can the wait
   * for the `finally` blocks of what a `break`, `return` or `throw` leaves. What a stop leaves is closed, but not waited
   * for: it may never end.
   */
  each<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.steps(stepsOf(values)) };
  }

  /** Not a generator: that would await the values, which `for await` takes from an asynchronous iterator as they are. */
  private steps<T>(steps: AsyncIterator<T>): AsyncIterator<T> {
    const leave = async () => steps.return?.();
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

/** The steps of a `for await`, as the language takes them. */
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
