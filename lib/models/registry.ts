/**
 * The models of this library: those that stand alone, a line each in `member-models.ts`, and the hybrids that are made
 * of them. Who adds a model adds a file and a line; the contract tests, the comparison table, searches, saved models
 * and the server then know it.
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
 * The line of a model; OptionError that lists the names when there is none.
 * @param models the lines to look among; default: those of this library
 */
export function modelEntry(name: string, models: readonly ModelEntry[] = MODELS): ModelEntry {
  const found = models.find((model) => model.name === name);
  if (found) return found;
  const names = models.map((model) => model.name).join(', ');
  throw new OptionError(`there is no model ${JSON.stringify(name)}; the models are ${names}`);
}

/**
 * A new model by name.
 *
 * @example
 * const model = createModel('BaselineOnly', { method: 'sgd' });
 * @throws OptionError for an unknown name or option, or a bad value
 */
export function createModel(name: string, options: Readonly<Record<string, unknown>> = {}): RegisteredModel {
  return modelEntry(name).create(options);
}
