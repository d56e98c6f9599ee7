/** Checks whether a state read from a file can be what a model has learned. */
import { DataError } from '../../core/errors';
import { Interactions } from '../../data/table/interactions';
import type { Capabilities } from '../capabilities';
import type { TrainSummary } from '../train-summary';
import type { ModelState } from './model-json';

/** What may be in an array of floating-point numbers. */
export type FloatsAllowed = 'finite' | 'finite or NaN' | 'finite or infinite';

/** The expected parts of a state. Names that aren't listed aren't checked. */
export interface StateParts {
  /** The length of each typed array, by name. */
  readonly arrays: Readonly<Record<string, number>>;
  /** The value of each plain number, by name; null for any value. */
  readonly numbers: Readonly<Record<string, number | null>>;
  /** The names of arrays that must be Float32Array. */
  readonly float32?: readonly string[];
}

type Counts = Pick<TrainSummary, 'userCount' | 'itemCount'>;

/** @throws DataError with the name of the part that doesn't match the train set */
export function checkState(
  model: string,
  { userCount, itemCount }: Counts,
  state: ModelState,
  { arrays, numbers, float32 = [] }: StateParts,
): void {
  for (const [name, wanted] of Object.entries(numbers)) {
    const value = state[name];
    if (Number.isFinite(value) && (wanted === null || value === wanted)) continue;
    const got = ArrayBuffer.isView(value) ? 'an array' : JSON.stringify(value);
    throw new DataError(`model JSON: state.${name} of ${model} must be ${wanted ?? 'a number'}, got ${got}`);
  }
  for (const [name, length] of Object.entries(arrays)) {
    const value = state[name];
    if (ArrayBuffer.isView(value) && value.length === length) continue;
    const got = ArrayBuffer.isView(value) ? `${value.length} numbers` : String(value);
    throw new DataError(
      `model JSON: state.${name} of ${model} must be an array of ${length} numbers for ` +
        `${userCount} users and ${itemCount} items, got ${got}`,
    );
  }
  for (const name of float32) {
    const value = state[name];
    if (value instanceof Float32Array) continue;
    const got = ArrayBuffer.isView(value) ? value.constructor.name : String(value);
    throw new DataError(`model JSON: state.${name} of ${model} must be a Float32Array, got ${got}`);
  }
}

/**
 * The first number of an array that may not be there, in words; undefined if there is none, and for an array of another
 * type. Positions and rows are counted from 0. Cost: O(values), about 1 ns each.
 *
 * @param name of the array: rows are those of `userCount` users or `itemCount` items if it begins with either word
 */
export function wrongNumber(
  name: string,
  values: unknown,
  allowed: FloatsAllowed,
  { userCount, itemCount }: Counts,
): string | undefined {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  const at = firstWrong(values, allowed);
  if (at < 0) return undefined;
  const whose = /(?:^|-)(user|item)/.exec(name)?.[1];
  const width = values.length / (whose === 'user' ? userCount : itemCount);
  const row = whose && Number.isInteger(width) ? ` (row ${Math.floor(at / width)})` : '';
  return `must be a ${values.constructor.name} of ${allowed} numbers, got ${values[at]} at position ${at}${row}`;
}

function firstWrong(values: Float32Array | Float64Array, allowed: FloatsAllowed): number {
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value - value === 0) continue; // finite, and faster than Number.isFinite
    if (allowed !== (Number.isNaN(value) ? 'finite or NaN' : 'finite or infinite')) return at;
  }
  return -1;
}

/** @throws DataError if the model answers from its train ratings, and they are missing */
export function mustHaveRows(
  { name, can }: { readonly name: string; readonly can: Capabilities },
  train: TrainSummary,
): void {
  if (train instanceof Interactions || can.withoutTrain !== 'nobody') return;
  throw new DataError(`model JSON: ${name} answers from its train ratings, and they are missing`);
}
