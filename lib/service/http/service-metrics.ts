/** Numbers for Prometheus: requests, lists, feedback, the model, the process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ItemId } from '../../core/ids';
import type { TrainSummary } from '../../recommender/train-summary';
import type { ServedList } from '../served/served-list';
import type { ServedModel } from '../served/served-model';
import type { WorkerMetrics } from '../workers/siblings';

/** An event log that lists follow, as far as it is measured. */
interface FollowedStream {
  readonly lag: number | undefined;
  readonly waiting: number;
  readonly isAway: boolean;
}

export class ServiceMetrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'lab_request_seconds',
    help: 'Time from a request to its response',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [this.registry],
  });
  readonly events = new Counter({
    name: 'lab_feedback_events_total',
    help: 'Feedback events on disk',
    labelNames: ['type'],
    registers: [this.registry],
  });
  readonly #lists = new Counter({
    name: 'lab_lists_total',
    help: 'Lists made; cold ones are the list for everyone',
    labelNames: ['cold'],
    registers: [this.registry],
  });
  readonly #model = new Gauge({
    name: 'lab_model_info',
    help: '1 for the model being served',
    labelNames: ['model', 'date'],
    aggregator: 'max',
    registers: [this.registry],
  });
  /** A bit for each item of the model that has been on a list. */
  #shown = new Uint8Array(0);
  #shownCount = 0;
  #items: TrainSummary['items'] | undefined;

  readonly #coverage = new Gauge({
    name: 'lab_catalog_coverage',
    help: 'Share of the items that have been on a list since this model was loaded',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /**
   * Adds the numbers of a service whose lists follow an event log.
   * @param stateNow gives undefined until there is one
   * @returns to be called with seconds to the effect
   */
  followStream(stateNow: () => FollowedStream | undefined): (seconds: number) => void {
    this.#gauge(
      'lab_stream_lag_events',
      'Events that are in the log and not applied, when a batch was last read',
      () => stateNow()?.lag,
    );
    this.#gauge(
      'lab_stream_waiting_events',
      'Acknowledged events that are kept here until the log can be reached',
      () => stateNow()?.waiting,
    );
    this.#gauge('lab_stream_away', '1 if the last request did not reach the log', () =>
      Number(stateNow()?.isAway),
    );
    const effect = new Histogram({
      name: 'lab_stream_effect_seconds',
      help: 'Time from the moment an event is appended to the log until lists follow it',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers: [this.registry],
    });
    return (seconds) => effect.observe(seconds);
  }

  #gauge(name: string, help: string, value: () => number | undefined): void {
    new Gauge({
      ...{ name, help, registers: [this.registry] },
      collect() {
        this.set(value() ?? Number.NaN);
      },
    });
  }

  /** Called when another model is served from now on. */
  served({ label, pack, itemCount }: ServedModel): void {
    this.#model.reset();
    this.#model.set({ model: label, date: pack.header.date }, 1);
    this.#items = pack.model.summary.items;
    this.#shown = new Uint8Array(Math.ceil(itemCount / 8));
    this.#shownCount = 0;
    this.#coverage.set(0);
  }

  listed({ cold, items }: ServedList): void {
    this.#lists.inc({ cold: String(cold) });
    if (!this.#items) return;
    for (const { itemId } of items) {
      const index = this.#items.indexOf(itemId as ItemId);
      if (index === undefined) continue; // of an arm with another model
      const bit = 1 << (index & 7);
      if ((this.#shown[index >> 3] & bit) === 0) this.#shownCount++;
      this.#shown[index >> 3] |= bit;
    }
    this.#coverage.set(this.#shownCount / this.#items.size);
  }

  /** For the sum over all workers. */
  async ofWorker(): Promise<WorkerMetrics> {
    const metrics = await this.registry.getMetricsAsJSON();
    return { metrics, shown: this.#shown, items: this.#items?.size ?? 0 };
  }
}
