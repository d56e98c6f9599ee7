/**
 * A context column: a value for each rating that describes its circumstances, such as the device, the hour or
 * the temperature.
 *
 * Values are categories (text) or numbers. In a categorical column, a rating without a value has the category
 * {@link MISSING}, which models treat like any other. A numeric column can't have gaps, because no number
 * means "unknown".
 */
import { DataError } from '../../core/errors';
import type { Float64Vector, Int32Vector } from '../../core/readonly-vector';

/** One value as given: null and undefined are missing, true and false are categories. */
export type ContextValue = string | number | boolean | null | undefined;

/** What a column contains. */
export type ContextKind = 'categorical' | 'numeric';

/** The choices, for error messages. */
export const CONTEXT_KINDS: readonly ContextKind[] = ['categorical', 'numeric'];

/** The category of rows without a value: empty text. */
export const MISSING = '';

/** The categories as text, and for each row the index of its category. */
export interface Categories {
  /** Distinct, in any order. */
  readonly categories: readonly string[];
  /** Index into `categories`, one per row. */
  readonly codes: Int32Array;
}

/** A column as plain data, as `postMessage` can send it. */
export type ColumnData = Categories | Float64Array;

/** A column of a table, for reading. */
export type ContextColumn =
  | {
      readonly kind: 'categorical';
      readonly categories: readonly string[];
      /** Index into `categories`, one per row; Int32. */
      readonly codes: Int32Vector;
    }
  | {
      readonly kind: 'numeric';
      /** One per row; Float64. */
      readonly numbers: Float64Vector;
    };

/** Throws the error for a row (from 0) of a column. */
export type FailAt = (row: number, message: string) => never;

/** The number of rows of a column. */
export function rowsOf(column: ColumnData): number {
  return isCategories(column) ? column.codes.length : column.length;
}

export function isCategories(column: ColumnData): column is Categories {
  return !ArrayBuffer.isView(column);
}

/**
 * @throws DataError when a category occurs twice or isn't text; whatever `fail` throws for an invalid code or
 *   number
 */
export function checkColumn(name: string, column: ColumnData, fail: FailAt): void {
  if (!isCategories(column)) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row !== -1) fail(row, notANumber(column[row]));
    return;
  }
  const { categories, codes } = column;
  const known = new Set<string>();
  for (const category of categories) {
    const quoted = JSON.stringify(category) ?? String(category);
    if (typeof category !== 'string') {
      throw new DataError(`Interactions: context "${name}": categories must be text, got ${quoted}`);
    }
    if (known.has(category)) {
      throw new DataError(`Interactions: context "${name}": category ${quoted} occurs twice`);
    }
    known.add(category);
  }
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] >= 0 && codes[row] < categories.length) continue;
    fail(row, `no category for code ${codes[row]}, there are ${categories.length} categories`);
  }
}

/** The error message for a value that a numeric column can't contain. */
export function notANumber(value: unknown): string {
  const got = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const isMissing = value === null || value === undefined || Number.isNaN(value) || value === MISSING;
  const advice = isMissing
    ? "; a numeric column can't have gaps: fill them in, or make the column 'categorical', where a missing value is a category"
    : '';
  return `expected a finite number, got ${got}${advice}`;
}
