/**
 * Lets asynchronous scopes that share one stack take turns. TensorFlow.js has one stack of scopes per
 * process: if two asynchronous functions each opened a scope and interleaved, the first to finish would close
 * the other's. Here, siblings run one after another, and a scope opened inside another runs as its child.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** One scope; while it is open, its children queue behind `tail`. */
interface Scope {
  readonly parent?: Scope;
  open: boolean;
  tail: Promise<void>;
}

/**
 * What a scope does: `enter` runs just before the function, `leave` after it, whether or not it succeeded.
 */
export interface ScopeHooks<T> {
  enter(): void;
  leave(result: T | undefined): void;
}

/** A queue of nested scopes; see the file's comment. */
export class ScopeQueue {
  private readonly root: Scope = { open: true, tail: Promise.resolve() };
  private readonly current = new AsyncLocalStorage<Scope>();

  /**
   * Runs `fn` in its own scope, after its siblings, and waits for its children before `leave`. A child must
   * be awaited before its parent continues: whatever the parent does meanwhile counts as the child's.
   * A scope that is aborted before its turn comes never starts, and its promise rejects at once.
   */
  async run<T>(fn: () => T | Promise<T>, hooks: ScopeHooks<T>, signal?: AbortSignal): Promise<T> {
    let parent = this.current.getStore() ?? this.root;
    // Work that outlived its scope (an unawaited promise) belongs to the nearest scope that is still open.
    while (!parent.open && parent.parent) parent = parent.parent;
    const before = parent.tail;
    let done = (): void => {};
    parent.tail = new Promise((resolve) => {
      done = resolve;
    });
    try {
      await unlessAborted(before, signal);
      return await this.turn(fn, hooks, { parent, open: true, tail: Promise.resolve() });
    } finally {
      void before.then(done); // an aborted scope may end before those that it waited for
    }
  }

  private async turn<T>(fn: () => T | Promise<T>, hooks: ScopeHooks<T>, scope: Scope): Promise<T> {
    let result: T | undefined;
    hooks.enter();
    try {
      result = await this.current.run(scope, fn);
      return result;
    } finally {
      // Children may be added while we wait, so check again.
      for (let tail: Promise<void> | undefined; tail !== scope.tail; ) {
        tail = scope.tail;
        await tail;
      }
      scope.open = false;
      hooks.leave(result);
    }
  }
}

/** Waits for a promise that never rejects, but no longer than until the signal's abort, whose reason it throws. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  let stop = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop);
  await (signal.aborted ? undefined : Promise.race([promise, aborted]));
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}
