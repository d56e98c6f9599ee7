import { OptionError } from '../../core/errors';
import {
  type DrawOptions,
  eachDraw,
  type Interval,
  percentileInterval,
  sampleCount,
} from '../intervals/draw-users';
import { USER_METRICS, type UserMetricName } from './metrics/ranking-metrics';
import { countedUsers, DrawnUsers, type RankingRuns, runsOf, weightedMean } from './ranking-samples';
import type { UserGroups } from './user-groups';

/** What `rankingByGroup` needs. */
export interface RankingByGroupOptions extends DrawOptions {
  readonly groups: UserGroups;
  /** One with a value for each user. Default `ndcg`. */
  readonly metric?: UserMetricName;
}

/** One group's result. */
export interface GroupResult {
  readonly group: string;
  /** Users averaged, each once however many runs there are. */
  readonly users: number;
  /** NaN for a group without a user that counts. */
  readonly value: Interval;
}

/** A metric seen group by group. */
export interface RankingByGroup {
  readonly metric: UserMetricName;
  readonly by: string;
  readonly rows: readonly GroupResult[];
  /** Between the groups with the highest and the lowest value, where there are two. */
  readonly gap: { readonly highest: string; readonly lowest: string; readonly value: Interval } | undefined;
}

/**
 * A metric by groups of users: a fairness view. A gap says that a model serves a group less well on this data,
 * not why: active users have more test items to hit, so their precision is higher as a rule. Intervals of
 * small groups are wide, and the gap is between the extremes, so among many groups some gap is certain.
 *
 * @param runs one result, or several whose mean is meant
 * @throws OptionError for a metric without values for users
 */
export function rankingByGroup(runs: RankingRuns, options: RankingByGroupOptions): RankingByGroup {
  const { groups, metric = 'ndcg', confidence } = options;
  if (!USER_METRICS.some(({ name }) => name === metric)) {
    const names = USER_METRICS.map(({ name }) => name).join(', ');
    throw new OptionError(`rankingByGroup: metric must be one of ${names}, got ${String(metric)}`);
  }
  const evaluations = runsOf(runs);
  const all = new DrawnUsers(evaluations.map(({ users }) => users));
  const parts = groups.groups.map((group) => ({
    group,
    runs: evaluations
      .map(({ users, perUser }) =>
        countedUsers(
          perUser[metric].map((value, n) => (groups.groupOf.get(users[n]) === group ? value : Number.NaN)),
          all.placesOf(users),
        ),
      )
      .filter(({ places }) => places.length > 0),
    samples: new Float64Array(sampleCount(options)),
  }));
  const once = new Int32Array(all.size).fill(1);
  const meanOf = (part: (typeof parts)[number], weights: Int32Array) =>
    part.runs.reduce((sum, run) => sum + weightedMean(run, weights), 0) / part.runs.length;
  const weights = new Int32Array(all.size);
  eachDraw(options, all.size, (drawn, sample) => {
    weights.fill(0);
    for (const user of drawn) weights[user]++;
    for (const part of parts) part.samples[sample] = meanOf(part, weights);
  });
  const interval = (value: number, samples: Float64Array) => percentileInterval(value, samples, confidence);
  const rows = parts.map((part): GroupResult => {
    const users = new Set(part.runs.flatMap(({ places }) => [...places])).size;
    const none = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
    const value = users === 0 ? none : interval(meanOf(part, once), part.samples);
    return { group: part.group, users, value };
  });
  const ordered = rows.filter(({ users }) => users > 0).sort((a, b) => b.value.value - a.value.value);
  const [highest, lowest] = [ordered[0], ordered[ordered.length - 1]];
  const samplesOf = (row: GroupResult) => parts[rows.indexOf(row)].samples;
  const gap =
    ordered.length < 2
      ? undefined
      : {
          highest: highest.group,
          lowest: lowest.group,
          value: interval(
            highest.value.value - lowest.value.value,
            samplesOf(highest).map((sample, n) => sample - samplesOf(lowest)[n]),
          ),
        };
  return { metric, by: groups.name, rows, gap };
}
