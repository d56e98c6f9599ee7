/**
 * Makes context columns from lists of values.
 */
import { OptionError } from '../../core/errors';
import {
  type Categories,
  CONTEXT_KINDS,
  type ColumnData,
  type ContextKind,
  type ContextValue,
  type FailAt,
  isCategories,
  MISSING,
  notANumber,
} from './context-column';

/** A column as given: a value per row, or typed arrays. */
export type ColumnSource = readonly ContextValue[] | Categories | Float64Array | Float32Array | Int32Array;

/**
 * Makes a categorical or numeric column. Without `kind`, numbers make a numeric column, text and booleans a
 * categorical one; a mixture is rejected, because either would be a guess. Typed arrays of the right type are
 * taken over, not copied.
 *
 * @throws OptionError for an invalid `kind`; whatever `fail` throws for an invalid value
 */
export function columnFrom(
  name: string,
  source: ColumnSource,
  kind: ContextKind | undefined,
  fail: FailAt,
): ColumnData {
  if (kind !== undefined && !CONTEXT_KINDS.includes(kind)) {
    throw new OptionError(
      `Interactions: context "${name}" must be one of ${CONTEXT_KINDS.join(', ')}, got ${String(kind)}`,
    );
  }
  if (ArrayBuffer.isView(source)) {
    if (kind === 'categorical') return categoriesOf(Array.from(source), fail);
    return source instanceof Float64Array ? source : new Float64Array(source);
  }
  if (!Array.isArray(source)) {
    if (!isColumnOfCategories(source)) {
      throw new OptionError(
        `Interactions: context "${name}" must be a list of values, a Float64Array, or { categories, codes }`,
      );
    }
    if (kind !== 'numeric') return source;
    return numbersOf(
      Array.from(source.codes, (code) => source.categories[code]),
      fail,
    );
  }
  const values = source as readonly ContextValue[];
  return (kind ?? kindOf(values, fail)) === 'numeric' ? numbersOf(values, fail) : categoriesOf(values, fail);
}

/** Numeric if all values that aren't missing are numbers. */
function kindOf(values: readonly ContextValue[], fail: FailAt): ContextKind {
  const present = (value: ContextValue) => !isMissing(value);
  const first = values.findIndex(present);
  if (first === -1) return 'categorical';
  const isNumber = typeof values[first] === 'number';
  const other = values.findIndex((value) => present(value) && (typeof value === 'number') !== isNumber);
  if (other === -1) return isNumber ? 'numeric' : 'categorical';
  const [one, two] = [values[first], values[other]].map((value) => JSON.stringify(value));
  return fail(
    other,
    `expected ${isNumber ? 'a number' : 'text'} as in row ${first + 1} (${one}), got ${two}; ` +
      "for a column of both, pass the kind 'categorical'",
  );
}

function isMissing(value: ContextValue): boolean {
  return value === null || value === undefined || value === MISSING || Number.isNaN(value);
}

function numbersOf(values: readonly ContextValue[], fail: FailAt): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value !== 'number' || !Number.isFinite(value)) fail(row, notANumber(value));
    numbers[row] = value as number;
  }
  return numbers;
}

function categoriesOf(values: readonly ContextValue[], fail: FailAt): Categories {
  const places = new Map<string, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!isMissing(value) && !['string', 'number', 'boolean'].includes(typeof value)) {
      fail(row, `expected text, a number, true, false or null, got ${String(value)}`);
    }
    const category = isMissing(value) ? MISSING : String(value);
    const place = places.get(category) ?? places.size;
    if (place === places.size) places.set(category, place);
    codes[row] = place;
  }
  return { categories: [...places.keys()], codes };
}

function isColumnOfCategories(source: unknown): source is Categories {
  return (
    typeof source === 'object' &&
    source !== null &&
    isCategories(source as ColumnData) &&
    Array.isArray((source as Partial<Categories>).categories) &&
    (source as Partial<Categories>).codes instanceof Int32Array
  );
}
