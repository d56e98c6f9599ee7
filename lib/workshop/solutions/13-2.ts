import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { globalTimeCut } from '../../evaluation/splits/global-time-cut';
import { modelOf } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { intoTheFuture } from '../exercises/13-2-into-the-future';

export const guess = 'lower';

/** A time cut is what a service meets: nothing that it learned from is later than what it is asked. */
export const answer: SolutionOf<typeof intoTheFuture> = async ({ ratings, winner, k }) => {
  const future = await evaluateRanking(modelOf(winner), { split: globalTimeCut(ratings), k });
  return future.row;
};
