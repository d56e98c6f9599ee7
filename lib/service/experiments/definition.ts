/** What an experiment is, as `experiment.json` says it. */
import type { ExploreDefinition } from './bandit/explore-definition';
import type { GuardrailName, MetricName } from './metrics';

/** An arm: some of the users get the lists of its model. */
export interface ArmDefinition {
  readonly name: string;
  /** The model's folder, relative to that of the file. Default: the model that the service serves anyway. */
  readonly model?: string;
  /** The folder of a model that predicts the stars of its lists. Default: none but the first model itself. */
  readonly stars?: string;
  /** Its part of the users, relative to the other arms. 0: only for `interleaving`. */
  readonly weight: number;
  /** A bandit fills some places of its lists. Default: none. */
  readonly explore?: ExploreDefinition;
}

/** A model that answers requests in the shadow: its lists are compared with those that were shown, and never shown. */
export interface ShadowDefinition {
  readonly name: string;
  readonly model: string;
  /** The share of requests that it is asked for. Default 1. */
  readonly sample: number;
  /** Megabytes of memory before it is stopped. Default 1,024. */
  readonly memoryMb: number;
  /** Seconds for an answer before it is stopped. Default 10. */
  readonly seconds: number;
  /**
   * Processor time that it may take, in cores: 0.05, the default, is 50 ms in a second. It isn't asked about requests beyond
   * that, so that the service keeps its speed under load.
   */
  readonly cores: number;
}

/** What must not get worse by `margin` or more. */
export interface GuardrailDefinition {
  readonly metric: GuardrailName;
  /** In the metric's unit. */
  readonly margin: number;
}

/** An experiment, checked, with its defaults. */
export interface ExperimentDefinition {
  /** Lower-case letters, digits and hyphens: it names a folder and a URL. */
  readonly name: string;
  /** Draws the users. Never used before: see `Assignment`. */
  readonly salt: string;
  /** The first is the control. */
  readonly arms: readonly ArmDefinition[];
  /** Some users get lists made of those of two arms. */
  readonly interleaving: { readonly arms: readonly [string, string]; readonly weight: number } | null;
  readonly shadow: readonly ShadowDefinition[];
  /** The share of users who take part. It may grow while the experiment runs. Default 1. */
  readonly traffic: number;
  /** The share of users kept out of all experiments of this service. Default 0. */
  readonly holdout: number;
  /** Bots and staff, who never take part. */
  readonly excludeUsers: readonly string[];
  /** When it starts and ends, such as `2026-12-01T08:00Z`. Default: at once, and when it is stopped. */
  readonly start: string | null;
  readonly end: string | null;
  /** What is compared; the first decides. Default: all. */
  readonly metrics: readonly MetricName[];
  /** The smallest difference in the first metric that would be worth shipping. Default 0.01. */
  readonly worthwhile: number;
  readonly guardrails: readonly GuardrailDefinition[];
  /**
   * How likely each place of a list is to be looked at, relative to the first, from the first on; the last one also holds
   * for all places after it. `lookRates` finds them. Default: 1 / log₂(place + 1), the discount of nDCG, which no one has
   * measured here.
   */
  readonly looks: readonly number[] | null;
  /** Minutes after a list was made in which clicks and ratings count for it. Default 60. */
  readonly joinMinutes: number;
  /** Users in two arms together at which intervals should be narrowest. Default 5,000. */
  readonly expectedUsers: number;
  /** Users in each arm before there is a decision: the intervals need many. Default 200. */
  readonly minimumUsers: number;
}

/** The name of the arm whose lists are interleaved. */
export const INTERLEAVED = 'interleaved';

/** What an experiment is for: the steps from an idea to a decision. */
export type Phase = 'shadow' | 'interleaving' | 'A/B';

/** Shadow: one arm, so nothing changes for users; interleaving: no arm but interleaved lists; otherwise A/B. */
export function phaseOf({ arms, interleaving }: ExperimentDefinition): Phase {
  const shown = arms.filter(({ weight }) => weight > 0).length;
  if (shown > 1) return 'A/B';
  return interleaving === null ? 'shadow' : 'interleaving';
}
