/** Your own models: what a model is made of, and how it is saved. `testing` checks whether it keeps the contract. */

// Errors, each with a code.
export { DataError, LabError, OptionError } from '../core/errors';
// Dense indices inside, raw ids outside.
export type { ItemIndex, UserIndex } from '../core/ids';
// Options: each is declared once, with its default and what is allowed.
export {
  number,
  type Option,
  OptionSet,
  type OptionsOf,
  oneOf,
  options,
  orNull,
  seedNumber,
  trueOrFalse,
  whole,
} from '../core/options';
// The base of all models, and what a model says that it can do.
export { BaseModel } from './base-model';
export { type Capabilities, capabilities } from './capabilities';
// The terms of a score.
export type { Explanation, Term } from './explanation';
export type { FitRun } from './fit-run';
export type { Model } from './model';
// A model as JSON; `modelFromJson` of `models` reads it.
export type { ModelJson, ModelState } from './saving/model-json';
export { modelToJson } from './saving/model-to-json';
