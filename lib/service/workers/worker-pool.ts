/** The primary: starts workers, replaces those that crash, and owns what they share. See `siblings.ts`. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { LabError } from '../../core/errors';
import type { FeedbackStoreSink } from '../http/feedback-routes';
import { Calls } from './calls';
import { RateCounts } from './rate-counts';
import type { ModelLabel, PrimaryCalls, WorkerCalls, WorkerMetrics } from './siblings';
import { SumMetrics } from './sum-metrics';

/** What a pool is made of. */
export interface WorkerPoolOptions {
  readonly count: number;
  /** The program of a worker: see `scripts/serve/worker.ts`. */
  readonly exec: string;
  readonly execArgv: readonly string[];
  readonly args: readonly string[];
  readonly store: FeedbackStoreSink;
  readonly onNote: (note: string) => void;
}

/** Milliseconds between attempts to replace a worker that can't start, at first and at most. */
const PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** Attempts to have all workers load the same model, while it is being replaced in its folder. */
const MOST_ATTEMPTS = 5;
/** Milliseconds for a worker to say its metrics: one that is stuck must not keep the others' back. */
const METRICS_WITHIN = 2000;

interface Member {
  readonly number: number;
  readonly worker: Worker;
  readonly calls: Calls<WorkerCalls>;
}

export class WorkerPool {
  readonly #members = new Set<Member>();
  readonly #counts = new RateCounts();
  readonly #metrics = new SumMetrics();
  #last = 0;
  #served: ModelLabel | undefined;
  #address = '';
  #reloading: Promise<unknown> = Promise.resolve();
  #isClosing = false;

  /** Does nothing before `start`. */
  constructor(private readonly options: WorkerPoolOptions) {}

  /** Resolves when all of them serve. @throws LabError with the reason why the first one can't */
  async start(): Promise<void> {
    const { exec, execArgv, args, count } = this.options;
    // Node's own default, to accept in the primary and pass connections on, leaves clients of a worker that is killed waiting
    // for ever: the primary keeps its copy of the connection open. This way the system gives each to a worker that is free.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ exec, execArgv: [...execArgv], args: [...args], serialization: 'advanced' });
    await this.#add(); // alone, so that one message says what is wrong
    await Promise.all(Array.from({ length: count - 1 }, () => this.#add()));
  }

  get address(): string {
    return this.#address;
  }

  get served(): ModelLabel {
    return this.#served!;
  }

  get pids(): number[] {
    return Array.from(this.#members, ({ worker }) => worker.process.pid!);
  }

  /**
   * Has all workers load what is in the folder and change to it at the same time; nothing changes if one of them can't.
   * Requests in progress finish with the old model.
   */
  reload(): Promise<ModelLabel> {
    const next = this.#reloading.then(() => this.#reloadNow());
    this.#reloading = next.catch(() => undefined);
    return next;
  }

  async #reloadNow(): Promise<ModelLabel> {
    for (let attempt = 1; ; attempt++) {
      const members = [...this.#members];
      const loaded = await Promise.all(members.map(({ calls }) => unlessGone(calls.call('prepare', null))));
      const labels = loaded.filter((label) => label !== undefined);
      const [first] = labels;
      if (!first) throw new LabError('GONE', 'no worker is running');
      if (labels.some(({ label }) => label !== first.label)) {
        if (attempt < MOST_ATTEMPTS) continue;
        throw new LabError('CHANGING', 'the model in the folder keeps changing while it is loaded');
      }
      await Promise.all(members.map(({ calls }) => unlessGone(calls.call('change', null))));
      this.#served = first;
      return first;
    }
  }

  async #metricsNow(): Promise<string> {
    const now = new Map<number, WorkerMetrics>();
    await Promise.all(
      Array.from(this.#members, async ({ number, calls }) => {
        const late = setTimeout(METRICS_WITHIN, undefined, { ref: false });
        const metrics = await Promise.race([unlessGone(calls.call('metrics', null)), late]);
        if (metrics) now.set(number, metrics);
      }),
    );
    return this.#metrics.text(now);
  }

  /** Starts a worker, and resolves when it serves. */
  async #add(): Promise<void> {
    const number = ++this.#last;
    const worker = cluster.fork({ RECOMMENDER_LAB_WORKER: `${number}` });
    const exited = once(worker, 'exit') as Promise<[number | null, string | null]>;
    let why: LabError | undefined;
    const ready = new Promise<ModelLabel & { readonly address: string }>((resolve) => {
      const calls: Calls<WorkerCalls> = new Calls<WorkerCalls>(worker, {
        append: async ({ events, model }) => {
          await this.options.store.append(events, model);
          this.#metrics.stored(events);
        },
        reload: () => this.reload(),
        metrics: () => this.#metricsNow(),
        count: ({ key, window }) => this.#counts.count(key, window),
        ready: (at) => {
          this.#members.add({ number, worker, calls });
          resolve(at);
        },
        failed: ({ code, message }) => {
          why = new LabError(code, message);
        },
      } satisfies PrimaryCalls);
    });
    const started = await Promise.race([ready, exited]);
    if (Array.isArray(started)) {
      throw why ?? new LabError('WORKER', `a worker ended before it served (${started[1] ?? started[0]})`);
    }
    this.#address ||= started.address;
    this.#served ??= started;
    void exited.then(([code, signal]) => this.#ended(number, signal ?? `exit code ${code}`));
    // It has loaded what is in the folder now, which the others may not serve yet.
    if (started.label !== this.#served.label)
      this.reload().catch(({ message }) => this.options.onNote(message));
  }

  #ended(number: number, how: string): void {
    for (const member of this.#members) if (member.number === number) this.#members.delete(member);
    if (this.#isClosing) return;
    this.#metrics.ended(number);
    this.options.onNote(`A worker ended (${how}); another one takes its place.`);
    void this.#replace();
  }

  async #replace(): Promise<void> {
    for (let pause = PAUSE; !this.#isClosing; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.#add();
      } catch (error) {
        if (this.#isClosing) return;
        this.options.onNote(
          `A worker can't start, tried again in ${pause / 1000} s: ${(error as Error).message}`,
        );
        await setTimeout(pause, undefined, { ref: false });
      }
    }
  }

  /** Has all workers answer pending requests, and end. The store is still open afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const workers = Object.values(cluster.workers ?? {}) as Worker[];
    const exits = workers.filter((worker) => !worker.isDead()).map((worker) => once(worker, 'exit'));
    for (const { calls } of this.#members) void unlessGone(calls.call('close', null));
    const serving = new Set(Array.from(this.#members, ({ worker }) => worker));
    for (const worker of workers) if (!serving.has(worker)) worker.process.kill('SIGKILL'); // still starting
    await Promise.all(exits);
  }
}

/** Undefined if the worker has ended meanwhile. */
async function unlessGone<Value>(call: Promise<Value>): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as LabError).code === 'GONE') return undefined;
    throw error;
  }
}
