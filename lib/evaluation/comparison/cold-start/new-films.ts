/** Films that nobody has rated: content against what can be said without knowing the film, on five folds of films. */
import type { Interactions } from '../../../data/table/interactions';
import { coldItemFolds } from '../../splits/cold-items';
import {
  joined,
  type Measured,
  type MeasuredSpec,
  meanNdcg,
  meanRmse,
  measureSplit,
  ndcgDifference,
  rmseDifference,
} from './measured';
import { ALS, CONTENT, FEATURES, memberOf, PROFILE, STACKED } from './models';
import { type ColdStartRow, type ColdStartRun, coldStartRow } from './row';

const CHANCE = 'NormalPredictor';
const USER_MEAN = 'mean of the user';

/** New films are all one to the models without `lists`, so that their list of such would be in the order of ids. */
const SPECS: readonly MeasuredSpec[] = [
  { label: CHANCE, model: 'NormalPredictor', options: { seed: 0 } },
  { label: 'mean of all', model: 'MeanRating', options: { of: 'all' }, lists: false },
  { label: USER_MEAN, model: 'MeanRating', options: { of: 'user' }, lists: false },
  { label: 'BaselineOnly', model: 'BaselineOnly', lists: false },
  { ...ALS, lists: false },
  PROFILE,
  CONTENT,
  FEATURES,
  {
    label: 'ALS, else content',
    model: 'SwitchingHybrid',
    options: { cf: memberOf(ALS), fallback: memberOf(CONTENT), switchAt: 5 },
  },
  STACKED,
];

/**
 * Lists are of the new films alone: a row of new arrivals. RMSE is compared with the best that needs nothing of the
 * film, the mean of the user, and films are drawn for the interval, as the question is how it would be for others;
 * nDCG is compared with chance, and users are drawn.
 * @param ratings with item features
 */
export async function newFilms(ratings: Interactions, run: ColdStartRun): Promise<ColdStartRow[]> {
  const splits: Map<string, Measured>[] = [];
  for (const fold of run.folds) {
    const split = coldItemFolds(ratings).at(fold);
    splits.push(await measureSplit(split, { specs: SPECS, among: [...split.test.items], note: run.note }));
  }
  const all = joined(splits);
  const named = (label: string) => all.find((measured) => measured.label === label) as Measured;
  return all.map((measured) => {
    const isBaseline = SPECS.find(({ label }) => label === measured.label)?.lists === false;
    const byRmse = measured.label === USER_MEAN ? undefined : named(USER_MEAN);
    const byNdcg = measured.label === CHANCE || isBaseline ? undefined : named(CHANCE);
    return coldStartRow({
      part: 'new-films',
      label: measured.label,
      split: run.split,
      rmse: meanRmse(measured),
      ndcgAt10: meanNdcg(measured),
      rmseAgainst: byRmse?.label ?? null,
      rmseDifference: byRmse ? rmseDifference(measured, byRmse, 'items') : null,
      ndcgAgainst: byNdcg?.label ?? null,
      ndcgDifference: byNdcg ? ndcgDifference(measured, byNdcg) : null,
      drawn: 'films',
      receipts: measured.receipts,
    });
  });
}
