/** What a user did with a recommendation. */
import { isWellFormed } from '../../core/well-formed';

export const FEEDBACK_TYPES = ['impression', 'click', 'rating', 'retraction'] as const;
export type FeedbackType = (typeof FEEDBACK_TYPES)[number];

/** An event as it is sent. */
export interface FeedbackEvent {
  /** `impression`: the item was on screen; `click`: it was opened; `retraction`: what was said of it is taken back. */
  readonly type: FeedbackType;
  readonly userId: string;
  readonly itemId: string;
  /** With `rating` only. */
  readonly rating?: number;
  /** The item's place on the list, from 1. */
  readonly place?: number;
}

/** An event as it is stored: a row of the table `events`, a line of the log. */
export type StoredEvent = {
  /** 1, 2, 3, … in the order of arrival. */
  readonly seq: number;
  /** When it arrived, by the service's clock: `2026-11-24T10:00:00.000Z`. */
  readonly time: string;
  readonly type: FeedbackType;
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number | null;
  readonly place: number | null;
  /** The model that was served: its name and the first digits of its package's checksum. */
  readonly model: string;
};

/** Columns of the table `events`, with their SQL types. */
export const EVENT_COLUMNS: Readonly<Record<keyof StoredEvent, string>> = Object.freeze({
  seq: 'BIGINT',
  time: 'VARCHAR',
  type: 'VARCHAR',
  userId: 'VARCHAR',
  itemId: 'VARCHAR',
  rating: 'DOUBLE',
  place: 'INTEGER',
  model: 'VARCHAR',
});

/** A 32-bit integer, as the column `place` requires. */
const isInteger = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
const isText = (value: unknown) => typeof value === 'string' && isWellFormed(value);

/** What each column type accepts; `null` only where an event may lack the value. */
const HOLDS: Readonly<Record<keyof StoredEvent, (value: unknown) => boolean>> = {
  seq: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  time: isText,
  type: isText,
  userId: isText,
  itemId: isText,
  rating: (value) => value === null || Number.isFinite(value),
  place: (value) => value === null || isInteger(value),
  model: isText,
};

/** The event in a line of the log; undefined if there is none that the table would accept. */
export function eventIn(line: string): StoredEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const fields = Object.entries(HOLDS).map(([name, holds]) => {
    const value: unknown = (json as Record<string, unknown>)[name] ?? null;
    return { name, value, isSound: holds(value) };
  });
  if (fields.some(({ isSound }) => !isSound)) return undefined;
  return Object.fromEntries(fields.map(({ name, value }) => [name, value])) as StoredEvent;
}
