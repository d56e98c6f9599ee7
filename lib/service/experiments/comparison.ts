/** An arm against the control, and an arm by itself. Intervals hold at every look. */
import { alwaysValidDifference, asymptoticRadius } from '../../experiments/always-valid/confidence-sequence';
import { type Verdict, verdict } from '../../experiments/verdict';
import type { ExperimentDefinition } from './definition';
import { type GuardrailResults, guardrailResults } from './guardrail-results';
import { METRICS, type MetricName, type RatioDefinition, type UserCounts } from './metrics';
import type { ArmTally } from './tally';
import { momentsOf } from './user-moments';

/** The chance of any wrong statement about the first metric, at any look, over all arms together. */
export const ALPHA = 0.05;

/** How metrics are called in sentences. */
const WORDS: Readonly<Record<MetricName, string>> = {
  ctrByUser: 'the share of users who click',
  ctrByImpression: 'clicks per impression',
  ctrByLook: 'clicks per look',
  conversion: 'the share of users who give a good rating',
};

/** A value with its interval; null as long as there are too few users, or all have done the same. */
export interface Estimate {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface DifferenceResults {
  /** Treatment minus control. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Always-valid p-value. */
  readonly p: number | null;
}

export interface Comparison {
  readonly arm: string;
  readonly control: string;
  readonly metrics: Readonly<Partial<Record<MetricName, DifferenceResults>>>;
  readonly guardrails: readonly GuardrailResults[];
  readonly decision: Verdict['decision'];
  /** About how many more users are needed, if it keeps going and that is known. */
  readonly moreUsers: number | null;
  readonly sentence: string;
}

const NOTHING = { mean: null, low: null, high: null };

/**
 * The metric of one arm.
 * @param bestAt the number of users where the interval should be narrowest
 */
export function estimate(users: Iterable<UserCounts>, ratio: RatioDefinition, bestAt: number): Estimate {
  const all = momentsOf(users, ratio);
  if (!all) return NOTHING;
  const { n, mean, variance } = all;
  if (variance === 0) return { ...NOTHING, mean };
  const radius = Math.sqrt(variance) * asymptoticRadius(n, Math.max(1, bestAt), ALPHA);
  return { mean, low: Math.max(0, mean - radius), high: Math.min(ratio.most ?? 1, mean + radius) };
}

/** Two arms, and how many arms there are besides the control. */
export interface Compared {
  readonly treatment: { readonly name: string; readonly tally: ArmTally };
  readonly control: { readonly name: string; readonly tally: ArmTally };
  readonly treatments: number;
}

/** An arm against the control. With several of them, alpha is divided among them (Bonferroni). Cost: O(users). */
export function comparison(
  definition: ExperimentDefinition,
  sampleRatio: { readonly alarm: boolean; readonly p: number },
  { treatment, control, treatments }: Compared,
): Comparison {
  const { metrics, expectedUsers: bestAt, minimumUsers, worthwhile } = definition;
  const options = { alpha: ALPHA / treatments, bestAt };
  const arms = (ratio: RatioDefinition) => {
    const both = [treatment, control].map(({ tally }) => momentsOf(tally.users.values(), ratio));
    return both[0] && both[1] ? { treatment: both[0], control: both[1] } : undefined;
  };
  const difference = (metric: MetricName): DifferenceResults => {
    const given = arms(METRICS[metric]);
    if (!given || (given.treatment.variance === 0 && given.control.variance === 0)) {
      return { difference: null, low: null, high: null, p: null };
    }
    const { difference: value, low, high, p } = alwaysValidDifference(given, options);
    return { difference: value, low, high, p };
  };
  const guarded = { treatment: treatment.tally, control: control.tally, minimumUsers, ...options };
  const guardrails = definition.guardrails.map((one) => guardrailResults(one, guarded));
  const differences = Object.fromEntries(metrics.map((metric) => [metric, difference(metric)]));
  const users = [treatment.tally.users.size, control.tally.users.size];
  const main = differences[metrics[0]];
  const named = { arm: treatment.name, control: control.name, metrics: differences, guardrails };
  const isBroken = sampleRatio.alarm || guardrails.some(({ state }) => state === 'harmed');
  if (!isBroken && (Math.min(...users) < minimumUsers || main.difference === null)) {
    return { ...named, decision: 'keep going', moreUsers: null, sentence: tooEarly(users, minimumUsers) };
  }
  const { difference: value, low, high } = main;
  const { decision, sentence, moreUsers } = verdict({
    main: { difference: value ?? 0, low: low ?? 0, high: high ?? 0 },
    metric: WORDS[metrics[0]],
    users: users[0] + users[1],
    worthwhile,
    sampleRatio,
    guardrails: Object.fromEntries(guardrails.map(({ metric, state }) => [metric, { state }])),
  });
  return { ...named, decision, moreUsers: moreUsers ?? null, sentence };
}

function tooEarly(users: readonly number[], minimum: number): string {
  const fewest = Math.min(...users);
  if (fewest >= minimum) return 'Keep going: all users have done the same so far.';
  return `Keep going: an arm has ${fewest} users, and intervals need at least ${minimum} in each.`;
}
