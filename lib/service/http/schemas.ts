/**
 * JSON schemas of requests and responses: what many routes share, and the routes that make lists. Fastify validates with
 * them; the OpenAPI document is made from them.
 */
import { WELL_FORMED } from './well-formed';

/** The longest list. */
export const MOST_ITEMS = 100;
/** The longest id, in UTF-16 units: with two such ids of nine bytes a unit, a URL is shorter than {@link MOST_HEADER_BYTES}. */
export const MOST_ID_LENGTH = 500;
/** The longest URL and headers of a request. */
export const MOST_HEADER_BYTES = 16 << 10;
/** Maximum number of ratings in one request. */
export const MOST_RATINGS = 500;

export const id = (what: string) => ({
  type: 'string',
  format: WELL_FORMED,
  minLength: 1,
  maxLength: MOST_ID_LENGTH,
  description: what,
});
export const USER_ID = id('user id as in the ratings, such as 196');
export const ITEM_ID = id('item id as in the ratings, such as 242');
const N = {
  type: 'integer',
  minimum: 1,
  maximum: MOST_ITEMS,
  default: 10,
  description: 'maximum length of the list',
};
const DIVERSITY = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0,
  description: '0: the best scores; 1: the most different genres (maximal marginal relevance)',
};
const BECAUSE = { type: 'boolean', default: false, description: 'name the ratings behind each item' };
const WHAT_CONTEXT =
  "a value for each context column of the model, see GET /ready; rejected if it doesn't use context";
/** In a query a context is JSON, so that numbers stay numbers. */
export const CONTEXT_TEXT = {
  type: 'string',
  maxLength: 2000,
  description: `a JSON object such as {"device":"phone","hour":20}: ${WHAT_CONTEXT}`,
};
const CONTEXT = {
  type: 'object',
  additionalProperties: true,
  maxProperties: 100,
  description: `such as {"device":"phone","hour":20}: ${WHAT_CONTEXT}`,
};
export const RATING = { type: 'number', description: "on the model's rating scale; see GET /ready" };

/** Objects reject unknown fields, so that a misspelled one isn't ignored. */
export function object(properties: Readonly<Record<string, object>>, required = Object.keys(properties)) {
  return { type: 'object', additionalProperties: false, required, properties } as const;
}

/** A schema whose ids are in the path: the same with the ids in the query, where `.` and `..` are left as they are. */
export function idsInQuery<Schema extends WithIds>({ summary, params, querystring, ...rest }: Schema) {
  return {
    ...rest,
    summary: `${summary}; for any id, also . and ..`,
    querystring: object({ ...params.properties, ...querystring.properties }, [...params.required]),
  };
}

interface WithIds {
  readonly summary: string;
  readonly params: ReturnType<typeof object>;
  readonly querystring: ReturnType<typeof object>;
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
  support: { type: 'integer', description: 'number of ratings in the train set' },
  meanRating: orNull({ type: 'number', description: 'mean of these ratings; null if there are none' }),
};

const LISTED_FIELDS = {
  ...ITEM_WORDS,
  score: orNull({ type: 'number', description: 'null for an item that the arm of an experiment explores' }),
  predictedRating: orNull({ type: 'number', description: 'null if no model predicts it' }),
  confidence: orNull(
    object({
      word: { type: 'string', enum: ['high', 'medium', 'low'] },
      low: { type: 'number', description: 'lower end of the interval' },
      high: { type: 'number' },
      coverage: {
        type: 'number',
        description: 'share of true ratings inside the interval, measured on validation data',
      },
    }),
  ),
  because: orNull({
    ...list(
      object({
        itemId: { type: 'string' },
        title: { type: 'string' },
        rating: orNull({ type: 'number', description: 'the rating given to it; null: it was clicked' }),
        adds: orNull({
          type: 'number',
          description: 'what it adds to the score; null: it is the most similar item',
        }),
      }),
    ),
    description:
      "the user's good ratings that count more for this item than for others; null if not requested",
  }),
};
const IS_NEW = {
  type: 'boolean',
  description:
    'true: the model is not trained on the item, a new-item event has announced it, and its score is that of the item ' +
    'before it. Otherwise left out',
};
const LISTED = object({ ...LISTED_FIELDS, isNew: IS_NEW }, Object.keys(LISTED_FIELDS));

