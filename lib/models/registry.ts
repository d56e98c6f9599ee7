/**
 * The registry: all models of this library, that is, those in `member-models.ts` and the hybrids. To add a
 * model, add a file and one line; the contract tests, the comparison table, hyperparameter search, saving and
 * the service then include it.
 */
import { OptionError } from '../core/errors';
import { STACKED_HYBRID_OPTIONS, StackedHybrid } from './hybrids/stacked-hybrid';
import { SWITCHING_HYBRID_OPTIONS, SwitchingHybrid } from './hybrids/switching-hybrid';
import { WEIGHTED_HYBRID_OPTIONS, WeightedHybrid } from './hybrids/weighted-hybrid';
import { entry, MEMBER_MODELS, type ModelEntry, type RegisteredModel } from './member-models';

export type { ModelEntry, RegisteredModel } from './member-models';

export const MODELS: readonly ModelEntry[] = Object.freeze([
  ...MEMBER_MODELS,
  entry(WeightedHybrid, WEIGHTED_HYBRID_OPTIONS, 'hybrid: a weighted mean of two models'),
  entry(SwitchingHybrid, SWITCHING_HYBRID_OPTIONS, 'hybrid: one model for few ratings, another for many'),
  entry(StackedHybrid, STACKED_HYBRID_OPTIONS, 'hybrid: a regression on what several models predict'),
]);

/**
 * The registry entry of a model. Throws OptionError with a list of the names if there is none.
 * @param models the entries to search; default: those of this library
 */
export function modelEntry(name: string, models: readonly ModelEntry[] = MODELS): ModelEntry {
  const found = models.find((model) => model.name === name);
  if (found) return found;
  const names = models.map((model) => model.name).join(', ');
  throw new OptionError(`no model is named ${JSON.stringify(name)}; the models are ${names}`);
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
