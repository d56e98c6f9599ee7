/** All answers of a model, for comparing two models. */
import assert from 'node:assert/strict';
import type { Interactions } from '../data/table/interactions';
import type { Model } from '../recommender/model';

/** Scores for the users in the train set, and predictions for the pairs if the model rates. */
export interface ModelAnswers {
  readonly scores: readonly number[];
  readonly ratings: readonly number[];
}

export function answersOf(model: Model, pairs: Interactions): ModelAnswers {
  const scores = [...model.summary.users].flatMap((user) => [...model.scoresOf(user)]);
  if (!model.can.rates) return { scores, ratings: [] };
  const predictions = model.predictAll(pairs);
  return {
    scores: [...scores, ...predictions.scores, ...predictions.impossible],
    ratings: [...predictions.ratings],
  };
}

/** Asserts that no score is infinite, and that ratings are from 1 to 5. */
export function assertFinite({ ratings, scores }: ModelAnswers, what = ''): void {
  assert.ok(
    ratings.every((rating) => rating >= 1 && rating <= 5),
    `${what}: ${ratings}`,
  );
  const infinite = scores.filter((score) => !Number.isFinite(score) && !Number.isNaN(score));
  assert.deepEqual(infinite, [], what);
}
