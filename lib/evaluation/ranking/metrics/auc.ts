import { bisectLeft, bisectRight } from '../../../core/bisect';
import { RATED_WELL, WITH_RELEVANT_AND_LIST } from './card-words';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * Area under the ROC curve: the share of pairs of a relevant and another candidate in which the relevant one has the
 * higher score; ties count half (the Mann–Whitney statistic). It covers the whole ranking, so it says little about the
 * ten places that people see. NaN if either kind is missing. Cost: O(candidates · log relevant).
 */
export function auc(user: Pick<RankedUser, 'relevantScores' | 'otherScores'>): number {
  const { otherScores } = user;
  const relevant = Float64Array.from(user.relevantScores).sort();
  const pairs = relevant.length * otherScores.length;
  let won = 0;
  for (let other = 0; other < otherScores.length; other++) {
    const below = bisectLeft(relevant, otherScores[other]);
    const upTo = bisectRight(relevant, otherScores[other], below);
    won += relevant.length - upTo + (upTo - below) / 2;
  }
  return pairs === 0 ? Number.NaN : won / pairs;
}

export const AUC = userMetric({
  name: 'auc',
  title: 'AUC',
  column: { head: 'AUC', wide: true },
  better: 'higher',
  of: auc,
  card: {
    definition: 'How often a relevant candidate ranks above one that isn’t relevant; guessing gives 0.5.',
    formula: 'pairs (relevant, other) in the right order / all such pairs; ties count half',
    denominator: 'number of relevant test items × number of other candidates',
    candidates:
      'all items in the train set that the user hasn’t rated there, at every place of the ranking; items without a score come last',
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'J. Hanley, B. McNeil, Radiology 143 (1982); per user as in Rendle et al., BPR (2009)',
    example: {
      words: 'B, D and E against A and C: only B comes before C',
      arithmetic: '1 / (3 * 2)',
      value: 0.166667,
    },
  },
});
