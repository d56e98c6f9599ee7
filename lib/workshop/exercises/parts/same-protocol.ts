import type { RankingEvaluation } from '../../../evaluation/ranking/evaluate-ranking';
import type { EvaluateRankingOptions } from '../../../evaluation/ranking/ranking-options';
import { sameSplit } from '../../same-experiment';

/** How the notebook measures lists. */
export type Protocol = Pick<EvaluateRankingOptions, 'split' | 'k' | 'relevantFrom' | 'films'>;

/** Whether two lists were measured on the same split, in the same way. */
export function sameProtocol(a: RankingEvaluation, b: RankingEvaluation): boolean {
  const names = ['k', 'relevantFrom', 'candidates', 'coldUsers'] as const;
  return sameSplit(a, b) && names.every((name) => a.row[name] === b.row[name]);
}
