/** JSON schemas of the routes about the service itself: whether it is there, what it serves, and the reload. */
import { COMMON, errors, KEY, list, MODEL, NEEDS_KEY, NO_QUERY, object, orNull } from './schemas';

export const RELOAD = {
  summary: 'Reloads the model from its folder and swaps it in if it is valid',
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
      409: 'the new model is rejected; the old one keeps serving',
      429: COMMON[429],
    }),
  },
};

export const HEALTH = {
  summary: 'Whether the process responds',
  response: { 200: { description: 'it responds', ...object({ status: { type: 'string', enum: ['ok'] } }) } },
};

export const READY = {
  summary: 'Whether a model is served, and which',
  response: {
    200: {
      description: 'a model is served',
      ...object({
        model: MODEL,
        date: { type: 'string' },
        users: { type: 'integer' },
        items: { type: 'integer' },
        ratings: { type: 'integer' },
        ratingScale: object(
          {
            min: { type: 'number' },
            max: orNull({ type: 'number', description: 'null: no upper end, as for play counts' }),
            step: { type: 'number', description: 'absent if every number is allowed' },
          },
          ['min', 'max'],
        ),
        ratingInput: object({
          kind: {
            type: 'string',
            enum: ['stars', 'number', 'like'],
            description: 'the control that fits the scale; like: all ratings are the same',
          },
          values: list({ type: 'number', description: 'the rating that each star, or a like, sends' }),
        }),
        words: object({
          one: { type: 'string', description: 'what one item is called, such as film' },
          many: { type: 'string' },
          did: { type: 'string', description: 'what a user who rated an item did, such as watched' },
          heading: { type: 'string' },
          example: { type: 'string', description: 'an example of a search; may be empty' },
        }),
        hasGenres: { type: 'boolean', description: 'whether diversity makes a difference' },
        stream: orNull({
          ...object({
            hasCaughtUp: {
              type: 'boolean',
              description: 'whether the events that were there at the start are applied',
            },
            lag: orNull({ type: 'integer', description: 'events in the log that are not applied yet' }),
            isAway: {
              type: 'boolean',
              description: 'true: the log cannot be reached; lists are answered from what was applied before',
            },
            waiting: {
              type: 'integer',
              description: 'acknowledged events that are kept here until the log can be reached',
            },
            partitions: orNull({
              ...list({ type: 'integer' }),
              description: 'those whose users this service answers for, as one of a group; null: all',
            }),
          }),
          description: 'the event log that lists follow; null: they do not follow feedback',
        }),
        experiment: orNull({ type: 'string', description: 'the experiment that is running; null: none' }),
        experimentRecorded: orNull({
          type: 'boolean',
          description:
            'false: its lists cannot be stored now, as on a full disk, and do not count; null: none',
        }),
        foldsIn: { type: 'boolean', description: 'whether POST /recommend takes ratings into account' },
        findsSimilar: { type: 'boolean', description: 'whether GET /similar works' },
        context: {
          ...list(
            object({
              name: { type: 'string' },
              kind: { type: 'string', enum: ['categorical', 'numeric'] },
              categories: list({ type: 'string', description: 'an allowed value; empty text: missing' }),
            }),
          ),
          description: 'the context columns that the model uses',
        },
      }),
    },
    ...errors({ 503: COMMON[503] }),
  },
};
