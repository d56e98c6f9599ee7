/** Bootstrap samples of ranking metrics, for intervals and comparisons. */
import { checkArgument } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { type DrawOptions, eachDraw, sampleCount } from '../intervals/draw-users';
import { RANKING, type RankingEvaluation } from './evaluate-ranking';
import { exposure } from './metrics/exposure';
import type { CatalogMetric } from './metrics/ranking-metric';
import {
  CATALOG_METRICS,
  RANKING_METRIC_NAMES,
  type RankingMetricName,
  USER_METRICS,
  type UserMetricName,
} from './metrics/ranking-metrics';

/**
 * One result, or the results of one model on several splits or with several seeds, over which metrics are
 * averaged.
 */
export type RankingRuns = RankingEvaluation | readonly RankingEvaluation[];

/** The runs as a list. @throws OptionError when it is empty */
export function runsOf(owner: string, name: string, given: RankingRuns): readonly RankingEvaluation[] {
  const runs: readonly RankingEvaluation[] = Array.isArray(given) ? given : [given];
  for (const run of runs) checkArgument(owner, name, run, RANKING);
  if (runs.length > 0) return runs;
  throw new OptionError(`${owner}: ${name} must contain at least one result, got none`);
}

/** The mean of a metric over the runs. */
export function meanOver(runs: readonly RankingEvaluation[], metric: RankingMetricName): number {
  return runs.reduce((sum, { row }) => sum + row[metric], 0) / runs.length;
}

/**
 * The values of these metrics for each bootstrap sample of the users. A user who is drawn is drawn in all
 * runs. The same users, options and number of samples give the same draws, so the samples of two models are
 * paired.
 * Cost: O(samples · runs · metrics · users); for metrics of all lists, O(samples · runs · (users · k +
 * items)).
 */
export function rankingSamples<Name extends RankingMetricName>(
  runs: readonly RankingEvaluation[],
  metrics: readonly Name[],
  options: DrawOptions,
): Record<Name, Float64Array> {
  const names: readonly string[] = RANKING_METRIC_NAMES;
  const stray = metrics.find((name) => !names.includes(name));
  if (stray !== undefined)
    throw new OptionError(`rankings: metrics must be among ${names.join(', ')}, got ${stray}`);
  const has = ({ name }: { readonly name: RankingMetricName }) =>
    (metrics as readonly RankingMetricName[]).includes(name);
  const ofLists = CATALOG_METRICS.filter(has) as readonly CatalogMetric[];
  const ofUsers = USER_METRICS.filter(has).map(({ name }) => name);
  return {
    ...userSamples(runs, ofUsers, options),
    ...catalogSamples(
      runs,
      ofLists.filter(({ firstUsers }) => firstUsers === undefined),
      options,
    ),
    ...Object.assign(
      {},
      ...ofLists
        .filter(({ firstUsers }) => firstUsers)
        .map((metric) => catalogSamples(runs, [metric], options)),
    ),
  } as Record<Name, Float64Array>;
}

/** The users of several runs, each once. */
export class DrawnUsers {
  private readonly places = new Map<UserId, number>();

  constructor(lists: Iterable<readonly UserId[]>) {
    for (const users of lists) {
      for (const user of users) if (!this.places.has(user)) this.places.set(user, this.places.size);
    }
  }

  get size(): number {
    return this.places.size;
  }

  /** The indices of these users. */
  placesOf(users: readonly UserId[]): Int32Array {
    return Int32Array.from(users, (user) => this.places.get(user) ?? -1);
  }
}

function userSamples(
  runs: readonly RankingEvaluation[],
  metrics: readonly UserMetricName[],
  options: DrawOptions,
): Record<string, Float64Array> {
  const result = metrics.map((name) => [name, new Float64Array(sampleCount(options))] as const);
  if (metrics.length === 0) return {};
  const all = new DrawnUsers(runs.map(({ users }) => users));
  const columns = result.map(([name, out]) => ({
    out,
    runs: runs.map((run) => countedUsers(run.perUser[name], all.placesOf(run.users))),
  }));
  const weights = new Int32Array(all.size);
  eachDraw(options, all.size, (drawn, sample) => {
    weights.fill(0);
    for (const user of drawn) weights[user]++;
    for (const column of columns) {
      let sum = 0;
      for (const run of column.runs) sum += weightedMean(run, weights);
      column.out[sample] = sum / runs.length;
    }
  });
  return Object.fromEntries(result);
}

/** The users who count, and their values. */
export interface CountedUsers {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/** The users whose value isn't NaN. */
export function countedUsers(values: Float64Array, places: Int32Array): CountedUsers {
  return {
    places: places.filter((_, n) => !Number.isNaN(values[n])),
    values: values.filter((value) => !Number.isNaN(value)),
  };
}

/** The mean in which each user counts as often as they were drawn; NaN if none was drawn. */
export function weightedMean({ places, values }: CountedUsers, weights: Int32Array): number {
  let [sum, total] = [0, 0];
  for (let n = 0; n < places.length; n++) {
    sum += weights[places[n]] * values[n];
    total += weights[places[n]];
  }
  return sum / total;
}

/** @param metrics with the same `firstUsers` */
function catalogSamples(
  runs: readonly RankingEvaluation[],
  metrics: readonly CatalogMetric[],
  options: DrawOptions,
): Record<string, Float64Array> {
  const samples = metrics.map(({ name }) => [name, new Float64Array(sampleCount(options))] as const);
  if (metrics.length === 0) return {};
  const { firstUsers } = metrics[0];
  const tables = runs.flatMap(({ lists, facts }) => {
    const users = Math.min(firstUsers ?? facts.users, facts.users);
    if (!lists) return [];
    return {
      facts,
      ids: lists.users.slice(0, users),
      items: lists.items.subarray(0, users * lists.k),
      k: lists.k,
    };
  });
  if (tables.length < runs.length) {
    for (const [, out] of samples) out.fill(Number.NaN);
    return Object.fromEntries(samples);
  }
  // The first hundred users differ between folds, so with `firstUsers`, positions are drawn instead of users.
  const byPlace = firstUsers !== undefined;
  const all = new DrawnUsers(tables.map(({ ids }) => ids));
  const size = byPlace ? Math.max(...tables.map(({ ids }) => ids.length)) : all.size;
  const places = tables.map(({ ids }) => (byPlace ? Int32Array.from(ids.keys()) : all.placesOf(ids)));
  const weights = new Int32Array(size);
  eachDraw(options, size, (drawn, sample) => {
    weights.fill(0);
    for (const user of drawn) weights[user]++;
    for (const [n, table] of tables.entries()) {
      const own = places[n].map((place) => weights[place]);
      const shown = exposure(table, table.facts.counts.length, own);
      for (const [m, metric] of metrics.entries()) {
        samples[m][1][sample] += metric.of(shown, table.facts) / tables.length;
      }
    }
  });
  return Object.fromEntries(samples);
}
