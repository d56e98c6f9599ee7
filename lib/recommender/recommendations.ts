/** From scores to what a person is shown: one way for models, visitors and the lists of many users. */
import type { ItemIndex } from '../core/ids';
import { clipToScale } from '../core/rating-scale';
import type { Interactions } from '../data/table/interactions';
import type { Prediction, Recommendation } from './answers';
import { topIndices } from './top-items';

/** The best k of the allowed items. @param scores of all items, by inner index */
export function recommendations(
  train: Interactions,
  scores: ArrayLike<number>,
  { k, allowed, unknownUser }: { k: number; allowed: Uint8Array; unknownUser: boolean },
): Recommendation[] {
  return topIndices(scores, k, allowed).map((item) =>
    recommendation(train, item as ItemIndex, scores[item], unknownUser),
  );
}

/** One place of a list. */
export function recommendation(
  train: Interactions,
  item: ItemIndex,
  score: number,
  unknownUser: boolean,
): Recommendation {
  const support = train.rowsOfItem(item).length;
  const place = { item: train.items.idOf(item), score, support };
  return unknownUser ? { ...place, unknownUser } : place;
}

/** The rating that an estimate stands for; μ where it is NaN, with the reason. */
export function predictedRating(
  train: Interactions,
  estimate: number,
  reason: () => string,
): Pick<Prediction, 'rating' | 'score' | 'wasImpossible' | 'reason'> {
  const wasImpossible = Number.isNaN(estimate);
  const score = wasImpossible ? train.mean : estimate;
  const predicted = { rating: clipToScale(train.scale, score), score, wasImpossible };
  return wasImpossible ? { ...predicted, reason: reason() } : predicted;
}
