/** A model as JSON; `modelFromJson` in `lib/models` reads it. */
import { OptionError } from '../../core/errors';
import { Interactions } from '../../data/table/interactions';
import type { Capabilities } from '../capabilities';
import { CapabilityError, TrainRowsError } from '../model-errors';
import { RowlessTrain } from '../rowless-train';
import type { TrainSummary } from '../train-summary';
import { lengthsOf, type ModelJson, type ModelState, stateToJson } from './model-json';
import { rowlessToJson } from './rowless-json';
import { trainToJson } from './train-json';

/**
 * How much of the train set is saved with a model: `rows`, all of it; `seen`, a summary and which items each user has
 * rated, so lists can leave them out; `none`, the summary only.
 */
export type TrainPart = 'rows' | 'seen' | 'none';
export const TRAIN_PARTS: readonly TrainPart[] = ['rows', 'seen', 'none'];

/** What can be saved: any model of this library. */
export interface SavedModel {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly can: Capabilities;
  readonly isFitted: boolean;
  readonly summary: TrainSummary;
  readonly state: ModelState;
  readonly learnedForServing: ModelState;
  checkFloats(train: TrainSummary, state: ModelState): void;
}

/**
 * A model as JSON. `JSON.stringify(model)` saves everything that the model has.
 *
 * @example
 * const small = JSON.stringify(modelToJson(model, { train: 'seen' }));
 * @throws CapabilityError if the model answers from its train ratings and can't be saved without them (its
 *   `can.withoutTrain` is `nobody`), TrainRowsError if it was loaded without what is to be saved,
 *   DataError if it has learned a number that may not be there, such as NaN
 */
export function modelToJson(model: SavedModel, options: { readonly train?: TrainPart } = {}): ModelJson {
  const { name, options: given } = model;
  const header = { format: 'recommender-lab/model', model: name, options: given } as const;
  if (!model.isFitted) return { ...header, version: 1, train: null, state: null, lengths: null };
  const train = savedTrain(model, options.train);
  const state = train instanceof Interactions ? model.state : model.learnedForServing;
  model.checkFloats(train, state);
  const saved = { state: stateToJson(state), lengths: lengthsOf(state) };
  if (train instanceof Interactions) return { ...header, version: 1, train: trainToJson(train), ...saved };
  return { ...header, version: 2, train: rowlessToJson(train), ...saved };
}

/** The part of the train set to save; by default all that the model has. */
function savedTrain(
  { name, can, summary }: Pick<SavedModel, 'name' | 'can' | 'summary'>,
  part: TrainPart | undefined,
): Interactions | RowlessTrain {
  if (part !== undefined && !TRAIN_PARTS.includes(part)) {
    throw new OptionError(`${name}: train must be one of ${TRAIN_PARTS.join(', ')}, got ${String(part)}`);
  }
  if (summary instanceof RowlessTrain) {
    if (part === undefined) return summary;
    const { seen, raters: _, ...others } = summary.toParts();
    if (part === 'rows' || (part === 'seen' && !seen))
      throw new TrainRowsError(name, `saving train: "${part}"`);
    return part === 'seen' ? summary : new RowlessTrain(others);
  }
  if (!(summary instanceof Interactions)) throw new TypeError(`${name}: a train set that can't be saved`);
  if (part === undefined || part === 'rows') return summary;
  if (can.withoutTrain === 'nobody') {
    throw new CapabilityError(name, 'be saved without its train ratings, as it answers from them');
  }
  return RowlessTrain.of(summary, { withSeen: part === 'seen' });
}
