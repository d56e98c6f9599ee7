/** Events on their way into a log, and back: what all transports do alike. */
import { DataError } from '../core/errors';
import type { LoggedEvent, Position, Rejected } from './event-log';
import { partitionOf } from './partition-of';
import {
  checkEvent,
  completed,
  decodeEvent,
  encodeEvent,
  keyOf,
  type NewEvent,
  type StreamEvent,
} from './stream-event';

/** An event on its way into a log. */
export interface PreparedEvent {
  /** Whose events stay in order. */
  readonly key: string;
  readonly partition: number;
  readonly payload: Buffer;
  /** Set when it is durable. */
  offset: number;
}

/** The clocks at the door of a log. */
export interface Clocks {
  /** That of the log, in milliseconds since 1970. */
  readonly now: number;
  /** Seconds that a sender's clock may be ahead of it. */
  readonly clockSkew: number;
}

/** @throws DataError that names the place of the first invalid event: `events.3: click event: …` */
export function checkedEvents(events: readonly NewEvent[], { now, clockSkew }: Clocks): StreamEvent[] {
  const latest = now + clockSkew * 1000;
  return events.map((event, place) =>
    atPlace(place, () => checkEvent(completed(event, now), { latest, unknownFields: 'refuse' })),
  );
}

/** @throws DataError as `checkedEvents` does, also for an event that is too large */
export function preparedEvents(
  events: readonly NewEvent[],
  { partitions, ...clocks }: Clocks & { readonly partitions: number },
): PreparedEvent[] {
  return checkedEvents(events, clocks).map((event, place) => {
    const key = keyOf(event);
    const payload = atPlace(place, () => encodeEvent(event));
    return { key, partition: partitionOf(key, partitions), payload, offset: -1 };
  });
}

function atPlace<Result>(place: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof DataError ? new DataError(`events.${place}: ${error.message}`) : error;
  }
}

/** Where the events are. */
export function positionsOf(events: readonly PreparedEvent[]): Position[] {
  return events.map(({ partition, offset }) => ({ partition, offset }));
}

/** Bytes at a place of a log. */
export interface StoredBytes extends Position {
  readonly appended: number;
  readonly payload: Uint8Array;
}

/** The events in them. What isn't an event that this library knows is rejected. */
export function readEvents(stored: readonly StoredBytes[]): {
  readonly events: LoggedEvent[];
  readonly rejected: Rejected[];
} {
  const events: LoggedEvent[] = [];
  const rejected: Rejected[] = [];
  for (const { partition, offset, appended, payload } of stored) {
    try {
      events.push({ partition, offset, appended, event: decodeEvent(payload) });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      rejected.push({ place: `${partition}/${offset}`, bytes: payload, reason: error.message });
    }
  }
  return { events, rejected };
}
