/** JSON schema of `GET /explain/{userId}/{itemId}`. */
import { COMMON, errors, ITEM_ID, list, MODEL, object, orNull, USER_ID } from './schemas';

/** Ratings that are left out in turn, at most: each costs a fold-in. */
export const MOST_COUNTERFACTUALS = 10;

/** Query of `GET /explain/{userId}/{itemId}`. */
export interface ExplainQuery {
  readonly by: 'model' | 'ratings';
  readonly counterfactuals: number;
}

const RANK = { type: 'integer', description: 'from 1, among what the user has not rated' };

const TERM = object({
  kind: {
    type: 'string',
    description:
      'mean, userBias, itemBias, factor, rating, neighborUser, feature, taste, …: see lib/recommender/explanation.ts',
  },
  label: { type: 'string', description: 'what it is, for people' },
  value: { type: 'number', description: 'its part of the score' },
  itemId: orNull({ type: 'string', description: 'the rated item that it rests on' }),
  title: orNull({ type: 'string' }),
  rating: orNull({ type: 'number', description: 'the rating that it rests on' }),
  weight: orNull({ type: 'number', description: 'how much the model makes of it' }),
  support: orNull({ type: 'integer', description: 'how many ratings the weight rests on' }),
});

export const EXPLAIN = {
  summary:
    'Why an item has its score for a user: terms that add up to it, in a sentence, and what would change it',
  params: object({ userId: USER_ID, itemId: ITEM_ID }),
  querystring: object(
    {
      by: {
        type: 'string',
        enum: ['model', 'ratings'],
        default: 'model',
        description:
          'model: the terms of its own score. ratings: those of the user folded in, where factor models have a term ' +
          'for each rating instead of factors; the score differs a little',
      },
      counterfactuals: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_COUNTERFACTUALS,
        default: 3,
        description: 'how many ratings to tell without which the score would fall most',
      },
    },
    [],
  ),
  response: {
    200: {
      description: 'the explanation',
      ...object({
        userId: { type: 'string' },
        itemId: { type: 'string' },
        title: { type: 'string' },
        model: MODEL,
        by: { type: 'string', enum: ['model', 'ratings'] },
        score: orNull({ type: 'number', description: 'not clipped to the scale; null where there is none' }),
        reason: orNull({ type: 'string', description: 'why there is no score of its own; else null' }),
        sentence: { type: 'string' },
        terms: { ...list(TERM), description: 'they add up to the score' },
        counterfactuals: orNull(
          object({
            score: { type: 'number', description: 'of the user folded in, with all ratings' },
            rank: RANK,
            without: list(
              object({
                itemId: { type: 'string' },
                title: { type: 'string' },
                rating: { type: 'number' },
                score: orNull({ type: 'number', description: 'without this rating; null: none' }),
                rank: orNull(RANK),
                sentence: { type: 'string' },
              }),
            ),
          }),
        ),
      }),
    },
    ...errors({ ...COMMON, 404: 'unknown user or item, or a model that has no such explanation' }),
  },
};
