import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import {
  DRAW_EXAMPLES,
  type DrawOptions,
  eachDraw,
  type Interval,
  percentileInterval,
  sampleCount,
} from '../intervals/draw-users';
import { USER_METRICS, type UserMetricName } from './metrics/ranking-metrics';
import { countedUsers, DrawnUsers, type RankingRuns, runsOf, weightedMean } from './ranking-samples';
import { GROUPS, type UserGroups } from './user-groups';

/** Options of `rankingByGroup`. */
export interface RankingByGroupOptions extends DrawOptions {
  readonly groups: UserGroups;
  /** A metric with a value for each user. Default `ndcg`. */
  readonly metric?: UserMetricName;
}

/** One group's result. */
export interface GroupResult {
  readonly group: string;
  /** Number of users averaged; each counts once, whatever the number of runs. */
  readonly users: number;
  /** NaN for a group without users to average. */
  readonly value: Interval;
}

/** A metric by group. */
export interface RankingByGroup {
  readonly metric: UserMetricName;
  readonly by: string;
  readonly rows: readonly GroupResult[];
  /** The difference between the groups with the highest and the lowest value, if there are at least two. */
  readonly gap: { readonly highest: string; readonly lowest: string; readonly value: Interval } | undefined;
}

/**
 * A metric by groups of users, to examine fairness. A gap shows that a model serves one group worse on this
 * data, not why: active users have more test items to hit, so their precision is usually higher. Intervals of
 * small groups are wide, and the gap is between the extremes, so with many groups there will always be one.
 *
 * @param runs one result, or several to average
 * @throws OptionError for a metric without values for users
 */
export function rankingByGroup(runs: RankingRuns, options: RankingByGroupOptions): RankingByGroup {
  withRequired('rankingByGroup', options, 'groups');
  checkOptions('rankingByGroup', options, { groups: 'groups', metric: 'ndcg', ...DRAW_EXAMPLES });
  checkArgument('rankingByGroup', 'groups', options.groups, GROUPS);
  const { groups, metric = 'ndcg', confidence } = options;
  if (!USER_METRICS.some(({ name }) => name === metric)) {
    const names = USER_METRICS.map(({ name }) => name).join(', ');
    throw new OptionError(`rankingByGroup: metric must be one of ${names}, got ${String(metric)}`);
  }
  const evaluations = runsOf('rankingByGroup', 'runs', runs);
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
