/** `--task ranking`: how good the lists of ten items are. */
import { DataError } from '../../core/errors';
import { likedFrom } from '../../core/liked-from';
import { areRatings } from '../../core/rating-scale';
import type { Film } from '../../data/movielens/film';
import type { Interval } from '../intervals/draw-users';
import type { LabeledModel } from '../presets/labeled-model';
import { compareRankings, type RankingComparison } from '../ranking/compare-rankings';
import { evaluateRanking, type RankingEvaluation } from '../ranking/evaluate-ranking';
import { latentSpace } from '../ranking/metrics/latent-space';
import {
  byRankingMetric,
  RANKING_COLUMNS,
  RANKING_METRIC_NAMES,
  type RankingMetricName,
} from '../ranking/metrics/ranking-metrics';
import { rankingIntervals } from '../ranking/ranking-intervals';
import { userTruths } from '../ranking/user-truths';
import type { Receipt } from '../receipt';
import type { Split } from '../splits/split';
import { type Comparison, runAll } from './runs';
import { type Spread, spreadOf } from './spread';
import { markdownTable, textTable } from './tables';

const K = 10;

/**
 * One model on all splits with all seeds: means, 95% intervals over users, and how they were measured. `ndcg` and the
 * other fields of `RANKING_METRICS` are the metrics of lists of `k`.
 */
export interface RankingComparisonRow extends Readonly<Record<RankingMetricName, number>> {
  readonly label: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly split: string;
  readonly k: number;
  /** Bootstrap intervals: `[low, high]`. */
  readonly intervals: Readonly<Partial<Record<RankingMetricName, readonly [number, number]>>>;
  /** Spread of nDCG over seeds or folds; see `Spread`. */
  readonly spread: Spread['over'];
  readonly ndcgSd: number;
  readonly candidates: string;
  readonly relevantFrom: number;
  /** Number of users averaged, for each split. */
  readonly users: readonly number[];
  readonly fitSeconds: number;
  readonly listSeconds: number;
  /** The receipt of the first run. */
  readonly receipt: Receipt;
  readonly runs: readonly {
    readonly split: string;
    readonly seed: number | null;
    readonly ndcg: number;
    readonly receipt: Receipt;
  }[];
}

/** The rows of the table, and how rows adjacent in nDCG compare. */
export interface RankingTable {
  readonly rows: readonly RankingComparisonRow[];
  readonly neighbors: readonly RankingComparison[];
  /** Whether the data has ratings; otherwise each row is a choice, and relevant. */
  readonly isRated: boolean;
}

/** @throws DataError if a split has too few users or items for lists to be measured */
export async function compareLists(
  comparison: Comparison,
  split: string,
  films?: readonly Film[],
): Promise<RankingTable> {
  const { metrics = RANKING_METRIC_NAMES, relevantFrom } = comparison;
  for (const one of comparison.splits) checkMeasurable(one, relevantFrom);
  const hasSpace = metrics.includes('latentDiversity');
  // Where every row is a choice, an ALS has nothing to tell items apart by.
  const space = ({ train }: Split) => (hasSpace && areRatings(train) ? latentSpace(train) : undefined);
  const spaces = await Promise.all(comparison.splits.map(space));
  const shown = new Set(RANKING_COLUMNS.filter(({ column }) => column.interval).map(({ name }) => name));
  const withInterval = comparison.metrics ? metrics.filter((name) => shown.has(name)) : metrics;
  const rows: RankingComparisonRow[] = [];
  const evaluations = new Map<string, RankingEvaluation[][]>();
  await runAll(
    comparison,
    async ({ model, split, fold, name }) => {
      const vectorOf = spaces[fold];
      const options = { split, k: K, films, vectorOf, relevantFrom, metrics };
      const evaluation = await evaluateRanking(model, options);
      const { ndcg, precision, fitSeconds, listSeconds } = evaluation.row;
      const times = `fit ${fitSeconds.toFixed(2)} s, lists ${listSeconds.toFixed(2)} s`;
      comparison.note(`${name}: nDCG@10 ${ndcg.toFixed(4)}, P@10 ${precision.toFixed(4)}, ${times}`);
      return evaluation;
    },
    (spec, results) => {
      rows.push(rowOf(spec, split, results, withInterval));
      evaluations.set(
        spec.label,
        results.map((seeds) => seeds.map((run) => labeled(run, spec.label))),
      );
    },
  );
  const isRated = comparison.splits.every(({ train }) => areRatings(train));
  return { rows, neighbors: compareNeighbors(rows, evaluations, comparison.seeds), isRated };
}

function checkMeasurable(split: Split, relevantFrom = likedFrom(split.train.scale)): void {
  const { name, train, test } = split;
  const fail = (what: string): never => {
    throw new DataError(`lists of ${K} can't be measured on ${name}: ${what}`);
  };
  if (train.itemCount < K) fail(`the train set has ${train.itemCount} items`);
  const truths = userTruths(split, relevantFrom);
  const measured = truths.filter(
    ({ index, relevantCount }) => index !== undefined && relevantCount > 0,
  ).length;
  if (measured > 1) return;
  const users = `${measured} of ${test.userCount} test users ${measured === 1 ? 'has' : 'have'}`;
  fail(
    `${users} a train rating and a relevant test rating, and an interval needs 2; take users with more ratings`,
  );
}

