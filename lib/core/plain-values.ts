/** Converts data for plotly in a page, which may contain typed arrays and missing numbers, to plain JSON. */

/** The caller's rules. */
export interface PlainValueRules {
  /** The replacement for a finite number. */
  readonly number: (value: number) => number;
  /**
   * The replacement for a value that JSON doesn't have: NaN, an infinity, an invalid date, undefined, a
   * function, a symbol, a Map, a Set, an ArrayBuffer, a DataView, a promise, an iterator or a tensor. May
   * throw. If it returns undefined, a field is left out, and a list gets null.
   */
  readonly odd: (value: unknown, place: string) => unknown;
}

/** JSON.stringify would turn these into `{}` without an error. */
const UNREADABLE = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Promise',
  'Tensor',
];

/** The class of a built-in object, from any realm, such as `Map`; `Tensor` for one of TensorFlow. */
export function builtInName(value: unknown): string {
  if (typeof (value as { dataSync?: unknown } | null)?.dataSync === 'function') return 'Tensor';
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/**
 * Converts a value to plain JSON: typed arrays of any kind become lists, dates become ISO strings, bigints
 * become numbers, and an object with `toJSON` becomes what that returns. Cost: O(values).
 *
 * @param place the location of the value, for messages: `data[0].y`
 */
export function plainValues(value: unknown, place: string, rules: PlainValueRules): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? rules.number(value) : rules.odd(value, place);
  }
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return rules.odd(value, place);
  const name = builtInName(value);
  if (UNREADABLE.includes(name)) return rules.odd(value, place);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return plainList(value as unknown as ArrayLike<unknown>, place, rules);
  }
  if (name === 'Date' && Number.isNaN((value as Date).getTime())) return rules.odd(value, place);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return plainValues(value.toJSON(), place, rules);
  }
  if (Symbol.iterator in value) return rules.odd(value, place);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => [key, plainValues(field, `${place}.${key}`, rules)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

function plainList(list: ArrayLike<unknown>, place: string, rules: PlainValueRules): unknown[] {
  // Array.from also visits the holes of a sparse array. Numbers come first: building the text of a place
  // costs more.
  return Array.from(list, (item, i) =>
    typeof item === 'number' && Number.isFinite(item)
      ? rules.number(item)
      : (plainValues(item, `${place}[${i}]`, rules) ?? null),
  );
}
