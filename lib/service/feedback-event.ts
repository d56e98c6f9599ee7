/** What somebody did with a recommendation. */

export const EVENT_TYPES = ['impression', 'click', 'rating'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** As it is sent. */
export interface FeedbackEvent {
  /** `impression`: the item was on screen; `click`: it was opened; `rating`: it was rated. */
  readonly type: EventType;
  readonly userId: string;
  readonly itemId: string;
  /** With `rating` only. */
  readonly rating?: number;
  /** On which place of the list the item stood, from 1. */
  readonly place?: number;
}

/** As it is kept: one row of the table `events`, one line of the log. */
export type StoredEvent = {
  /** 1, 2, 3, … in the order of arrival. */
  readonly seq: number;
  /** When it arrived, by the service's clock: `2026-11-24T10:00:00.000Z`. */
  readonly time: string;
  readonly type: EventType;
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number | null;
  readonly place: number | null;
  /** The model that was being served: its name and the first digits of its package's checksum. */
  readonly model: string;
};

/** Columns of the table `events`, with their types in SQL. */
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
