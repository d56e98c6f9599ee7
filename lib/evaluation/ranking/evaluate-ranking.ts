/** One model's lists on one split: fits, makes all lists at once, measures them, with times and a receipt. */

import { called, checkArgument, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { likedFrom } from '../../core/liked-from';
import { withRequired } from '../../core/with-required';
import { RandomState } from '../../math/random/random-state';
import { FitRun } from '../../recommender/fit-run';
import type { Model } from '../../recommender/model';
import { MODEL } from '../../recommender/model-kind';
import { topIndices } from '../../recommender/top-items';
import type { TopLists } from '../../recommender/top-lists';
import { type Receipt, receiptOf } from '../receipt';
import { announce, type Result } from '../result-listeners';
import { inContext } from '../splits/in-context';
import { SPLIT, type Split } from '../splits/split';
import { exposure } from './metrics/exposure';
import { type ItemFacts, itemFacts } from './metrics/item-facts';
import { type UserAnswer, UserJudge } from './metrics/ranked-user';
import {
  CATALOG_METRICS,
  RANKING_METRIC_NAMES,
  type RankingMetricName,
  USER_METRICS,
  type UserMetricName,
} from './metrics/ranking-metrics';
import {
  checkRankingOptions,
  type EvaluateRankingOptions,
  type ListsWanted,
  rankingWarnings,
} from './ranking-options';
import { drawCandidates } from './sampled-candidates';
import { type UserTruth, userTruths } from './user-truths';

/** What a number depends on besides model and split; rows that differ in it must not be compared. */
export interface RankingProtocol {
  readonly k: number;
  readonly relevantFrom: number;
  /** `all unseen`, or `100 sampled, seed 0`. */
  readonly candidates: string;
  readonly coldUsers: 'skip' | 'include';
}

/** A row of a ranking table. A metric that isn't defined here is NaN, which JSON writes as null. */
export type RankingRow = RankingProtocol & {
  readonly label: string;
  readonly model: string;
  /** All options with their values. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The split's name. */
  readonly split: string;
  /** Number of users averaged (with a relevant test item), of users with any test item, and of cold test users. */
  readonly users: number;
  readonly testUsers: number;
  readonly coldTestUsers: number;
  /** Caveats to show with the numbers, one sentence each. */
  readonly warnings: readonly string[];
  /** Wall time of `fit`, of making the lists, and of measuring them, in seconds. */
  readonly fitSeconds: number;
  readonly listSeconds: number;
  readonly measureSeconds: number;
  readonly receipt: Receipt;
} & Readonly<Record<RankingMetricName, number>>;

/** A result as an argument. */
export const RANKING = called('a result of evaluateRanking', objectWith('row', 'users', 'perUser', 'facts'));

/** A row with the data behind it, for intervals, groups, and details. */
export interface RankingEvaluation {
  readonly row: RankingRow;
  /** Users in the test set, in its order. */
  readonly users: readonly UserId[];
  /** A value for each of `users`; NaN for users not averaged. Float64 each. */
  readonly perUser: Readonly<Record<UserMetricName, Float64Array>>;
  /** Lists of all train users, then of any cold users included; undefined for sampled candidates. */
  readonly lists: TopLists | undefined;
  readonly facts: ItemFacts;
}

/**
 * Fits the model on the train set and measures its lists for all users, with all metrics of `RANKING_METRICS` that need
 * one model. Each metric's card gives its exact definition. The model stays fitted.
 *
 * @example
 * const { row } = await evaluateRanking(new EASE(), { split: canonicalFold(ratings, 'u1') });
 * row.ndcg; // of row.users users, row.k places, all unseen films as candidates
 * @throws OptionError for an invalid k, relevantFrom or candidates; whatever `fit` throws; the signal's reason
 */
export async function evaluateRanking(
  model: Model,
  options: EvaluateRankingOptions,
): Promise<RankingEvaluation> {
  checkArgument('evaluateRanking', 'model', model, MODEL);
  withRequired('evaluateRanking', options, 'split');
  checkArgument('evaluateRanking', 'split', options.split, SPLIT);
  const { label = model.name, films, vectorOf, context, onProgress, signal } = options;
  const split = context === undefined ? options.split : inContext(options.split, context);
  const asked = model.can.usesContext && context !== undefined ? { context } : {};
  const {
    k = 10,
    relevantFrom = likedFrom(split.train.scale),
    candidates = 'all',
    coldUsers = 'skip',
  } = options;
  const wanted = new Set<string>(options.metrics ?? RANKING_METRIC_NAMES);
  const sample = candidates === 'all' ? undefined : candidates;
  checkRankingOptions(options);
  const truths = userTruths(split, relevantFrom);
  const facts = itemFacts(split, { films, vectorOf });

  const started = performance.now();
  await model.fit(split.train, { onProgress, signal });
  const fitted = performance.now();
  const answers = (truth: UserTruth) => truth.index !== undefined || model.can.unknownUsers !== 'refused';
  const included = coldUsers === 'include' ? truths.filter((truth) => truth.index === undefined) : [];
  const users = [...split.train.users, ...included.filter(answers).map(({ id }) => id)];
  const lists = sample
    ? undefined
    : await listsFor(model, { k, users, signal, unknownUsers: 'popular', ...asked }, options.makeLists);
  const listed = performance.now();

  const run = new FitRun(model.name, { signal });
  const judge = new UserJudge(split, facts, { k, relevantFrom });
  const predicted = model.can.rates ? model.predictAll(split.test).ratings : undefined;
  const listOf = listsByUser(lists);
  const random = new RandomState(sample?.seed ?? 0);
  const perUser = emptyColumns(truths.length);
  let averaged = 0;
  for (const [n, truth] of truths.entries()) {
    const isAveraged = truth.relevantCount > 0 && (truth.index !== undefined || coldUsers === 'include');
    if (isAveraged) averaged++;
    const asksScores = isAveraged && answers(truth) && (sample || wanted.has('auc'));
    const scores = asksScores ? model.scoresOf(truth.id, { unknownUsers: 'popular', ...asked }) : undefined;
    const answer: UserAnswer = sample
      ? sampledAnswer(split, truth, scores, { k, sampled: sample.sampled, random })
      : { list: listOf(truth.id), scores, predicted: undefined };
    const user = judge.judge(truth, { ...answer, predicted });
    for (const metric of USER_METRICS) {
      if (!wanted.has(metric.name) || (metric.over === 'relevant' && !isAveraged)) continue;
      perUser[metric.name][n] = metric.of(user, facts);
    }
    await run.breathe();
  }
  const measured = performance.now();
  const row: RankingRow = {
    label,
    model: model.name,
    options: model.options,
    split: split.name,
    k,
    relevantFrom,
    candidates: sample ? `${sample.sampled} sampled, seed ${sample.seed ?? 0}` : 'all unseen',
    coldUsers,
    users: averaged,
    testUsers: truths.length,
    coldTestUsers: truths.filter(({ index }) => index === undefined).length,
    warnings: rankingWarnings(model, options, truths),
    ...userMeans(perUser),
    ...catalogValues(lists, facts, wanted),
    fitSeconds: (fitted - started) / 1000,
    listSeconds: (listed - fitted) / 1000,
    measureSeconds: (measured - listed) / 1000,
    receipt: receiptOf(model, split),
  };
  announce(resultOf(row));
  return { row, users: truths.map(({ id }) => id), perUser, lists, facts };
}

function resultOf(row: RankingRow): Result {
  const metrics = Object.fromEntries(RANKING_METRIC_NAMES.map((name) => [name, row[name]]));
  const { k, relevantFrom, candidates, coldUsers, users, label, receipt } = row;
  return {
    of: 'lists',
    label,
    receipt,
    metrics,
    protocol: { k, relevantFrom, candidates, coldUsers, users },
  };
}

/** @throws OptionError if `makeLists` returns other lists than requested */
async function listsFor(
  model: Model,
  wanted: ListsWanted,
  makeLists: EvaluateRankingOptions['makeLists'],
): Promise<TopLists> {
  if (!makeLists) return model.recommendAll(wanted);
  const lists = await makeLists(model, wanted);
  const { k, users } = wanted;
  if (
    lists.users.length === users.length &&
    users.every((user, n) => lists.users[n] === user) &&
    lists.k <= k
  ) {
    return lists;
  }
  throw new OptionError(
    `evaluateRanking: makeLists must return lists of at most ${k} places for the ${users.length} given users, in the same order; got ${lists.k} places for ${lists.users.length} users`,
  );
}

function emptyColumns(users: number): Record<UserMetricName, Float64Array> {
  const columns = USER_METRICS.map(({ name }) => [name, new Float64Array(users).fill(Number.NaN)]);
  return Object.fromEntries(columns) as Record<UserMetricName, Float64Array>;
}

/** A user's list without empty places; empty if there is none. */
function listsByUser(lists: TopLists | undefined): (user: UserId) => ArrayLike<number> {
  const places = new Map(lists?.users.map((user, place) => [user, place]));
  return (user) => {
    const place = places.get(user);
    if (!lists || place === undefined) return [];
    const row = lists.items.subarray(place * lists.k, (place + 1) * lists.k);
    const end = row.indexOf(-1);
    return end === -1 ? row : row.subarray(0, end);
  };
}

function sampledAnswer(
  { train }: Split,
  truth: UserTruth,
  scores: ArrayLike<number> | undefined,
  draw: { readonly k: number; readonly sampled: number; readonly random: RandomState },
): UserAnswer {
  if (!scores) return { list: [], scores, predicted: undefined };
  const seen =
    truth.index === undefined
      ? []
      : Array.from(train.rowsOfUser(truth.index), (row) => train.itemColumn[row]);
  const candidates = drawCandidates(train.itemCount, seen, truth, draw);
  return { list: topIndices(scores, draw.k, candidates), scores, candidates, predicted: undefined };
}

function userMeans(perUser: Readonly<Record<UserMetricName, Float64Array>>): Record<UserMetricName, number> {
  const means = USER_METRICS.map(({ name }) => {
    const counted = perUser[name].filter((value) => !Number.isNaN(value));
    return [name, counted.reduce((sum, value) => sum + value, 0) / counted.length];
  });
  return Object.fromEntries(means) as Record<UserMetricName, number>;
}

function catalogValues(lists: TopLists | undefined, facts: ItemFacts, wanted: ReadonlySet<string>) {
  const values = CATALOG_METRICS.map((metric) => {
    if (!lists || !wanted.has(metric.name)) return [metric.name, Number.NaN];
    const users = Math.min(metric.firstUsers ?? facts.users, facts.users);
    const items = lists.items.subarray(0, users * lists.k);
    return [metric.name, metric.of(exposure({ items, k: lists.k }, facts.counts.length), facts)];
  });
  return Object.fromEntries(values) as Record<(typeof CATALOG_METRICS)[number]['name'], number>;
}
