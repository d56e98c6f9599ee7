/** What is measured of a user, and the metrics made of it. The user is the unit of all of them. */

/** What a user has seen and done in an experiment. */
export interface UserCounts {
  /** Lists. */
  requests: number;
  /** Items on them, and how often these are looked at: the sum of `looks` of their places. */
  impressions: number;
  looks: number;
  /** Clicks, each item of a list once. */
  clicks: number;
  /** Good ratings of items of a list: at least 4 of 5, or as far up another scale. */
  goodRatings: number;
  /** The user's number in the arm, from 0. */
  readonly number: number;
  /** Milliseconds to make the lists. */
  ms: number;
  /** Lists that the arm's model failed to make. */
  failures: number;
  /** Impressions of items with fewer than `COLD_BELOW` ratings. */
  cold: number;
  /** Impressions of items outside the most rated fifth of the catalog. */
  tail: number;
  /** Different genres on each list, added up. */
  genres: number;
}

/** An item with fewer ratings is cold. */
export const COLD_BELOW = 5;
/** The part of the catalog, by ratings, that isn't the long tail. */
export const HEAD_SHARE = 0.2;

/** A ratio of two sums over users. */
export interface RatioDefinition {
  readonly numerator: (user: UserCounts) => number;
  readonly denominator: (user: UserCounts) => number;
  readonly better: 'higher' | 'lower';
  /** What it can't exceed. Default 1. */
  readonly most?: number;
}

const one = () => 1;

/** What an experiment can be about. */
export const METRICS = Object.freeze({
  /** The share of users who clicked anything. */
  ctrByUser: {
    numerator: ({ clicks }) => Number(clicks > 0),
    denominator: one,
    better: 'higher',
  },
  /** Clicks per impression, by the delta method. */
  ctrByImpression: {
    numerator: ({ clicks }) => clicks,
    denominator: ({ impressions }) => impressions,
    better: 'higher',
  },
  /** Clicks per look at a place: corrected for position, as `positionCorrectedCtr`. */
  ctrByLook: {
    numerator: ({ clicks }) => clicks,
    denominator: ({ looks }) => looks,
    better: 'higher',
    most: Infinity,
  },
  /** The share of users who gave a good rating to an item of a list. */
  conversion: {
    numerator: ({ goodRatings }) => Number(goodRatings > 0),
    denominator: one,
    better: 'higher',
  },
} satisfies Record<string, RatioDefinition>);
export type MetricName = keyof typeof METRICS;

/** What must not get worse. */
export const GUARDRAIL_METRICS = Object.freeze({
  /** Mean milliseconds to make a list. */
  latencyMs: {
    numerator: ({ ms }) => ms,
    denominator: ({ requests }) => requests,
    better: 'lower',
  },
  /** The share of lists that the arm's model failed to make. */
  errorRate: {
    numerator: ({ failures }) => failures,
    denominator: ({ requests }) => requests,
    better: 'lower',
  },
  /** The share of impressions of items with few ratings. */
  coldItemShare: {
    numerator: ({ cold }) => cold,
    denominator: ({ impressions }) => impressions,
    better: 'lower',
  },
  /** The share of impressions outside the most rated fifth of the catalog. */
  longTailShare: {
    numerator: ({ tail }) => tail,
    denominator: ({ impressions }) => impressions,
    better: 'higher',
  },
  /** Different genres on a list. */
  genresPerList: {
    numerator: ({ genres }) => genres,
    denominator: ({ requests }) => requests,
    better: 'higher',
  },
} satisfies Record<string, RatioDefinition>);

/** A guardrail that isn't a ratio: the milliseconds that 99 of 100 lists took at most. */
export const LATENCY_P99 = 'latencyP99Ms';
export type GuardrailName = keyof typeof GUARDRAIL_METRICS | typeof LATENCY_P99;
export const GUARDRAIL_NAMES: readonly string[] = Object.freeze([
  LATENCY_P99,
  ...Object.keys(GUARDRAIL_METRICS),
]);
