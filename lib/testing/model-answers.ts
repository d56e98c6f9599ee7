/** All that a model answers, to compare two of them. */
import assert from 'node:assert/strict';
import type { Interactions } from '../data/table/interactions';
import type { Model } from '../recommender/model';

/** Scores of the train set's users, and predictions of the pairs if the model rates. */
export interface ModelAnswers {
  readonly scores: readonly number[];
  readonly ratings: readonly number[];
}

export function answersOf(model: Model, pairs: Interactions): ModelAnswers {
  const scores = [...model.train.users].flatMap((user) => [...model.scoresOf(user)]);
  if (!model.can.rates) return { scores, ratings: [] };
  const predictions = model.predictAll(pairs);
  return {
    scores: [...scores, ...predictions.scores, ...predictions.impossible],
    ratings: [...predictions.ratings],
  };
}

/** No score is infinite, and ratings are from 1 to 5. */
export function assertFinite({ ratings, scores }: ModelAnswers, what = ''): void {
  assert.ok(
    ratings.every((rating) => rating >= 1 && rating <= 5),
    `${what}: ${ratings}`,
  );
  const infinite = scores.filter((score) => !Number.isFinite(score) && !Number.isNaN(score));
  assert.deepEqual(infinite, [], what);
}