export const MODEL = { type: 'string', description: 'name and version of the model that answered' };
export const REQUEST_ID = { type: 'string', minLength: 1, maxLength: 100 };
const LIST = object({
  requestId: orNull({
    ...REQUEST_ID,
    description: 'to be sent with clicks and ratings of these items; null if no experiment counts them',
  }),
  experiment: orNull({ type: 'string', description: 'the experiment that is running; null: none' }),
  arm: orNull({ type: 'string', description: "the user's arm of it; null: none" }),
  userId: orNull({ type: 'string' }),
  cold: { type: 'boolean', description: 'true: the list for everyone' },
  seenLeftOut: {
    type: 'boolean',
    description:
      'false: the list may have items that the user has rated, as the model was saved without a record of them',
  },
  model: MODEL,
  ignored: list({ type: 'string', description: 'a rated item unknown to the model' }),
  recommendations: list(LISTED),
});

/** The body of all errors. */
export const ERROR = object({
  error: object({
    code: { type: 'string', description: 'stable, for programs' },
    message: { type: 'string', description: 'for display' },
    requestId: { type: 'string', description: "finds the request in the service's log" },
  }),
});

export const errors = (codes: Readonly<Record<number, string>>) =>
  Object.fromEntries(Object.entries(codes).map(([code, description]) => [code, { description, ...ERROR }]));
export const COMMON = { 400: 'malformed', 429: 'too many requests', 503: 'no model yet: try again later' };
export const BODY = { 413: 'the body is too large', 415: 'the body is not JSON, or is compressed' };
export const ELSEWHERE = { 421: 'another service of the group answers for this user; see --group' };
export const KEY = { 401: 'the API key is missing or wrong' };
/** POST requests take no query; one that is sent is rejected, not ignored. */
export const NO_QUERY = object({});
export const NEEDS_KEY = [{ apiKey: [] }];

/** Query of `GET /recommend/{userId}`. */
export interface RecommendQuery {
  readonly n: number;
  readonly diversity: number;
  readonly because: boolean;
  readonly cold: boolean;
  readonly context?: string;
}

export const RECOMMEND = {
  summary: 'The best items for a user in the train set',
  params: object({ userId: USER_ID }),
  querystring: object(
    {
      n: N,
      diversity: DIVERSITY,
      because: BECAUSE,
      cold: { type: 'boolean', default: false, description: 'give unknown users the list for everyone' },
      context: CONTEXT_TEXT,
    },
    [],
  ),
  response: {
    200: { description: 'the list', ...LIST },
    ...errors({ ...COMMON, ...ELSEWHERE, 404: 'unknown user' }),
  },
};

/** Body of `POST /recommend`. */
export interface VisitorBody {
  readonly userId?: string;
  readonly ratings: readonly { readonly itemId: string; readonly rating: number }[];
  readonly n: number;
  readonly diversity: number;
  readonly because: boolean;
  readonly context?: object;
}

export const RECOMMEND_VISITOR = {
  summary: 'The best items for a visitor with these ratings, without refitting the model',
  querystring: NO_QUERY,
  body: object(
    {
      userId: {
        ...USER_ID,
        description:
          'the name under which the visitor sends feedback: where lists follow it, what was clicked or rated there ' +
          'counts, too; ratings sent here come first',
      },
      ratings: list(object({ itemId: ITEM_ID, rating: RATING }), MOST_RATINGS),
      n: N,
      diversity: DIVERSITY,
      because: BECAUSE,
      context: CONTEXT,
    },
    ['ratings'],
  ),
  response: { 200: { description: 'the list', ...LIST }, ...errors({ ...COMMON, ...BODY, ...ELSEWHERE }) },
};

export const SIMILAR = {
  summary: 'The items most similar to an item',
  params: object({ itemId: ITEM_ID }),
  querystring: object({ n: N }, []),
  response: {
    200: {
      description: 'most similar first',
      ...object({
        itemId: { type: 'string' },
        title: { type: 'string' },
        model: MODEL,
        similar: list(
          object({
            ...ITEM_WORDS,
            similarity: {
              type: 'number',
              description: 'shrunk toward 0 if few users rated both, where that is known',
            },
            ratedBoth: orNull({
              type: 'integer',
              description:
                'number of users who rated both; in a large catalog, an estimate for an item with very many raters; null if ' +
                'the model was saved without a record of them',
            }),
          }),
        ),
      }),
    },
    ...errors({ ...COMMON, 404: 'unknown item, or the model does not find similar items' }),
  },
};

export const ITEMS = {
  summary:
    'Items whose title or genres match the words, allowing for typos: best match first, ties by number of ratings. If ' +
    'very many match in a large catalog, the 1,000 with the most ratings are ranked, and 1,000 with the whole words',
  querystring: object({ query: { type: 'string', maxLength: 200, default: '' }, n: N }, []),
  response: {
    200: { description: 'the matches', ...object({ items: list(object(ITEM_WORDS)) }) },
    ...errors(COMMON),
  },
};
