/** The JSON schema of `experiment.json`. The descriptions say what is allowed, also in error messages. */
import { ITEM_ID, list, object, orNull, USER_ID } from '../http/schemas';
import { EXPLORE } from './bandit/explore-definition';
import { GUARDRAIL_NAMES, METRICS } from './metrics';

/** Users that can be excluded by name. */
const MOST_EXCLUDED = 100_000;

const text = (description: string, pattern?: string) => ({
  type: 'string',
  minLength: 1,
  maxLength: ITEM_ID.maxLength,
  format: ITEM_ID.format,
  description,
  ...(pattern !== undefined && { pattern }),
});
const number = (bounds: object, value?: number) => ({
  type: 'number',
  ...bounds,
  ...(value !== undefined && { default: value }),
});
const NAME = text(
  'a name of letters, digits, spaces, hyphens, dots or underscores',
  '^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._-]*$',
);
const FOLDER = { type: 'string', minLength: 1, maxLength: 4096, description: "a model's folder" };
const SHARE = { minimum: 0, maximum: 1 };
const TIME = orNull({
  ...text(
    'a time with its zone, such as 2026-12-01T08:00Z',
    '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)$',
  ),
  default: null,
});

export const EXPERIMENT = object(
  {
    name: text('a name of lower-case letters, digits and hyphens', '^[a-z0-9][a-z0-9-]{0,63}$'),
    salt: text('a string without a colon', '^[^:]+$'),
    arms: {
      ...list(
        object(
          {
            ...{ name: NAME, model: FOLDER, stars: FOLDER },
            ...{ weight: number({ minimum: 0, maximum: 1e6 }), explore: EXPLORE },
          },
          ['name', 'weight'],
        ),
        20,
      ),
      minItems: 1,
    },
    interleaving: {
      ...orNull(
        object({
          arms: { ...list(NAME, 2), minItems: 2 },
          weight: number({ exclusiveMinimum: 0, maximum: 1e6 }),
        }),
      ),
      default: null,
    },
    shadow: {
      ...list(
        object(
          {
            name: NAME,
            model: FOLDER,
            sample: number({ exclusiveMinimum: 0, maximum: 1 }, 1),
            memoryMb: number({ minimum: 64, maximum: 1e6 }, 1024),
            seconds: number({ minimum: 0.1, maximum: 600 }, 10),
            cores: number({ exclusiveMinimum: 0, maximum: 1 }, 0.05),
          },
          ['name', 'model'],
        ),
        5,
      ),
      default: [],
    },
    traffic: number(SHARE, 1),
    holdout: number(SHARE, 0),
    excludeUsers: { ...list(USER_ID, MOST_EXCLUDED), default: [] },
    start: TIME,
    end: TIME,
    metrics: {
      ...list({ type: 'string', enum: Object.keys(METRICS) }),
      minItems: 1,
      uniqueItems: true,
      default: Object.keys(METRICS),
    },
    worthwhile: number({ exclusiveMinimum: 0, maximum: 1 }, 0.01),
    guardrails: {
      ...list(
        object({
          metric: { type: 'string', enum: GUARDRAIL_NAMES },
          margin: number({ exclusiveMinimum: 0 }),
        }),
        GUARDRAIL_NAMES.length,
      ),
      default: [],
    },
    looks: {
      ...orNull({ ...list(number({ exclusiveMinimum: 0, maximum: 1e6 }), 1000), minItems: 1 }),
      default: null,
    },
    joinMinutes: number({ exclusiveMinimum: 0, maximum: 10_080 }, 60),
    expectedUsers: number({ minimum: 10, maximum: 1e9 }, 5000),
    minimumUsers: number({ minimum: 2, maximum: 1e9 }, 200),
  },
  ['name', 'salt', 'arms'],
);
