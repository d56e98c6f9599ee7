/**
 * Several processes that answer at one address, and what they share. The process that has started them (the primary,
 * `worker-pool.ts`) answers no requests; it owns what there must be one of: the feedback, so that there is one log with one
 * writer, in one order, flushed once for events of all workers; the rate limits; the sums of the metrics; and the moment
 * when all change to another model.
 */
import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import type { FeedbackEvent } from '../feedback/feedback-event';

/** Name and version of a model, as `/admin/reload` answers it. */
export interface ModelLabel {
  readonly label: string;
  readonly date: string;
}

/** What a worker knows of its part of the service. */
export interface WorkerMetrics {
  readonly metrics: readonly MetricObjectWithValues<MetricValue<string>>[];
  /** A bit for each item of the model that has been on a list. */
  readonly shown: Uint8Array;
  readonly items: number;
}

/** How often an address has asked since its time began, and how many milliseconds are left of it. */
export interface RateCount {
  readonly current: number;
  readonly ttl: number;
}

/** What a worker asks of the primary. */
export type PrimaryCalls = {
  /** Resolves when the events are on disk. */
  append(sent: { readonly events: readonly FeedbackEvent[]; readonly model: string }): Promise<void>;
  /** Has all workers change to what is in the folder now. */
  reload(_: null): Promise<ModelLabel>;
  /** Those of all workers, as text. */
  metrics(_: null): Promise<string>;
  count(asked: { readonly key: string; readonly window: number }): RateCount;
  /** The worker listens and serves. */
  ready(at: ModelLabel & { readonly address: string }): void;
  /** The worker could not start. */
  failed(why: { readonly code: string; readonly message: string }): void;
};

/** What the primary asks of a worker. */
export type WorkerCalls = {
  /** Loads what is in the folder, without serving it. */
  prepare(_: null): Promise<ModelLabel>;
  /** Serves what was prepared. */
  change(_: null): void;
  metrics(_: null): Promise<WorkerMetrics>;
  /** Answers pending requests, and ends. */
  close(_: null): void;
};

/** What a service needs of the primary, if it is one of several. */
export interface Siblings {
  /** Its number: request ids of all workers differ. */
  readonly number: number;
  append(events: readonly FeedbackEvent[], model: string): Promise<void>;
  reload(): Promise<ModelLabel>;
  metrics(): Promise<string>;
  count(key: string, window: number): Promise<RateCount>;
}
