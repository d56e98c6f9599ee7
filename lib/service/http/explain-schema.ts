/** JSON schema of `GET /explain/{userId}/{itemId}`. */
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import {
  COMMON,
  CONTEXT_TEXT,
  ELSEWHERE,
  errors,
  ITEM_ID,
  list,
  MODEL,
  MOST_ITEMS,
  object,
  orNull,
  USER_ID,
} from './schemas';

/** Maximum number of ratings left out in turn: each costs a fold-in. */
export const MOST_COUNTERFACTUALS = 10;

/** Query of `GET /explain/{userId}/{itemId}`. */
export interface ExplainQuery {
  readonly by: 'model' | 'ratings';
  readonly counterfactuals: number;
  readonly context?: string;
}

const RANK = {
  type: 'integer',
  description:
    'rank among the items that the user has not rated, from 1; null without a score, and beyond ' +
    `${MOST_ITEMS} in a catalog of ${LARGE_CATALOG} items or more`,
};

const TERM = object({
  kind: {
    type: 'string',
    description:
      'mean, userBias, itemBias, factor, rating, neighborUser, feature, taste, …: see lib/recommender/explanation.ts',
  },
  label: { type: 'string', description: 'name of the term, for display' },
  value: { type: 'number', description: 'what it contributes to the score' },
  itemId: orNull({ type: 'string', description: 'the rated item it is based on' }),
  title: orNull({ type: 'string' }),
  rating: orNull({ type: 'number', description: 'the rating it is based on' }),
  weight: orNull({ type: 'number', description: 'weight that the model gives it' }),
  support: orNull({ type: 'integer', description: 'number of ratings behind the weight' }),
  isClick: {
    type: 'boolean',
    description: 'true: the item was clicked, not rated, which counts like the rating here',
  },
});

export const EXPLAIN = {
  summary:
    'Why an item has its score for a user: terms that add up to the score, a sentence, and what would change it',
  params: object({ userId: USER_ID, itemId: ITEM_ID }),
  querystring: object(
    {
      by: {
        type: 'string',
        enum: ['model', 'ratings'],
        default: 'model',
        description:
          "model: the terms of the model's score. ratings: those for the user folded in, where factor models have a term " +
          'for each rating instead of each factor; that score differs slightly from the one in the list',
      },
      counterfactuals: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_COUNTERFACTUALS,
        default: 3,
        description: 'how many ratings to list without which the score would fall most',
      },
      context: CONTEXT_TEXT,
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
        score: orNull({ type: 'number', description: 'not clipped to the scale; null if there is none' }),
        foldedIn: {
          type: 'boolean',
          description:
            'true: the score for the user folded in, close to the score in the list but not the same; false: the score in the list',
        },
        reason: orNull({
          type: 'string',
          description: 'why the model has no personal score; otherwise null',
        }),
        sentence: { type: 'string' },
        terms: { ...list(TERM), description: 'terms that add up to the score' },
        counterfactuals: orNull(
          object({
            score: { type: 'number', description: 'for the user folded in, with all ratings' },
            rank: orNull(RANK),
            without: list(
              object({
                itemId: { type: 'string' },
                title: { type: 'string' },
                rating: { type: 'number' },
                score: orNull({ type: 'number', description: 'without this rating; null if there is none' }),
                rank: orNull(RANK),
                sentence: { type: 'string' },
              }),
            ),
          }),
        ),
      }),
    },
    ...errors({ ...COMMON, ...ELSEWHERE, 404: 'unknown user or item, or the model has no such explanation' }),
  },
};
