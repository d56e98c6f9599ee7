/**
 * The registry: all models of this library, and how to make one by name. It consists of the models in
 * `member-models.ts` and the hybrids. To add a model, add a file and one line; the contract tests, the
 * comparison tables, hyperparameter search, saving, and the service then include it.
 */
import { BLENDED_HYBRID_OPTIONS, BlendedHybrid } from './hybrids/blended-hybrid';
import { STACKED_HYBRID_OPTIONS, StackedHybrid } from './hybrids/stacked-hybrid';
import { SWITCHING_HYBRID_OPTIONS, SwitchingHybrid } from './hybrids/switching-hybrid';
import { WEIGHTED_HYBRID_OPTIONS, WeightedHybrid } from './hybrids/weighted-hybrid';
import { MEMBER_MODELS } from './member-models';
import { entry, entryNamed, type ModelEntry, type ModelSpec, type RegisteredModel } from './model-entry';

export type { ModelEntry, ModelSpec, RegisteredModel } from './model-entry';

export const MODELS: readonly ModelEntry[] = Object.freeze([
  ...MEMBER_MODELS,
  entry(WeightedHybrid, WEIGHTED_HYBRID_OPTIONS, 'hybrid: a weighted mean of two models'),
  entry(SwitchingHybrid, SWITCHING_HYBRID_OPTIONS, 'hybrid: one model for few ratings, another for many'),
  entry(BlendedHybrid, BLENDED_HYBRID_OPTIONS, 'hybrid, for ranking: the mean z-score of several models'),
  entry(StackedHybrid, STACKED_HYBRID_OPTIONS, 'hybrid: a regression on what several models predict'),
]);

/** The registry entry of a model. @throws OptionError with a list of the names, if there is none */
export function modelEntry(name: string): ModelEntry {
  return entryNamed(name, MODELS);
}

/**
 * Makes a model by name.
 *
 * @example
 * const model = createModel('BaselineOnly', { method: 'sgd' });
 * @throws OptionError for an unknown name or option, or an invalid value
 */
export function createModel(name: string, options: Readonly<Record<string, unknown>> = {}): RegisteredModel {
  return modelEntry(name).create(options);
}

/** Makes a new model from a spec. @throws OptionError for an unknown name or option, or an invalid value */
export function modelOf({ model, options }: ModelSpec): RegisteredModel {
  return createModel(model, options);
}
