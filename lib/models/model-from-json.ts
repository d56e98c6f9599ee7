/** A saved model back from JSON. */
import { DataError, LabError } from '../core/errors';
import { checkState } from '../recommender/saving/check-state';
import { stateFromJson } from '../recommender/saving/model-json';
import { trainFromJson } from '../recommender/saving/train-json';
import { MODELS, type ModelEntry, modelEntry, type RegisteredModel } from './registry';

/**
 * The model that `toJSON` (or `JSON.stringify(model)`, parsed) gave, fitted or not. It predicts exactly
 * as the saved one did.
 *
 * @param models the models that it may be of; default: those of this library
 * @example
 * const same = modelFromJson(JSON.parse(JSON.stringify(model)));
 * @throws DataError that says why, when it isn't such JSON: another format, a newer version, a model or
 *   option that this library doesn't know, or parts that are missing or malformed
 */
export function modelFromJson(json: unknown, models: readonly ModelEntry[] = MODELS): RegisteredModel {
  const { format, version, model: name, options, train, state, lengths } = record('it', json);
  if (format !== 'recommender-lab/model') {
    throw new DataError(
      `model JSON: format must be "recommender-lab/model", got ${JSON.stringify(format)}; was it saved by another program?`,
    );
  }
  if (version !== 1) {
    throw new DataError(
      `model JSON: version must be 1, got ${JSON.stringify(version)}; a newer version of this library can read it`,
    );
  }
  if (typeof name !== 'string' || !models.some((entry) => entry.name === name)) {
    const names = models.map((entry) => entry.name).join(', ');
    throw new DataError(`model JSON: model must be one of ${names}, got ${JSON.stringify(name)}`);
  }
  const model = wrapped('options', () => modelEntry(name, models).create(record('options', options)));
  if (train === null && state === null) return model;
  const table = wrapped('train', () => trainFromJson(record('train', train)));
  const learned = stateFromJson(record('state', state));
  model.checkState(table, learned);
  checkState(name, table, learned, { arrays: lengthsIn(lengths), numbers: {} });
  model.restore(table, learned);
  return model;
}

/** None in older files. */
function lengthsIn(value: unknown): Readonly<Record<string, number>> {
  const lengths = value === undefined ? {} : record('lengths', value);
  for (const [name, length] of Object.entries(lengths)) {
    if (Number.isSafeInteger(length)) continue;
    throw new DataError(`model JSON: lengths.${name} must be a whole number, got ${JSON.stringify(length)}`);
  }
  return lengths as Readonly<Record<string, number>>;
}

function record(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new DataError(`model JSON: ${what} must be an object, got ${JSON.stringify(value)}`);
}

/** What is wrong in a file is a DataError, also where the same value given in code is an OptionError. */
function wrapped<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof DataError || !(cause instanceof LabError)) throw cause;
    throw new DataError(`model JSON: ${what}: ${cause.message}`);
  }
}
