/** Measures ratings and lists of models on several splits, and compares them. */

import { type ModelSpec, modelOf } from '../../../models/registry';
import type { Model, RecommendAllOptions } from '../../../recommender/model';
import { type EvaluationRuns, pairedBootstrap } from '../../intervals/bootstrap';
import type { Interval } from '../../intervals/draw-users';
import { compareRankings } from '../../ranking/compare-rankings';
import { evaluateRanking, type RankingEvaluation } from '../../ranking/evaluate-ranking';
import { type Evaluation, evaluate } from '../../ratings/evaluate';
import type { Receipt } from '../../receipt';
import type { Split } from '../../splits/split';

/** A model of a table. */
export interface MeasuredSpec extends ModelSpec {
  readonly label: string;
  /** Labels of the members of a hybrid. */
  readonly members?: readonly string[];
  /** Options chosen for it on part of the train set. */
  readonly chosen?: Readonly<Record<string, unknown>>;
  /** Whether its lists are also measured. */
  readonly lists?: boolean;
}

/** A model's results, one per split. */
export interface Measured {
  readonly label: string;
  readonly members: readonly string[];
  readonly chosen: readonly Readonly<Record<string, unknown>>[];
  /** Empty if it doesn't predict ratings. */
  readonly ratings: readonly Evaluation[];
  /** Empty if its lists weren't measured. */
  readonly lists: readonly RankingEvaluation[];
  readonly receipts: readonly Receipt[];
}

/** Options of `measureSplit`. */
export interface MeasureOptions {
  readonly specs: readonly MeasuredSpec[];
  /** Which items can be on the lists. Default: all that the user hasn't rated. */
  readonly among?: RecommendAllOptions['among'];
  readonly note: (line: string) => void;
}

/** Fits each model once and measures it; returns the results by label. */
export async function measureSplit(
  split: Split,
  { specs, among, note }: MeasureOptions,
): Promise<Map<string, Measured>> {
  const results = new Map<string, Measured>();
  for (const { label, members = [], chosen, lists = true, ...spec } of specs) {
    const model = await modelOf(spec).fit(split.train);
    const asItIs = withoutFit(model);
    const ratings = model.can.rates ? [await evaluate(asItIs, { split, label })] : [];
    const ranked = lists
      ? [
          await evaluateRanking(asItIs, {
            split,
            label,
            metrics: ['ndcg'],
            makeLists: (of, wanted) => of.recommendAll({ ...wanted, among }),
          }),
        ]
      : [];
    const numbers = [
      ...ratings.map(({ row }) => `RMSE ${row.rmse.toFixed(4)}`),
      ...ranked.map(({ row }) => `nDCG@10 ${row.ndcg.toFixed(4)}`),
    ];
    note(`${split.name}: ${label}${chosen ? ` (${JSON.stringify(chosen)})` : ''}: ${numbers.join(', ')}`);
    const [first] = [...ratings, ...ranked];
    results.set(label, {
      label,
      members,
      chosen: chosen ? [chosen] : [],
      ratings,
      lists: ranked,
      receipts: first ? [first.row.receipt] : [],
    });
  }
  return results;
}

/** The results of several splits, model by model. */
export function joined(splits: readonly ReadonlyMap<string, Measured>[]): Measured[] {
  return [...splits[0].values()].map(({ label, members }) => {
    const all = splits.flatMap((split) => split.get(label) ?? []);
    return {
      label,
      members,
      chosen: all.flatMap(({ chosen }) => chosen),
      ratings: all.flatMap(({ ratings }) => ratings),
      lists: all.flatMap(({ lists }) => lists),
      receipts: all.flatMap(({ receipts }) => receipts),
    };
  });
}

/** The mean over the splits; null where there is none. */
export function meanRmse({ ratings }: Measured): number | null {
  return ratings.length === 0 ? null : ratings.reduce((sum, { row }) => sum + row.rmse, 0) / ratings.length;
}

/** The mean over the splits; null where there is none. */
export function meanNdcg({ lists }: Measured): number | null {
  return lists.length === 0 ? null : lists.reduce((sum, { row }) => sum + row.ndcg, 0) / lists.length;
}

/** The difference in RMSE; null if either has none. */
export function rmseDifference(a: Measured, b: Measured, over: 'users' | 'items'): Interval | null {
  if (a.ratings.length === 0 || b.ratings.length === 0) return null;
  const runs: { a: EvaluationRuns; b: EvaluationRuns } = { a: a.ratings, b: b.ratings };
  return pairedBootstrap({ ...runs, over }).difference;
}

/** The difference in nDCG@10; null if either has none. */
export function ndcgDifference(a: Measured, b: Measured): Interval | null {
  if (a.lists.length === 0 || b.lists.length === 0) return null;
  return compareRankings({ a: a.lists, b: b.lists, metric: 'ndcg' }).difference;
}

/** The same model with a `fit` that does nothing: it is already fitted on this split. */
function withoutFit<Fitted extends Model>(model: Fitted): Fitted {
  return Object.assign(model, { fit: async () => model });
}
