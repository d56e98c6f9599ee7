/** A visitor's scores in a model of vectors. */
import type { VisitorScores } from '../../recommender/visitor';
import { type FactorState, scoreOfFactors, scoresOfFactors, type VisitorRow } from './factor-state';
import { nearItems } from './near-items';

/** All scores are computed only if something needs them; lists mostly don't. */
export function vectorScores(
  state: FactorState,
  mean: number,
  visitor: VisitorRow,
): Pick<VisitorScores, 'scores' | 'scoreOf' | 'near'> {
  const size = Math.abs(mean) + Math.abs(visitor.bias);
  return {
    scores: () => scoresOfFactors(state, mean, visitor),
    scoreOf: (item) => scoreOfFactors(state, mean, visitor, item),
    near: (...asked) => nearItems(state, visitor.factors, size, ...asked),
  };
}
