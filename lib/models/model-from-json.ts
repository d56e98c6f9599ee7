/** Reads a saved model from JSON. */
import { DataError, LabError } from '../core/errors';
import { checkState } from '../recommender/saving/check-state';
import { stateFromJson } from '../recommender/saving/model-json';
import { rowlessFromJson } from '../recommender/saving/rowless-json';
import { trainFromJson } from '../recommender/saving/train-json';
import type { SeenItems } from '../recommender/train-summary';
import { entryNamed, type ModelEntry, type RegisteredModel } from './model-entry';
import { MODELS } from './registry';

/**
 * Restores a model from the output of `toJSON` (or from parsed `JSON.stringify(model)`), fitted or not. The
 * restored model makes exactly the same predictions as the saved one.
 *
 * @param models the models to choose from; default: those of this library
 * @param options `seenBy`: what each user has rated, for a model saved without its train ratings and seen items
 * @example
 * const same = modelFromJson(JSON.parse(JSON.stringify(model)));
 * @throws DataError with the reason, when `json` isn't a saved model: another format, a newer version, a
 *   model or option that this library doesn't have, or missing or malformed parts
 */
export function modelFromJson(
  json: unknown,
  models: readonly ModelEntry[] = MODELS,
  options: { readonly seenBy?: SeenItems } = {},
): RegisteredModel {
  const { format, version, model: name, options: given, train, state, lengths } = record('it', json);
  if (format !== 'recommender-lab/model') {
    throw new DataError(
      `model JSON: format must be "recommender-lab/model", got ${JSON.stringify(format)}; was it saved by another program?`,
    );
  }
  if (version !== 1 && version !== 2) {
    throw new DataError(
      `model JSON: version must be 1 or 2, got ${JSON.stringify(version)}; a newer version of this library can read it`,
    );
  }
  if (typeof name !== 'string' || !models.some((entry) => entry.name === name)) {
    const names = models.map((entry) => entry.name).join(', ');
    throw new DataError(`model JSON: model must be one of ${names}, got ${JSON.stringify(name)}`);
  }
  const model = wrapped('options', () => entryNamed(name, models).create(record('options', given)));
  if (train === null && state === null) return model;
  const table = wrapped('train', () => {
    const parts = record('train', train);
    return version === 1 ? trainFromJson(parts) : rowlessFromJson(parts, options.seenBy);
  });
  const learned = stateFromJson(record('state', state));
  model.checkState(table, learned);
  checkState(name, table, learned, { arrays: lengthsIn(lengths), numbers: {} });
  model.checkFloats(table, learned);
  model.restore(table, learned);
  return model;
}

/** The `lengths` field, which older files don't have. */
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

/** Turns an OptionError about a value in the file into a DataError. */
function wrapped<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof DataError || !(cause instanceof LabError)) throw cause;
    throw new DataError(`model JSON: ${what}: ${cause.message}`);
  }
}
