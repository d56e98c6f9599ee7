/**
 * A model as JSON: its name, options, train set and learned state. Typed arrays are base64 text with the name
 * of their type, byte for byte, so that a restored model makes exactly the same predictions. `saveModel`,
 * which writes a folder for the service, is in `lib/service/package/model-package.ts`.
 */
import { DataError } from '../../core/errors';

/** The types of typed arrays that can be saved. */
export const ARRAY_TYPES = Object.freeze({ Float32Array, Float64Array, Int32Array, Uint8Array });
export type ArrayType = keyof typeof ARRAY_TYPES;
export type StateArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The learned state of a model: plain values and typed arrays by name. */
export type StateValue = number | string | boolean | null | StateArray;
export type ModelState = Readonly<Record<string, StateValue>>;

/** A typed array in JSON. */
export interface ArrayJson {
  readonly type: ArrayType;
  readonly base64: string;
}

/** A model in JSON. `train` and `state` are null before `fit`. Version 2 has no train ratings, only their summary. */
export interface ModelJson {
  readonly format: 'recommender-lab/model';
  readonly version: 1 | 2;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly train: Readonly<Record<string, unknown>> | null;
  readonly state: Readonly<Record<string, unknown>> | null;
  /** The length of each typed array of the state, by name; see `lengthsOf`. Missing in older files. */
  readonly lengths?: Readonly<Record<string, number>> | null;
}

/** A state with its typed arrays as text. */
export function stateToJson(state: ModelState): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? arrayToJson(value) : value,
    ]),
  );
}

/** The length of each typed array of a state, by name. */
export function lengthsOf(state: ModelState): Record<string, number> {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, value]) =>
      ArrayBuffer.isView(value) ? [[name, value.length]] : [],
    ),
  );
}

/** Reads a state back. DataError for an invalid array. */
export function stateFromJson(json: Readonly<Record<string, unknown>>): ModelState {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? arrayFromJson(name, value) : (value as StateValue),
    ]),
  );
}

/** A typed array as text. Little-endian, like every machine that Node runs on. */
export function arrayToJson(array: StateArray): ArrayJson {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return { type: array.constructor.name as ArrayJson['type'], base64: bytes.toString('base64') };
}

/** Reads a typed array back. @throws DataError with the field's name, if it is malformed */
export function arrayFromJson(name: string, json: object): StateArray {
  const { type, base64 } = json as Partial<ArrayJson>;
  const TypedArray = type && Object.hasOwn(ARRAY_TYPES, type) ? ARRAY_TYPES[type] : undefined;
  if (!TypedArray || typeof base64 !== 'string') {
    const types = Object.keys(ARRAY_TYPES).join(', ');
    throw new DataError(
      `model JSON: ${name} must be { type: one of ${types}, base64 }, got type ${String(type)}`,
    );
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw new DataError(
      `model JSON: ${name} has ${bytes.length} bytes, which isn't a whole number of ${type} elements`,
    );
  }
  return new TypedArray(Uint8Array.from(bytes).buffer);
}