function labeled(evaluation: RankingEvaluation, label: string): RankingEvaluation {
  return { ...evaluation, row: { ...evaluation.row, label } };
}

function rowOf(
  spec: LabeledModel,
  split: string,
  results: readonly RankingEvaluation[][],
  withInterval: readonly RankingMetricName[],
): RankingComparisonRow {
  const all = results.flat();
  const over = (field: RankingMetricName | 'fitSeconds' | 'listSeconds') =>
    spreadOf(results.map((seeds) => seeds.map(({ row }) => row[field])));
  const intervals = Object.entries<Interval>(rankingIntervals(all, { metrics: withInterval }));
  const { model, options, candidates, relevantFrom, receipt } = all[0].row;
  return {
    label: spec.label,
    model,
    options,
    split,
    k: K,
    ...byRankingMetric((metric) => over(metric).mean),
    intervals: Object.fromEntries(intervals.map(([metric, { low, high }]) => [metric, [low, high]])),
    spread: over('ndcg').over,
    ndcgSd: over('ndcg').sd,
    candidates,
    relevantFrom,
    users: results.map(([first]) => first.row.users),
    fitSeconds: over('fitSeconds').mean,
    listSeconds: over('listSeconds').mean,
    receipt,
    runs: all.map(({ row }) => ({
      split: row.split,
      seed: row.receipt.seed,
      ndcg: row.ndcg,
      receipt: row.receipt,
    })),
  };
}

/** Compares each row with the next one in the order of nDCG. */
function compareNeighbors(
  rows: readonly RankingComparisonRow[],
  evaluations: ReadonlyMap<string, readonly RankingEvaluation[][]>,
  seeds: number,
): RankingComparison[] {
  const ordered = [...rows].sort((a, b) => b.ndcg - a.ndcg);
  // A model without a seed has one run per split, which is compared with each seed of the other.
  const runs = ({ label }: RankingComparisonRow) =>
    (evaluations.get(label) ?? []).flatMap((own) =>
      Array.from({ length: seeds }, (_, seed) => own[seed % own.length]),
    );
  return ordered.slice(1).map((row, n) => compareRankings({ a: runs(ordered[n]), b: runs(row) }));
}

/** For a terminal. */
export function rankingTable({ rows, neighbors, isRated }: RankingTable): string {
  const cells = cellsOf(rows, RANKING_COLUMNS);
  const timed = cells.map((row, n) =>
    n === 0
      ? [...row, 'fit, s', 'lists, s']
      : [...row, rows[n - 1].fitSeconds.toFixed(2), rows[n - 1].listSeconds.toFixed(2)],
  );
  return [textTable(timed), '', noteOf(rows, isRated), ...neighbors.map(({ words }) => words)].join('\n');
}

/** For the README: without times, which depend on the machine. */
export function rankingMarkdown({ rows, neighbors, isRated }: RankingTable): string {
  const cells = cellsOf(
    rows,
    RANKING_COLUMNS.filter(({ column }) => !column.wide),
  );
  const undecided = neighbors
    .filter(({ verdict }) => verdict === 'not distinguishable')
    .map(({ a, b }) => `${a.label} and ${b.label}`);
  const words =
    undecided.length === 0
      ? 'Each nDCG differs significantly from the next one.'
      : `Adjacent in nDCG without a significant difference: ${undecided.join('; ')}.`;
  return `${markdownTable(cells)}\n\n${noteOf(rows, isRated)} ${words}`;
}

/** How the numbers were measured. */
function noteOf([row]: readonly RankingComparisonRow[], isRated: boolean): string {
  if (!row) return '';
  const [least, most] = [Math.min(...row.users), Math.max(...row.users)];
  const users = `${least === most ? least : `${least} to ${most}`} users${row.users.length > 1 ? ' per split' : ''}`;
  const relevant = isRated
    ? `test ratings of ${row.relevantFrom} and up`
    : 'everything chosen in the test set';
  return `Lists of ${K}; candidates: ${row.candidates}; relevant: ${relevant}; averaged over ${users}. In parentheses: 95% bootstrap interval over users.`;
}

function cellsOf(rows: readonly RankingComparisonRow[], columns: typeof RANKING_COLUMNS): string[][] {
  const cell = (row: RankingComparisonRow, { name, column }: (typeof RANKING_COLUMNS)[number]) => {
    const value = Number.isNaN(row[name]) ? '' : row[name].toFixed(column.digits ?? 4);
    const interval = column.interval && row.intervals[name]?.map((end) => end.toFixed(3)).join(' to ');
    return interval ? `${value} (${interval})` : value;
  };
  return [
    ['Model', ...columns.map(({ column }) => column.head.replace('@k', `@${K}`))],
    ...rows.map((row) => [row.label, ...columns.map((metric) => cell(row, metric))]),
  ];
}
