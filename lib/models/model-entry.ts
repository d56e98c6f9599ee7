/** Entries of the registry: how to make a model, and its options. */
import { OptionError } from '../core/errors';
import type { OptionSet } from '../core/options';
import type { BaseModel } from '../recommender/base-model';
import type { ModelState } from '../recommender/saving/model-json';

/** Any model of the registry: the `Model` interface, plus `restore`, which reads it from JSON. */
export type RegisteredModel = BaseModel<object, ModelState>;

/** An entry of the registry. */
export interface ModelEntry {
  /** The name for `createModel(name)`, which is also the model's `name`. */
  readonly name: string;
  /** Makes a new model. Throws OptionError for an unknown option or an invalid value. */
  readonly create: (options?: Readonly<Record<string, unknown>>) => RegisteredModel;
  /** The declared options; `describe()` returns them as a table. */
  readonly options: OptionSet<Readonly<Record<string, unknown>>>;
  /** All options with their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** A short description, for tables. */
  readonly summary: string;
}

/**
 * A description of a model to create: its name in the registry and its options. Plain data, which workers can
 * receive.
 */
export interface ModelSpec {
  /** The label in tables and figures. Default: the model's name. */
  readonly label?: string;
  /** Name in the registry: `BaselineOnly`. */
  readonly model: string;
  /** Options that differ from the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Makes an entry of the registry; the model is named after the owner of its options. */
export function entry<Options extends object>(
  Model: new (options?: Partial<Options>) => RegisteredModel,
  options: OptionSet<Options>,
  summary: string,
): ModelEntry {
  return Object.freeze({
    name: options.owner,
    create: (given: Readonly<Record<string, unknown>> = {}) => new Model(given as Partial<Options>),
    options: options as unknown as OptionSet<Readonly<Record<string, unknown>>>,
    defaults: options.defaults as Readonly<Record<string, unknown>>,
    summary,
  });
}

/** Finds the entry of a model in a list. @throws OptionError with a list of the names, if there is none */
export function entryNamed(name: string, models: readonly ModelEntry[]): ModelEntry {
  const found = models.find((model) => model.name === name);
  if (found) return found;
  const names = models.map((model) => model.name).join(', ');
  throw new OptionError(`no model is named ${JSON.stringify(name)}; the models are ${names}`);
}
