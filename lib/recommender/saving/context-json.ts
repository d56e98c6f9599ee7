/** The context columns of a saved model's train set. */
import { DataError } from '../../core/errors';
import type { ColumnData } from '../../data/context/context-column';
import { arrayFromJson, arrayToJson } from './model-json';

/** Context columns as JSON. */
export function contextToJson(columns: Readonly<Record<string, ColumnData>>): Record<string, unknown> {
  const written = Object.entries(columns).map(([name, column]) => [
    name,
    column instanceof Float64Array
      ? { numbers: arrayToJson(column) }
      : { categories: column.categories, codes: arrayToJson(column.codes) },
  ]);
  return Object.fromEntries(written);
}

/** Reads the columns back. @throws DataError when something is missing or has the wrong type */
export function contextFromJson(json: unknown): Record<string, ColumnData> {
  if (!isObject(json)) throw new DataError('model JSON: train.context must be an object of columns');
  return Object.fromEntries(Object.entries(json).map(([name, column]) => [name, columnFrom(name, column)]));
}

function columnFrom(name: string, json: unknown): ColumnData {
  const at = `train.context.${name}`;
  const parts = isObject(json) ? json : {};
  const array = <Kind>(field: string, kind: abstract new (...all: never[]) => Kind): Kind => {
    const value = parts[field];
    const read = isObject(value) ? arrayFromJson(`${at}.${field}`, value) : undefined;
    if (read instanceof kind) return read;
    throw new DataError(`model JSON: ${at}.${field} must be an array in base64 of ${kind.name}`);
  };
  const { categories } = parts;
  if (categories === undefined) return array('numbers', Float64Array);
  if (!Array.isArray(categories) || !categories.every((text) => typeof text === 'string')) {
    throw new DataError(`model JSON: ${at}.categories must be a list of strings`);
  }
  return { categories, codes: array('codes', Int32Array) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
