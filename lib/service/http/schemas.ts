/** JSON schemas of what comes in and goes out. Fastify checks by them, and the OpenAPI document is made of them. */
import { EVENT_TYPES } from '../feedback/feedback-event';
import { WELL_FORMED } from './well-formed';

/** The longest list. */
export const MOST_ITEMS = 100;
/** The longest id. */
export const MOST_ID_LENGTH = 100;
/** Ratings in one request, and events in one. */
export const MOST_RATINGS = 500;
export const MOST_EVENTS = 200;

const id = (what: string) => ({
  type: 'string',
  format: WELL_FORMED,
  minLength: 1,
  maxLength: MOST_ID_LENGTH,
  description: what,
});
export const USER_ID = id('as the ratings call a user: 196');
export const ITEM_ID = id('as the ratings call an item: 242');
const N = {
  type: 'integer',
  minimum: 1,
  maximum: MOST_ITEMS,
  default: 10,
  description: 'length of the list at most',
};
const DIVERSITY = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0,
  description: '0: the best scores; 1: genres as different as can be (maximal marginal relevance)',
};
const BECAUSE = { type: 'boolean', default: false, description: 'tell which ratings speak for each item' };
const RATING = { type: 'number', description: "on the model's rating scale, see GET /ready" };

/** Objects refuse fields that they don't know, so that a misspelled one isn't ignored. */
export function object(properties: Readonly<Record<string, object>>, required = Object.keys(properties)) {
  return { type: 'object', additionalProperties: false, required, properties } as const;
}

export const orNull = (schema: object) => ({ ...schema, nullable: true });
export const list = (items: object, maxItems?: number) => ({
  type: 'array',
  items,
  ...(maxItems && { maxItems }),
});

const ITEM_WORDS = {
  itemId: { type: 'string' },
  title: { type: 'string' },
  year: orNull({ type: 'integer' }),
  genres: list({ type: 'string' }),
  support: { type: 'integer', description: 'train ratings it has' },
  meanRating: orNull({ type: 'number', description: 'their mean; null where there are none' }),
};

const LISTED = object({
  ...ITEM_WORDS,
  score: { type: 'number' },
  predictedRating: orNull({ type: 'number', description: 'null where no model predicts it' }),
  confidence: orNull(
    object({
      word: { type: 'string', enum: ['high', 'medium', 'low'] },
      low: { type: 'number', description: 'the true rating lies between low and high' },
      high: { type: 'number' },
      coverage: { type: 'number', description: 'in this share of cases, by validation data' },
    }),
  ),
  because: orNull({
    ...list(
      object({
        itemId: { type: 'string' },
        title: { type: 'string' },
        rating: { type: 'number', description: 'what was given to it' },
        adds: orNull({ type: 'number', description: 'to the score; null: it is the most similar item' }),
      }),
    ),
    description: 'own good ratings that speak for it more than for others; null where not asked for',
  }),
});

export const MODEL = { type: 'string', description: 'name and version of the model that answered' };
const LIST = object({
  userId: orNull({ type: 'string' }),
  cold: { type: 'boolean', description: 'true: the list for everybody' },
  model: MODEL,
  ignored: list({ type: 'string', description: 'a rated item that the model does not know' }),
  recommendations: list(LISTED),
});

/** The body of all errors. */
export const ERROR = object({
  error: object({
    code: { type: 'string', description: 'stable, for programs' },
    message: { type: 'string', description: 'for people' },
    requestId: { type: 'string', description: 'by which the log finds it' },
  }),
});

export const errors = (codes: Readonly<Record<number, string>>) =>
  Object.fromEntries(Object.entries(codes).map(([code, description]) => [code, { description, ...ERROR }]));
export const COMMON = { 400: 'malformed', 429: 'too many requests', 503: 'no model yet: try again' };
const BODY = { 413: 'the body is too large', 415: 'the body is no JSON, or compressed' };
const KEY = { 401: 'the API key is missing or wrong' };
/** What is posted has no query: one that is sent is refused, not ignored. */
const NO_QUERY = object({});
const NEEDS_KEY = [{ apiKey: [] }];

/** Query of `GET /recommend/{userId}`. */
export interface RecommendQuery {
  readonly n: number;
  readonly diversity: number;
  readonly because: boolean;
  readonly cold: boolean;
}

export const RECOMMEND = {
  summary: 'The best items for a user of the train set',
  params: object({ userId: USER_ID }),
  querystring: object(
    {
      n: N,
      diversity: DIVERSITY,
      because: BECAUSE,
      cold: { type: 'boolean', default: false, description: 'give an unknown user the list for everybody' },
    },
    [],
  ),
  response: { 200: { description: 'the list', ...LIST }, ...errors({ ...COMMON, 404: 'unknown user' }) },
};

