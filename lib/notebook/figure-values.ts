import { OptionError } from '../core/errors';

/**
 * What a figure does with a number that can't be drawn (NaN, an infinity) or isn't there (undefined):
 * refuse it with its place, or leave a gap. `null` is always a gap, as somebody wrote it on purpose.
 */
export type MissingValues = 'refuse' | 'gap';

/**
 * Turns what a caller gives as data into plain JSON: typed arrays become arrays, dates ISO strings, and
 * numbers keep six significant digits (whole numbers and those above 100,000 all before the point), which
 * no screen can tell from the full ones and which take a third of the space.
 */
export function plainValues(value: unknown, missing: MissingValues, place: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return roundForScreen(value);
    return gap(value, missing, place);
  }
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined) return gap(value, missing, place);
  if (isDate(value)) return Number.isNaN(value.getTime()) ? gap(value, missing, place) : value.toISOString();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return plainList(Array.from(value as unknown as ArrayLike<number | bigint>), missing, place);
  }
  if (Array.isArray(value)) return plainList(value, missing, place);
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, plainValues(item, missing, `${place}.${key}`)]),
    );
  }
  throw new OptionError(`${place} must be a number, text or list, got a ${typeof value}`);
}

function plainList(list: readonly unknown[], missing: MissingValues, place: string): unknown[] {
  // Array.from also visits the holes of a sparse array.
  return Array.from(list, (item, i) => plainValues(item, missing, `${place}[${i}]`));
}

/** Six significant digits, but never coarser than whole numbers. */
export function roundForScreen(value: number): number {
  if (Number.isInteger(value)) return value;
  return Math.abs(value) >= 1e5 ? Math.round(value) : Number(value.toPrecision(6));
}

function gap(value: unknown, missing: MissingValues, place: string): null {
  if (missing === 'gap') return null;
  throw new OptionError(
    `${place} is ${String(value)}; give finite numbers, or missing: 'gap' to leave it out`,
  );
}

function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
