/** JSON schemas of the routes about experiments. The fields of results are described in `experiments/results.ts`. */
import { COMMON, errors, list, object, orNull } from './schemas';

const TEXT = { type: 'string' };
const NUMBER = { type: 'number' };
const COUNT = { type: 'integer' };
const NAME = { ...TEXT, maxLength: 100, description: 'of an experiment, such as svd-or-ease' };
const VERDICT = { ...TEXT, enum: ['ship', 'stop', 'keep going', 'broken'] };

const ESTIMATE = object({ mean: orNull(NUMBER), low: orNull(NUMBER), high: orNull(NUMBER) });
const DIFFERENCE = object({
  ...{ difference: orNull(NUMBER), low: orNull(NUMBER), high: orNull(NUMBER) },
  p: orNull({ ...NUMBER, description: 'always-valid' }),
});
const metrics = (schema: object, required?: string[]) =>
  object({ ctrByUser: schema, ctrByImpression: schema, ctrByLook: schema, conversion: schema }, required);

const HEAD = {
  name: NAME,
  status: {
    ...TEXT,
    enum: ['scheduled', 'running', 'ended', 'stopped', 'off'],
    description: 'off: the service was started without it',
  },
  phase: { ...TEXT, enum: ['shadow', 'interleaving', 'A/B'] },
  start: orNull(TEXT),
  end: orNull(TEXT),
  traffic: { ...NUMBER, description: 'the share of users who take part' },
  verdict: object({ decision: VERDICT, sentence: TEXT }),
  timeline: list(
    object({
      time: TEXT,
      what: { ...TEXT, enum: ['started', 'ramp', 'models', 'frozen', 'learning', 'stopped', 'ended'] },
      words: TEXT,
    }),
  ),
};

const ARM = object({
  ...{ name: TEXT, isControl: { type: 'boolean' }, models: list(TEXT), share: NUMBER },
  ...{ users: COUNT, lists: COUNT, impressions: COUNT, clicks: COUNT, goodRatings: COUNT, failures: COUNT },
  metrics: metrics({ ...ESTIMATE, description: 'with an interval that holds at every look' }),
  latencyP99: orNull({ ...NUMBER, description: 'milliseconds' }),
  items: { ...COUNT, description: 'different ones that were shown' },
  places: list(object({ impressions: COUNT, clicks: COUNT })),
});

const COMPARISON = object({
  ...{ arm: TEXT, control: TEXT, metrics: metrics(DIFFERENCE, []) },
  guardrails: list(
    object({
      ...{ metric: TEXT, margin: NUMBER, control: orNull(NUMBER), difference: orNull(NUMBER) },
      worst: orNull({ ...NUMBER, description: 'the worst difference that is not ruled out' }),
      state: { ...TEXT, enum: ['safe', 'harmed', 'open'] },
    }),
  ),
  ...{ decision: VERDICT, moreUsers: orNull(COUNT), sentence: TEXT },
});

const SHADOW = object({
  ...{ name: TEXT, answered: COUNT, failed: COUNT, late: COUNT, crashes: COUNT },
  skipped: { ...COUNT, description: 'not asked, as it had used its share of the processor' },
  dropped: { ...COUNT, description: 'not asked, as others waited for it' },
  overlap: orNull({ ...NUMBER, description: 'mean share of items that both lists have' }),
  rbo: orNull({ ...NUMBER, description: 'mean rank-biased overlap' }),
  ...{ latencyP50: orNull(NUMBER), latencyP99: orNull(NUMBER), psi: orNull(NUMBER), ks: orNull(NUMBER) },
  disagreements: list(object({ requestId: TEXT, overlap: NUMBER, items: list(TEXT) })),
});

const BANDIT = object({
  ...{ arm: TEXT, policy: TEXT, frozen: { type: 'boolean', description: 'it learns nothing more' } },
  lists: { ...COUNT, description: 'with places that its policy has filled' },
  impressions: { ...COUNT, description: 'in these places' },
  clicks: { ...COUNT, description: 'in these places' },
  learned: { ...COUNT, description: 'places that the policy has learned from' },
  waiting: { ...COUNT, description: 'places whose outcome is not known yet' },
  unexplored: object({ noCandidates: COUNT, failed: COUNT }),
  items: list(
    object({
      ...{ itemId: TEXT, shown: COUNT, clicks: COUNT },
      chance: orNull({
        ...NUMBER,
        description:
          "of being chosen now, among the items shown most; null if that takes the arm's model, which isn't served",
      }),
    }),
  ),
});

const RESULTS = object({
  ...HEAD,
  arms: list(ARM),
  comparisons: list(COMPARISON),
  sampleRatio: orNull(
    object({
      p: { ...NUMBER, description: 'always-valid' },
      alarm: { type: 'boolean', description: 'p < 0.001: no result can be trusted' },
      arms: list(object({ name: TEXT, users: COUNT, expected: NUMBER })),
    }),
  ),
  interleaving: orNull(
    object({
      ...{ a: TEXT, b: TEXT, users: COUNT, lists: COUNT, clicks: COUNT },
      ...{ winsA: COUNT, winsB: COUNT, ties: COUNT },
      delta: { ...NUMBER, description: 'from -0.5, all prefer B, to 0.5, all prefer A' },
      ...{ low: orNull(NUMBER), high: orNull(NUMBER), p: NUMBER, sentence: TEXT },
    }),
  ),
  shadow: list(SHADOW),
  bandits: list(BANDIT),
  events: object({ joined: COUNT, duplicate: COUNT, late: COUNT, orphan: COUNT, forged: COUNT }),
});

export const EXPERIMENTS = {
  summary: 'All experiments of this service, the running one first',
  response: {
    200: { description: 'without their numbers', ...object({ experiments: list(object(HEAD)) }) },
    ...errors({ 429: COMMON[429] }),
  },
};

export const EXPERIMENT_RESULTS = {
  summary: 'The results of an experiment, with intervals and tests that hold at every look',
  params: object({ name: NAME }),
  response: {
    200: { description: 'the results so far', ...RESULTS },
    ...errors({ 400: COMMON[400], 404: 'there is no such experiment', 429: COMMON[429] }),
  },
};

export const FREEZE_EXPERIMENT = {
  summary:
    'Freezes the bandits of the running experiment, so that they keep choosing but stop learning, or lets them learn again',
  security: [{ apiKey: [] }],
  params: object({ name: NAME }),
  querystring: object({}),
  body: object({ frozen: { type: 'boolean' } }),
  response: {
    200: { description: 'also after a restart', ...object({ name: NAME, frozen: list(TEXT) }) },
    ...errors({
      ...{ 400: COMMON[400], 401: 'the API key is missing or wrong', 404: 'no such experiment is running' },
      ...{ 429: COMMON[429], 503: 'it could not be recorded; try again' },
    }),
  },
};

export const STOP_EXPERIMENT = {
  summary: "Stops the running experiment: everyone gets the lists of the service's own model",
  security: [{ apiKey: [] }],
  params: object({ name: NAME }),
  querystring: object({}),
  response: {
    200: { description: 'stopped, also after a restart', ...object({ name: NAME, status: TEXT }) },
    ...errors({
      ...{ 400: COMMON[400], 401: 'the API key is missing or wrong', 404: 'no such experiment is running' },
      ...{ 429: COMMON[429], 503: 'it could not be recorded; try again' },
    }),
  },
};