/** Body of `POST /recommend`. */
export interface VisitorBody {
  readonly ratings: readonly { readonly itemId: string; readonly rating: number }[];
  readonly n: number;
  readonly diversity: number;
  readonly because: boolean;
}

export const RECOMMEND_VISITOR = {
  summary: 'The best items for somebody with these ratings, who is folded in without another fit',
  querystring: NO_QUERY,
  body: object(
    {
      ratings: list(object({ itemId: ITEM_ID, rating: RATING }), MOST_RATINGS),
      n: N,
      diversity: DIVERSITY,
      because: BECAUSE,
    },
    ['ratings'],
  ),
  response: { 200: { description: 'the list', ...LIST }, ...errors({ ...COMMON, ...BODY }) },
};

export const SIMILAR = {
  summary: 'The items most like one',
  params: object({ itemId: ITEM_ID }),
  querystring: object({ n: N }, []),
  response: {
    200: {
      description: 'the most similar first',
      ...object({
        itemId: { type: 'string' },
        title: { type: 'string' },
        model: MODEL,
        similar: list(
          object({
            ...ITEM_WORDS,
            similarity: { type: 'number', description: 'toward 0 where few users rated both' },
            ratedBoth: { type: 'integer', description: 'users who rated both' },
          }),
        ),
      }),
    },
    ...errors({ ...COMMON, 404: 'unknown item, or a model that finds nothing similar' }),
  },
};

export const ITEMS = {
  summary:
    'Items by words of their title or genres, also mistyped: the best match first, of equals that with the most ratings',
  querystring: object({ query: { type: 'string', maxLength: 200, default: '' }, n: N }, []),
  response: {
    200: { description: 'what was found', ...object({ items: list(object(ITEM_WORDS)) }) },
    ...errors(COMMON),
  },
};

export const FEEDBACK = {
  summary: 'What somebody did; answered when it is on the disk',
  security: NEEDS_KEY,
  querystring: NO_QUERY,
  body: object({
    events: {
      ...list(
        object(
          {
            type: { type: 'string', enum: EVENT_TYPES },
            userId: USER_ID,
            itemId: ITEM_ID,
            rating: { ...RATING, description: 'with type rating only' },
            place: { type: 'integer', minimum: 1, maximum: 100_000, description: 'on the list, from 1' },
          },
          ['type', 'userId', 'itemId'],
        ),
        MOST_EVENTS,
      ),
      minItems: 1,
    },
  }),
  response: {
    201: { description: 'kept', ...object({ stored: { type: 'integer' } }) },
    ...errors({ ...COMMON, ...BODY, ...KEY, 404: 'unknown item' }),
  },
};

export const RELOAD = {
  summary: 'Loads the model of the folder again, and swaps it in when it is sound',
  security: NEEDS_KEY,
  querystring: NO_QUERY,
  response: {
    200: {
      description: 'swapped',
      ...object({ model: MODEL, date: { type: 'string', description: 'when it was trained' } }),
    },
    ...errors({
      400: COMMON[400],
      401: KEY[401],
      409: 'the new model is refused, the old one serves on',
      429: COMMON[429],
    }),
  },
};

export const HEALTH = {
  summary: 'Whether the process answers',
  response: { 200: { description: 'it does', ...object({ status: { type: 'string', enum: ['ok'] } }) } },
};

export const READY = {
  summary: 'Whether a model is served, and which',
  response: {
    200: {
      description: 'it is',
      ...object({
        model: MODEL,
        date: { type: 'string' },
        users: { type: 'integer' },
        items: { type: 'integer' },
        ratings: { type: 'integer' },
        ratingScale: object(
          {
            min: { type: 'number' },
            max: orNull({ type: 'number', description: 'null: without end, as for play counts' }),
            step: { type: 'number', description: 'absent where every number is allowed' },
          },
          ['min', 'max'],
        ),
        ratingInput: object({
          kind: {
            type: 'string',
            enum: ['stars', 'number', 'like'],
            description: 'what fits the scale; like: all ratings are the same',
          },
          values: list({ type: 'number', description: 'what a star, or a like, sends as rating' }),
        }),
        words: object({
          one: { type: 'string', description: 'what an item is: film' },
          many: { type: 'string' },
          did: { type: 'string', description: 'what somebody who has rated one has done: watched' },
          heading: { type: 'string' },
          example: { type: 'string', description: 'what one might search for; may be empty' },
        }),
        hasGenres: { type: 'boolean', description: 'diversity makes a difference' },
        foldsIn: { type: 'boolean', description: 'POST /recommend takes ratings into account' },
        findsSimilar: { type: 'boolean', description: 'GET /similar works' },
      }),
    },
    ...errors({ 503: COMMON[503] }),
  },
};
