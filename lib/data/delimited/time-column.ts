/**
 * Converts the time formats of data sets to seconds since 1970.
 */
import { parseDecimal } from './parse-decimal';

/**
 * - `seconds`: a number of seconds since 1970 (MovieLens).
 * - `milliseconds`: a number of milliseconds since 1970 (Amazon 2023).
 * - `date`: `2018-07-07`, `2018-07-07 22:09:11` or `2018-07-07T22:09:11.5+02:00` (ISO 8601); UTC if no offset
 *   is given.
 */
export type TimeFormat = 'seconds' | 'milliseconds' | 'date';

/** The choices, for error messages. */
export const TIME_FORMATS: readonly TimeFormat[] = ['seconds', 'milliseconds', 'date'];

/** Seconds since 1970 in the year 5138. A larger number is milliseconds, or not a time at all. */
export const END_OF_SECONDS = 1e11;

/** Whether a number can be seconds since 1970: finite, and not milliseconds by mistake. */
export function isSeconds(value: number): boolean {
  return Math.abs(value) < END_OF_SECONDS; // false for NaN
}

/** The time in bytes[start, end) as seconds since 1970; NaN if it isn't a time in this format. */
export function readTime(format: TimeFormat, bytes: Buffer, start: number, end: number): number {
  if (format === 'date') return secondsOfDate(bytes.toString('latin1', start, end));
  const value = parseDecimal(bytes, start, end);
  if (format === 'seconds') return isSeconds(value) ? value : Number.NaN;
  return isMilliseconds(value) ? value / 1000 : Number.NaN;
}

/** The expected format of a field, with a hint if it seems to have another one. For error messages. */
export function expectedTime(format: TimeFormat, text: string): string {
  const value = Number(text || Number.NaN);
  const seems = /^\d{4}-\d\d-\d\d/.test(text)
    ? 'date'
    : isSeconds(value)
      ? 'seconds'
      : isSeconds(value / 1000)
        ? 'milliseconds'
        : format;
  const expected =
    format === 'date' ? 'a date like 2018-07-07 or 2018-07-07 22:09:11' : `${format} since 1970`;
  if (seems === format) return expected;
  const what = seems === 'date' ? 'a date' : seems;
  return `${expected} (it looks like ${what}: pass timestamps: '${seems}', or column type '${seems}')`;
}

/**
 * Whether a number can be milliseconds since 1970, and not seconds by mistake: those would be in 1970 to 1973, before
 * any ratings. 0 may mean "unknown".
 */
export function isMilliseconds(value: number): boolean {
  const wasSeconds = value >= 1e8 && value < END_OF_SECONDS;
  return isSeconds(value / 1000) && !wasSeconds;
}

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z| ?UTC|[+-]\d\d:?(?:\d\d)?)?)?$/;

/** Seconds since 1970; NaN for anything but a calendar date in the format `date`. */
export function secondsOfDate(text: string): number {
  const match = DATE.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day); // Date.UTC would read the year 99 as 1999
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`);
  return (
    midnight.getTime() / 1000 + 3600 * hour + 60 * minute + second + fraction - offsetOf(match[8] ?? 'Z')
  );
}

/** The offset of a time zone from UTC in seconds: 7200 for `+02:00`. */
function offsetOf(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const seconds = 3600 * Number(match[2]) + 60 * Number(match[3] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}
