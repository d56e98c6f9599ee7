/** The metrics of all workers as those of one service. */
import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';
import type { FeedbackEvent } from '../feedback/feedback-event';
import type { WorkerMetrics } from './siblings';

/** Of the primary, exact even if a worker is killed; those of the workers are left out. */
const EVENTS = 'lab_feedback_events_total';
const COVERAGE = 'lab_catalog_coverage';
const OWN = new Set([EVENTS, COVERAGE]);

type Metrics = WorkerMetrics['metrics'];

/**
 * Counters and histograms are sums, also over workers that have ended, as they were when they were last asked; gauges are
 * sums or means of the workers that are there.
 */
export class SumMetrics {
  readonly #own = new Registry();
  readonly #events = new Counter({
    name: EVENTS,
    help: 'Feedback events on disk',
    labelNames: ['type'],
    registers: [this.#own],
  });
  readonly #coverage = new Gauge({
    name: COVERAGE,
    help: 'Share of the items that have been on a list since this model was loaded',
    registers: [this.#own],
  });
  readonly #workers = new Gauge({
    name: 'lab_workers',
    help: 'Processes that answer requests',
    registers: [this.#own],
  });
  readonly #replaced = new Counter({
    name: 'lab_workers_replaced_total',
    help: 'Workers that ended by themselves and were replaced',
    registers: [this.#own],
  });
  readonly #last = new Map<number, Metrics>();
  #ended: Metrics[] = [];

  stored(events: readonly FeedbackEvent[]): void {
    for (const { type } of events) this.#events.inc({ type });
  }

  /** A worker has ended. */
  ended(worker: number): void {
    this.#replaced.inc();
    const counted = (this.#last.get(worker) ?? []).filter(({ type }) => `${type}` !== 'gauge');
    this.#last.delete(worker);
    if (counted.length > 0) this.#ended.push(counted);
  }

  /** @param now what each worker says, by its number */
  async text(now: ReadonlyMap<number, WorkerMetrics>): Promise<string> {
    let shown = new Uint8Array(0);
    for (const [worker, { metrics, shown: own }] of now) {
      this.#last.set(
        worker,
        metrics.filter(({ name }) => !OWN.has(name)),
      );
      if (own.length > shown.length) shown = Uint8Array.from({ length: own.length }, (_, n) => shown[n] ?? 0);
      for (let n = 0; n < own.length; n++) shown[n] |= own[n];
    }
    const items = Math.max(1, ...Array.from(now.values(), ({ items: count }) => count));
    this.#coverage.set(bitsIn(shown) / items);
    this.#workers.set(now.size);
    // Added up, so that they stay few.
    if (this.#ended.length > 1) this.#ended = [await added(this.#ended).getMetricsAsJSON()];
    const all = [...this.#last.values(), ...this.#ended, await this.#own.getMetricsAsJSON()];
    return added(all).metrics();
  }
}

function added(all: readonly Metrics[]): Registry {
  return AggregatorRegistry.aggregate(all as Metrics[]);
}

/** The number of ones. */
export function bitsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let byte of bytes) for (; byte > 0; byte &= byte - 1) count++;
  return count;
}
