/** What the values of a column look like. */
import { secondsOfDate, type TimeFormat } from './time-column';

export interface ColumnContent {
  /** `12,5` counts as a number if `decimal` is `,`. */
  readonly isNumeric: boolean;
  readonly isWhole: boolean;
  readonly decimal: '.' | ',';
  readonly distinct: number;
  readonly min: number;
  readonly max: number;
  /** The format of the times, if they seem to be times between 1990 and 2100. */
  readonly time: TimeFormat | undefined;
}

/** Seconds since 1970: 1990 and 2100. */
const [EARLIEST, LATEST] = [631_152_000, 4_102_444_800];

/** The share of the values that must look alike; the rest may be damaged. */
const MOST = 0.9;

export function columnContent(values: readonly string[]): ColumnContent {
  const filled = values.filter((value) => value !== '');
  const share = (fits: (value: string) => boolean) => filled.filter(fits).length / Math.max(1, filled.length);
  const hasComma = filled.some((value) => /^-?\d+,\d+$/.test(value));
  const decimal = hasComma && share((value) => /^-?\d+(,\d+)?$/.test(value)) >= MOST ? ',' : '.';
  const numberOf = (value: string) =>
    /^\s*$/.test(value) ? Number.NaN : Number(value.replace(decimal, '.'));
  const numbers = filled.map(numberOf).filter(Number.isFinite);
  const isNumeric = filled.length > 0 && numbers.length >= MOST * filled.length;
  const min = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // A few may be 0, for "unknown".
  const isWithin = (unit: number) =>
    isNumeric &&
    numbers.filter((time) => time >= EARLIEST * unit && time <= LATEST * unit).length >= MOST * filled.length;
  const areDates = share((value) => !Number.isNaN(secondsOfDate(value))) >= MOST;
  return {
    isNumeric,
    isWhole: isNumeric && numbers.every(Number.isInteger),
    decimal,
    distinct: new Set(filled).size,
    min,
    max,
    time: areDates ? 'date' : isWithin(1) ? 'seconds' : isWithin(1000) ? 'milliseconds' : undefined,
  };
}

/**
 * Whether numbers count something instead of rating it: whole, not negative, and spread far beyond any scale of
 * ratings, most of them near the lower end.
 */
export function areCounts(values: readonly string[], content: ColumnContent): boolean {
  if (!content.isWhole || content.min < 0 || content.max <= 10) return false;
  const numbers = values.filter((value) => value !== '' && Number.isFinite(Number(value))).map(Number);
  const middle = numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
  return middle <= content.max / 10;
}
