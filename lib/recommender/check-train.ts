/** Checks of the train set before a fit. */
import { OptionError } from '../core/errors';
import type { Interactions } from '../data/table/interactions';
import { ContextReader, type ContextUser } from './context-reader';

/**
 * The train set with one row per pair, as models expect it.
 * @throws OptionError if it lacks the ratings or the context that the model needs
 */
export function trainTable(model: ContextUser, table: Interactions): Interactions {
  const train = table.onePerPair();
  checkRatings(model, train);
  new ContextReader(model, train);
  return train;
}

/** @throws OptionError if the train set lacks the ratings that the model needs */
export function checkRatings(
  { name, can }: Pick<ContextUser, 'name' | 'can'>,
  { hasRatings }: Pick<Interactions, 'hasRatings'>,
): void {
  if (!can.rates || hasRatings) return;
  throw new OptionError(
    `${name}: predicts ratings, but the train set has none: each row is a choice; use a model that only ranks, such as EASE, ItemKNN or ImplicitALS`,
  );
}
