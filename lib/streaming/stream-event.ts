/**
 * Events: what people do, and which users and items are new. They are checked when they are appended to a log, and
 * again when they are read from one, because other programs can write to it.
 *
 * On both transports an event is UTF-8 JSON: `{"v":1,"type":"click","id":"web-7:123","time":1764460800000,…}`.
 */
import { randomUUID } from 'node:crypto';
import { DataError } from '../core/errors';
import { isWellFormed } from '../core/well-formed';

/** The version of the schema that this library writes and reads. */
export const EVENT_VERSION = 1;

/** The largest event, in bytes of JSON; a Kafka broker takes a megabyte by default. */
const MOST_BYTES = 500_000;

interface AnyEvent {
  /** Unique: an event that arrives again has the same one. A random one by default. */
  readonly id: string;
  /**
   * When it happened, by the sender's clock, in milliseconds since 1970. By default, when it was appended. A log refuses
   * to append an event of a clock that is too far ahead of its own; readers take what a log has accepted.
   */
  readonly time: number;
  /** If an `Outbox` sent it: which, since when it was last opened, and the event's number there, from 1. */
  readonly sent?: readonly [run: string, number: number];
}

interface Feedback extends AnyEvent {
  readonly userId: string;
  readonly itemId: string;
  /** The item's place on the list, from 1. */
  readonly place?: number;
  /** The model that made the list. */
  readonly model?: string;
}

/** The item was on screen. */
export interface ImpressionEvent extends Feedback {
  readonly type: 'impression';
}
/** The item was opened. */
export interface ClickEvent extends Feedback {
  readonly type: 'click';
}
/** The item was rated, on any scale. A second rating of the same item replaces the first. */
export interface RatingEvent extends Feedback {
  readonly type: 'rating';
  readonly rating: number;
}
/** The user took back what they said about the item. */
export interface RetractionEvent extends AnyEvent {
  readonly type: 'retraction';
  readonly userId: string;
  readonly itemId: string;
}
/** There is a new item, or an item has changed. */
export interface NewItemEvent extends AnyEvent {
  readonly type: 'new-item';
  readonly itemId: string;
  readonly title?: string;
  /** Such as genres. */
  readonly features?: readonly string[];
}
/** There is a new user, or a user has changed. */
export interface NewUserEvent extends AnyEvent {
  readonly type: 'new-user';
  readonly userId: string;
  readonly features?: readonly string[];
}

export type StreamEvent =
  | ImpressionEvent
  | ClickEvent
  | RatingEvent
  | RetractionEvent
  | NewItemEvent
  | NewUserEvent;

type Loosely<Event> = Event extends StreamEvent ? Omit<Event, keyof AnyEvent> & Partial<AnyEvent> : never;
/** An event as it is given to `append`: `id` and `time` may be missing. */
export type NewEvent = Loosely<StreamEvent>;

type Field =
  | 'id'
  | 'time'
  | 'userId'
  | 'itemId'
  | 'rating'
  | 'place'
  | 'model'
  | 'title'
  | 'features'
  | 'sent';

/** The fields of a type. */
interface Fields {
  readonly all: readonly Field[];
  readonly optional: ReadonlySet<string>;
}

const fields = (needed: readonly Field[], optional: readonly Field[]): Fields => ({
  all: ['id', 'time', ...needed, ...optional, 'sent'],
  optional: new Set([...optional, 'sent']),
});

const FIELDS: Readonly<Record<StreamEvent['type'], Fields>> = {
  impression: fields(['userId', 'itemId'], ['place', 'model']),
  click: fields(['userId', 'itemId'], ['place', 'model']),
  rating: fields(['userId', 'itemId', 'rating'], ['place', 'model']),
  retraction: fields(['userId', 'itemId'], []),
  'new-item': fields(['itemId'], ['title', 'features']),
  'new-user': fields(['userId'], ['features']),
};
/** The types of events. */
export const STREAM_EVENT_TYPES = Object.keys(FIELDS) as readonly StreamEvent['type'][];

const isText = (from: number, to: number) => (value: unknown) =>
  typeof value === 'string' && value.length >= from && value.length <= to && isWellFormed(value);
const isId = isText(1, 1000);
const isRun = isText(1, 100);
const isNumber = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;
const MOST_FEATURES = 1000;

