/** A visitor's scores in a model of vectors. */
import type { VisitorScores } from '../../recommender/visitor';
import { type FactorState, scoreOfFactors, scoresOfFactors, type VisitorRow } from './factor-state';
import { nearItems } from './item-index';

/** All scores are computed only if something needs them: with an index of the items, lists don't. */
export function vectorScores(
  state: FactorState,
  mean: number,
  visitor: VisitorRow,
): Pick<VisitorScores, 'scores' | 'scoreOf' | 'near'> {
  return {
    scores: () => scoresOfFactors(state, mean, visitor),
    scoreOf: (item) => scoreOfFactors(state, mean, visitor, item),
    near: (wanted) => nearItems(state, visitor.factors, wanted),
  };
}
