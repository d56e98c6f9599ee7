/** Films that nobody has rated, in five folds: content models against predictions that know nothing about the film. */
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

/** Models with `lists: false` can't distinguish new films, so they would list them in the order of ids. */
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
 * Lists contain only the new films, like a shelf of new arrivals. RMSE is compared with the best predictor that needs
 * nothing about the film, the user's mean; its interval resamples films, as the question is how other films would do.
 * nDCG is compared with chance, and its interval resamples users.
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
      ndcg: meanNdcg(measured),
      rmseAgainst: byRmse?.label ?? null,
      rmseDifference: byRmse ? rmseDifference(measured, byRmse, 'items') : null,
      ndcgAgainst: byNdcg?.label ?? null,
      ndcgDifference: byNdcg ? ndcgDifference(measured, byNdcg) : null,
      drawn: 'films',
      receipts: measured.receipts,
    });
  });
}
