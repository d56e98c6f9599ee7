/**
 * Context columns with the hour and the weekday of each rating, from its timestamp and a time zone.
 *
 * A timestamp is a moment in time, the same everywhere; the hour depends on the place. There is usually one zone for
 * the whole table, given by its name in the IANA database (`Europe/Berlin`, `Asia/Kolkata`), with the rules
 * for daylight saving time as they were at each moment. The default is UTC, which is right for comparing
 * machines, but wrong for "in the evening" if users live elsewhere. If users live in several zones, `timeContext` takes
 * a zone for each row.
 */
import { OptionError } from '../../core/errors';
import type { Categories } from './context-column';

/** 0 to 23, as text. */
const HOURS: readonly string[] = Array.from({ length: 24 }, (_, hour) => String(hour));
/** In the order of ISO 8601. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The time zone. */
export interface ZoneOptions {
  /** An IANA time zone. Default: `UTC`. */
  readonly zone?: string;
}

/**
 * The columns `hour` (`0` to `23`) and `weekday` (`Monday` to `Sunday`), both categorical, with all their
 * categories, including those that don't occur, because a model can be asked about any hour. Not numeric,
 * because 23 and 0 are neighbors.
 *
 * @param timestamps seconds since 1970 per row: a table's `timestampColumn`
 * @param options `zone` may be a list with the zone of each row, as `userContext` makes it
 * @example
 * const table = ratings.withContext(timeContext(ratings.timestampColumn, { zone: 'Asia/Kolkata' }));
 * @throws OptionError when there are no timestamps, no such zone, or not one zone per row. Cost: O(rows + days)
 */
export function timeContext(
  timestamps: ArrayLike<number> | undefined,
  options: { readonly zone?: string | readonly string[] } = {},
): { hour: Categories; weekday: Categories } {
  if (timestamps === undefined) {
    throw new OptionError('timeContext: the table must have timestamps, but it has none');
  }
  const clockOf = clocks(options.zone, timestamps.length);
  const hour = new Int32Array(timestamps.length);
  const weekday = new Int32Array(timestamps.length);
  for (let row = 0; row < timestamps.length; row++) {
    const local = timestamps[row] + clockOf(row).offsetAt(timestamps[row]);
    hour[row] = hourOf(local);
    weekday[row] = weekdayOf(local);
  }
  return {
    hour: { categories: HOURS, codes: hour },
    weekday: { categories: WEEKDAYS, codes: weekday },
  };
}

/**
 * The same two values for one moment, for requesting a list from a model.
 *
 * @param seconds since 1970
 * @example
 * timeContextAt(1_700_000_000, { zone: 'Asia/Kolkata' });   // { hour: '3', weekday: 'Wednesday' }
 * @throws OptionError when there is no such zone
 */
export function timeContextAt(seconds: number, options: ZoneOptions = {}): { hour: string; weekday: string } {
  const local = seconds + new Clock(options).offsetAt(seconds);
  return { hour: HOURS[hourOf(local)], weekday: WEEKDAYS[weekdayOf(local)] };
}

/** The clock of each row. */
function clocks(zone: string | readonly string[] | undefined, rows: number): (row: number) => Clock {
  if (typeof zone === 'string' || zone === undefined) {
    const clock = new Clock({ zone });
    return () => clock;
  }
  if (zone.length !== rows) {
    throw new OptionError(
      `timeContext: zone must be one time zone or one per row, got ${zone.length} for ${rows} rows`,
    );
  }
  const ofZones = new Map(Array.from(new Set(zone), (name) => [name, new Clock({ zone: name })]));
  return (row) => ofZones.get(zone[row]) as Clock;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Every clock change in the world happens at a multiple of this. */
const QUARTER = 900;

function hourOf(local: number): number {
  return Math.floor((local - DAY * Math.floor(local / DAY)) / HOUR);
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(local: number): number {
  const days = Math.floor(local / DAY) + 3;
  return days - 7 * Math.floor(days / 7);
}

/**
 * The offset of a zone from UTC. Calls `Intl`, which takes a microsecond or two, twice per day, not for each
 * rating.
 */
class Clock {
  readonly #format: Intl.DateTimeFormat;
  /** The offset in seconds at the start of each quarter of an hour, by its number since 1970. */
  readonly #known = new Map<number, number>();

  constructor({ zone = 'UTC' }: ZoneOptions) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    } catch {
      throw new OptionError(
        `timeContext: zone must be an IANA time zone such as Europe/Berlin or Asia/Kolkata, got ${JSON.stringify(zone)}`,
      );
    }
  }

  /** Seconds that the zone is ahead of UTC at this moment: 19,800 for India. */
  offsetAt(seconds: number): number {
    const day = Math.floor(seconds / DAY);
    const atStart = this.#offsetOfQuarter((day * DAY) / QUARTER);
    const atEnd = this.#offsetOfQuarter(((day + 1) * DAY) / QUARTER);
    // Clocks change at most once a day, so if both ends of a day have the same offset, nothing changed in
    // between.
    return atStart === atEnd ? atStart : this.#offsetOfQuarter(Math.floor(seconds / QUARTER));
  }

  #offsetOfQuarter(quarter: number): number {
    let offset = this.#known.get(quarter);
    if (offset === undefined) {
      const parts = this.#format.formatToParts(1000 * quarter * QUARTER);
      offset = secondsOf(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
      this.#known.set(quarter, offset);
    }
    return offset;
  }
}

/** 19,800 for `GMT+05:30`, 0 for `GMT`. */
function secondsOf(name: string): number {
  const match = /([+-])(\d+)(?::(\d\d))?(?::(\d\d))?$/.exec(name.replace('\u2212', '-'));
  if (match === null) return 0;
  const [hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
  return (match[1] === '-' ? -1 : 1) * (HOUR * hours + 60 * minutes + seconds);
}
