/** JSON schema of `POST /feedback`. */
import { STREAM_EVENT_TYPES } from '../../streaming/stream-event';
import type { Fate } from '../experiments/fate';
import {
  BODY,
  COMMON,
  errors,
  ITEM_ID,
  id,
  KEY,
  list,
  NEEDS_KEY,
  NO_QUERY,
  object,
  RATING,
  REQUEST_ID,
  USER_ID,
} from './schemas';

/** Maximum number of events in one request. */
const MOST_EVENTS = 200;

/** What becomes of a click or a rating in an experiment. */
const FATES: Readonly<Record<Fate, string>> = {
  joined: 'of an item of the list: counts',
  duplicate: 'the same was said before of this item on this list: counts once',
  late: 'the list is too old: does not count',
  orphan: 'of no list, or of one that is not part of the experiment: does not count',
  forged: 'this user got no such list, or the item was not on it: refused, and not stored as feedback',
};

export const FEEDBACK = {
  summary: 'Records what users did, and which items and users are new; answers when the events are durable',
  security: NEEDS_KEY,
  querystring: NO_QUERY,
  body: object({
    events: {
      ...list(
        object(
          {
            type: {
              type: 'string',
              enum: STREAM_EVENT_TYPES,
              description:
                'retraction: the user takes back what they said about the item. new-item, new-user: only with --stream',
            },
            userId: { ...USER_ID, description: 'needed except with new-item' },
            itemId: { ...ITEM_ID, description: 'needed except with new-user' },
            rating: { ...RATING, description: 'needed with rating, and only there' },
            place: {
              type: 'integer',
              minimum: 1,
              maximum: 100_000,
              description: 'place on the list, from 1; with impression, click, rating',
            },
            requestId: {
              ...REQUEST_ID,
              description:
                'of the list with the item, as GET or POST /recommend answered it; with click and rating, ' +
                'and ignored with others',
            },
            title: { type: 'string', maxLength: 1000, description: 'with new-item' },
            features: {
              ...list({ type: 'string', minLength: 1, maxLength: 1000 }, 100),
              description: 'such as genres; with new-item and new-user',
            },
            id: {
              ...id('an event that is sent again with the same id counts once; only with --stream'),
            },
            time: {
              type: 'integer',
              minimum: 0,
              description:
                "when it happened, in milliseconds since 1970, at most 300,000 ahead of the service's clock; " +
                'default: now; only with --stream',
            },
          },
          ['type'],
        ),
        MOST_EVENTS,
      ),
      minItems: 1,
    },
  }),
  response: {
    201: {
      description: 'kept',
      ...object(
        {
          stored: { type: 'integer', description: 'all but forged ones' },
          experiment: {
            ...object(
              Object.fromEntries(
                Object.entries(FATES).map(([fate, description]) => [fate, { type: 'integer', description }]),
              ),
            ),
            description: 'what became of the clicks and ratings; absent if there is no experiment',
          },
          followed: {
            type: 'boolean',
            description: 'whether the next lists follow the events already; absent if they never do',
          },
        },
        ['stored'],
      ),
    },
    ...errors({ ...COMMON, ...BODY, ...KEY, 404: 'unknown item' }),
  },
};
