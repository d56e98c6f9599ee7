/** Checks whether a state read from a file can be what a model has learned. */
import { DataError } from '../../core/errors';
import { Interactions } from '../../data/table/interactions';
import type { Capabilities } from '../capabilities';
import type { TrainSummary } from '../train-summary';
import type { ModelState } from './model-json';

/** What may be in an array of numbers. */
export type FloatsAllowed = 'finite' | 'finite or NaN';

/** The expected parts of a state. Names that aren't listed aren't checked. */
export interface StateParts {
  /** The length of each typed array, by name. */
  readonly arrays: Readonly<Record<string, number>>;
  /** The value of each plain number, by name; null for any value. */
  readonly numbers: Readonly<Record<string, number | null>>;
  /** What may be in each Float32Array, by name. */
  readonly floats?: Readonly<Record<string, FloatsAllowed>>;
}

/** @throws DataError with the name of the part that doesn't match the train set */
export function checkState(
  model: string,
  { userCount, itemCount }: Pick<TrainSummary, 'userCount' | 'itemCount'>,
  state: ModelState,
  { arrays, numbers, floats = {} }: StateParts,
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
  for (const [name, allowed] of Object.entries(floats)) checkFloats(model, name, state[name], allowed);
}

function checkFloats(model: string, name: string, value: unknown, allowed: FloatsAllowed): void {
  const must = `model JSON: state.${name} of ${model} must be a Float32Array of ${allowed} numbers`;
  if (!(value instanceof Float32Array)) {
    throw new DataError(`${must}, got ${ArrayBuffer.isView(value) ? value.constructor.name : String(value)}`);
  }
  const isRefused = (number: number) =>
    !Number.isFinite(number) && !(allowed === 'finite or NaN' && Number.isNaN(number));
  const at = value.findIndex(isRefused);
  if (at >= 0) throw new DataError(`${must}, got ${value[at]} at position ${at}`);
}

/** @throws DataError if the model answers from its train ratings, and they are missing */
export function mustHaveRows(
  { name, can }: { readonly name: string; readonly can: Capabilities },
  train: TrainSummary,
): void {
  if (train instanceof Interactions || can.withoutTrain !== 'nobody') return;
  throw new DataError(`model JSON: ${name} answers from its train ratings, and they are missing`);
}
