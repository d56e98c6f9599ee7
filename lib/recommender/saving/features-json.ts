/** The features of a saved model's train set. */
import { DataError } from '../../core/errors';
import type { FeatureColumns } from '../../data/features/feature-table';
import { arrayFromJson, arrayToJson } from './model-json';

/** A feature table as JSON. */
export function featuresToJson(features: FeatureColumns): Record<string, unknown> {
  const { ids, names, offsets, columns, values } = features;
  return {
    ids,
    names,
    offsets: arrayToJson(offsets),
    columns: arrayToJson(columns),
    values: arrayToJson(values),
  };
}

/**
 * Reads the table back.
 * @param field its name, for error messages
 * @throws DataError when something is missing or has the wrong type
 */
export function featuresFromJson(field: 'itemFeatures' | 'userFeatures', json: unknown): FeatureColumns {
  const parts = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  const texts = (name: string) => {
    const list = parts[name];
    if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list as string[];
    throw new DataError(`model JSON: train.${field}.${name} must be a list of strings`);
  };
  const array = <T>(name: string, type: abstract new (...all: never[]) => T): T => {
    const value = parts[name];
    const read =
      typeof value === 'object' && value !== null
        ? arrayFromJson(`train.${field}.${name}`, value)
        : undefined;
    if (read instanceof type) return read;
    throw new DataError(`model JSON: train.${field}.${name} must be an array in base64 of ${type.name}`);
  };
  return {
    ids: texts('ids'),
    names: texts('names'),
    offsets: array('offsets', Int32Array),
    columns: array('columns', Int32Array),
    values: array('values', Float32Array),
  };
}