interface Rule {
  readonly allowed: string;
  readonly allows: (value: unknown) => boolean;
}
const ID: Rule = { allowed: 'a string of 1 to 1000 characters without lone surrogates', allows: isId };
const RULES: Readonly<Record<Field, Rule>> = {
  id: ID,
  userId: ID,
  itemId: ID,
  time: {
    allowed: 'a whole number of milliseconds since 1970, not negative',
    allows: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  },
  rating: { allowed: 'a finite number', allows: (value) => Number.isFinite(value) },
  place: {
    allowed: 'a whole number from 1 to 2147483647',
    allows: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 31,
  },
  model: { allowed: 'a string of at most 200 characters', allows: isText(0, 200) },
  title: { allowed: 'a string of at most 1000 characters', allows: isText(0, 1000) },
  features: {
    allowed: `a list of at most ${MOST_FEATURES} strings of 1 to 1000 characters`,
    allows: (value) => Array.isArray(value) && value.length <= MOST_FEATURES && value.every(isId),
  },
  sent: {
    allowed: 'a string of 1 to 100 characters and a number from 1',
    allows: (value) => Array.isArray(value) && value.length === 2 && isRun(value[0]) && isNumber(value[1]),
  },
};

/** The event with an id and a time, if it has none. @param now milliseconds since 1970 */
export function completed(event: NewEvent, now: number): unknown {
  if (typeof event !== 'object' || event === null) return event;
  return { ...event, id: event.id ?? randomUUID(), time: event.time ?? now };
}

/** How far the sender's clock may be ahead, and whether unknown fields are refused or left out. */
export interface EventChecks {
  /** The event may not be later than this, in milliseconds since 1970. Default: any time is allowed. */
  readonly latest?: number;
  readonly unknownFields: 'refuse' | 'leave out';
}

/**
 * The event with the fields that its type has, and no others.
 * @throws DataError that names the field, the value, and what is allowed
 */
export function checkEvent(
  given: unknown,
  { latest = Number.POSITIVE_INFINITY, unknownFields }: EventChecks,
): StreamEvent {
  if (typeof given !== 'object' || given === null)
    throw new DataError(`event: must be an object, got ${inWords(given)}`);
  const event = given as Readonly<Record<string, unknown>>;
  const { type } = event;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) {
    throw new DataError(`event: type must be one of ${STREAM_EVENT_TYPES.join(', ')}, got ${inWords(type)}`);
  }
  const { all, optional } = FIELDS[type as StreamEvent['type']];
  const checked: Record<string, unknown> = { type };
  for (const field of all) {
    const value = event[field];
    if (value === undefined && optional.has(field)) continue;
    const { allowed, allows } = RULES[field];
    if (!allows(value))
      throw new DataError(`${type} event: ${field} must be ${allowed}, got ${inWords(value)}`);
    checked[field] = value;
  }
  if ((event.time as number) > latest) {
    const ahead = ((event.time as number) - latest) / 1000;
    throw new DataError(
      `${type} event: time must not be in the future: at most ${latest}, got ${event.time}, ${ahead} s later`,
    );
  }
  if (unknownFields === 'refuse') {
    for (const name in event) {
      if (Object.hasOwn(checked, name) || event[name] === undefined) continue;
      throw new DataError(`${type} event: there is no field ${name}; the fields are ${all.join(', ')}`);
    }
  }
  return checked as unknown as StreamEvent;
}

function inWords(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

/** Who or what the event is about: events with the same key stay in order. */
export function keyOf(event: StreamEvent): string {
  return 'userId' in event ? event.userId : event.itemId;
}

/** @throws DataError if it is too large */
export function encodeEvent(event: StreamEvent): Buffer {
  const bytes = Buffer.from(`{"v":${EVENT_VERSION},${JSON.stringify(event).slice(1)}`);
  if (bytes.length <= MOST_BYTES) return bytes;
  throw new DataError(
    `${event.type} event: must have at most ${MOST_BYTES} bytes as JSON, got ${bytes.length}`,
  );
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The event in the bytes of a log. Fields that its type doesn't have are left out.
 * @throws DataError that says why there is no event in them
 */
export function decodeEvent(bytes: Uint8Array): StreamEvent {
  let json: unknown;
  try {
    json = JSON.parse(UTF8.decode(bytes));
  } catch (error) {
    const isText = error instanceof SyntaxError;
    throw new DataError(`event: must be ${isText ? 'JSON' : 'text in UTF-8'}`);
  }
  const version = (json as { v?: unknown } | null)?.v;
  if (typeof json === 'object' && json !== null && version !== EVENT_VERSION) {
    throw new DataError(`event: version must be ${EVENT_VERSION}, got ${inWords(version)}`);
  }
  return checkEvent(json, { unknownFields: 'leave out' });
}
