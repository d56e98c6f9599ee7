/** Whether what was read from a file can be what a model has learned. */
import { DataError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import type { ModelState } from './model-json';

/** What a state must have. Nothing is checked of names that aren't there. */
export interface StateParts {
  /** How many numbers each typed array has, by name. */
  readonly arrays: Readonly<Record<string, number>>;
  /** The value that each plain number has, by name; null for any. */
  readonly numbers: Readonly<Record<string, number | null>>;
}

/** @throws DataError that names the part which doesn't fit the train set */
export function checkState(
  model: string,
  { userCount, itemCount }: Interactions,
  state: ModelState,
  { arrays, numbers }: StateParts,
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
}
