/** The results of an experiment, as `GET /experiments/{name}` answers them: JSON, with null for what can't be said yet. */
import { armShares, SAMPLE_RATIO_ALARM } from '../../experiments/health/sample-ratio';
import type { Allocation } from './allocation';
import { type BanditResults, banditResults } from './bandit/bandit-results';
import { type Comparison, comparison, type Estimate, estimate } from './comparison';
import { type ExperimentDefinition, INTERLEAVED, type Phase, phaseOf } from './definition';
import type { Fate } from './fate';
import { type InterleavingResults, interleavingResults } from './interleaving-results';
import type { Mark } from './log-line';
import { METRICS, type MetricName } from './metrics';
import { type Decision, overallVerdict } from './overall-verdict';
import { type ShadowResults, shadowResults } from './shadow/shadow-results';
import type { ArmTally, PlaceCounts, Tally } from './tally';

/**
 * `scheduled`: before its start; `running`; `ended`: after its end; `stopped`: by the stop button; `off`: not served now,
 * because the service was started without it.
 */
export type Status = 'scheduled' | 'running' | 'ended' | 'stopped' | 'off';

export interface ArmResults {
  readonly name: string;
  readonly isControl: boolean;
  /** Names and versions of the models that have made lists for it. */
  readonly models: readonly string[];
  /** Its share of the users who take part. */
  readonly share: number;
  readonly users: number;
  readonly lists: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly goodRatings: number;
  readonly failures: number;
  /** Each with an always-valid 95% interval. */
  readonly metrics: Readonly<Record<MetricName, Estimate>>;
  /** Milliseconds that 99 of 100 of the latest 1,000 lists took at most. */
  readonly latencyP99: number | null;
  /** Different items that were shown. */
  readonly items: number;
  /** From place 1. */
  readonly places: readonly PlaceCounts[];
}

export interface SampleRatioResults {
  /** Always-valid: the smallest p-value so far. */
  readonly p: number;
  /** p < 0.001: no result can be trusted. */
  readonly alarm: boolean;
  readonly arms: readonly { readonly name: string; readonly users: number; readonly expected: number }[];
}

/** A step in the life of an experiment. */
export interface TimelineStep {
  /** `2026-12-01T08:00:00.000Z`. */
  readonly time: string;
  readonly what: Mark['what'] | 'ended';
  readonly words: string;
}

export interface ExperimentResults {
  readonly name: string;
  readonly status: Status;
  readonly phase: Phase;
  readonly start: string | null;
  readonly end: string | null;
  readonly traffic: number;
  /** The decision so far, in one sentence. */
  readonly verdict: Decision;
  /** Those that show the lists of one model; the first is the control. */
  readonly arms: readonly ArmResults[];
  /** Each other arm against the control. */
  readonly comparisons: readonly Comparison[];
  /** Null with a single arm. */
  readonly sampleRatio: SampleRatioResults | null;
  readonly interleaving: InterleavingResults | null;
  readonly shadow: readonly ShadowResults[];
  /** Of the arms that explore. */
  readonly bandits: readonly BanditResults[];
  /** What became of clicks and ratings. */
  readonly events: Readonly<Record<Fate, number>>;
  readonly timeline: readonly TimelineStep[];
}

/** What the results are made of. */
export interface ResultsInput {
  readonly definition: ExperimentDefinition;
  readonly allocation: Allocation;
  readonly tally: Tally;
  readonly status: Status;
}

/** Cost: O(users). */
export function resultsOf({ definition, allocation, tally, status }: ResultsInput): ExperimentResults {
  const { name, start, end, traffic, arms, interleaving, expectedUsers } = definition;
  const shares = new Map(allocation.arms.map(({ name: arm, weight }) => [arm, weight]));
  const total = [...shares.values()].reduce((sum, weight) => sum + weight, 0);
  const shown = arms.filter(({ weight }) => weight > 0);
  const armResults = shown.map(({ name: arm, weight }, n): ArmResults => {
    const counts = tally.arms.get(arm)!;
    return {
      ...{ name: arm, isControl: n === 0, models: [...counts.models], share: weight / total },
      ...sums(counts),
      metrics: Object.fromEntries(
        Object.entries(METRICS).map(([metric, ratio]) => [
          metric,
          estimate(counts.users.values(), ratio, expectedUsers / shown.length),
        ]),
      ) as Record<MetricName, Estimate>,
      latencyP99: counts.latencies.quantile(0.99),
      items: counts.items.size,
      places: counts.places,
    };
  });
  const sampleRatio = sampleRatioOf(allocation, tally);
  const comparisons = shown.slice(1).map(({ name: arm }) =>
    comparison(definition, sampleRatio!, {
      treatment: { name: arm, tally: tally.arms.get(arm)! },
      control: { name: shown[0].name, tally: tally.arms.get(shown[0].name)! },
      treatments: shown.length - 1,
    }),
  );
  const mixed = interleaving && interleavingResults(definition, tally.arms.get(INTERLEAVED)!);
  const shadow = definition.shadow.map(({ name: challenger }) =>
    shadowResults(challenger, tally.shadowOf(challenger)),
  );
  const verdict = overallVerdict({ comparisons, sampleRatio, interleaving: mixed, shadow });
  return {
    ...{ name, status, phase: phaseOf(definition), start, end, traffic, verdict },
    ...{ arms: armResults, comparisons, sampleRatio, interleaving: mixed, shadow, events: tally.events },
    bandits: tally.bandits.all.map(([arm, bandit]) => banditResults(arm, bandit)),
    timeline: timelineOf(tally.marks, definition, status),
  };
}

function sums({ users }: ArmTally) {
  const all = [...users.values()];
  const sum = (key: 'requests' | 'impressions' | 'clicks' | 'goodRatings' | 'failures') =>
    all.reduce((total, user) => total + user[key], 0);
  return {
    users: users.size,
    lists: sum('requests'),
    impressions: sum('impressions'),
    clicks: sum('clicks'),
    goodRatings: sum('goodRatings'),
    failures: sum('failures'),
  };
}

function sampleRatioOf({ arms }: Allocation, tally: Tally): SampleRatioResults | null {
  if (arms.length < 2) return null;
  const shares = armShares(
    'sampleRatio',
    arms.map(({ weight }) => weight),
  );
  const counts = arms.map(({ name }) => tally.arms.get(name)!.users.size);
  const users = counts.reduce((sum, count) => sum + count, 0);
  return {
    p: tally.sampleRatioP,
    alarm: tally.sampleRatioP < SAMPLE_RATIO_ALARM,
    arms: arms.map(({ name }, n) => ({ name, users: counts[n], expected: users * shares[n] })),
  };
}

function timelineOf(marks: readonly Mark[], { end }: ExperimentDefinition, status: Status): TimelineStep[] {
  const steps = marks.map(({ time, what, words }): TimelineStep => {
    return { time: new Date(time).toISOString(), what, words };
  });
  if (status === 'ended' && end !== null) {
    steps.push({ time: new Date(end).toISOString(), what: 'ended', words: 'the end of experiment.json' });
  }
  return steps;
}
