/** A model as JSON; `modelFromJson` in `lib/models` reads it. */
import type { Interactions } from '../../data/table/interactions';
import { lengthsOf, type ModelJson, type ModelState, stateToJson } from './model-json';
import { trainToJson } from './train-json';

/** @param fitted what the model was fitted on and has learned; undefined before `fit` */
export function modelToJson(
  { name, options }: { readonly name: string; readonly options: Readonly<Record<string, unknown>> },
  fitted: { readonly train: Interactions; readonly state: ModelState } | undefined,
): ModelJson {
  return {
    format: 'recommender-lab/model',
    version: 1,
    model: name,
    options,
    train: fitted ? trainToJson(fitted.train) : null,
    state: fitted ? stateToJson(fitted.state) : null,
    lengths: fitted ? lengthsOf(fitted.state) : null,
  };
}
