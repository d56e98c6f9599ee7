import { checkArgument, checkOptions } from '../../../core/arguments';
import { OptionError } from '../../../core/errors';
import {
  DRAW_EXAMPLES,
  type DrawOptions,
  drawUsers,
  type Interval,
  percentileInterval,
} from '../../intervals/draw-users';
import { refuseUnlike } from '../compare-rankings';
import { RANKING, type RankingEvaluation } from '../evaluate-ranking';
import { RBO_PERSISTENCE, rankBiasedOverlap } from './rank-biased-overlap';

/**
 * How similar the lists of two models are: the mean rank-biased overlap over the train users for whom both have a list,
 * with its bootstrap interval. Two models with the same accuracy and little overlap are worth blending.
 *
 * @example
 * listOverlap(ofEase, ofPopular); // on u1 { value: 0.50, low: 0.49, high: 0.51 }
 * @throws OptionError, like `compareRankings`, and if candidates were sampled
 */
export function listOverlap(
  a: RankingEvaluation,
  b: RankingEvaluation,
  options: DrawOptions & { /** p of the overlap. Default 0.9. */ readonly persistence?: number } = {},
): Interval {
  checkOptions('listOverlap', options, { persistence: 0.9, ...DRAW_EXAMPLES });
  checkArgument('listOverlap', 'a', a, RANKING);
  checkArgument('listOverlap', 'b', b, RANKING);
  const { persistence = RBO_PERSISTENCE } = options;
  refuseUnlike('listOverlap', [a], [b]);
  if (!(persistence > 0 && persistence < 1)) {
    throw new OptionError(`listOverlap: persistence must be a number between 0 and 1, got ${persistence}`);
  }
  const [first, second] = [a.lists, b.lists];
  if (!first || !second)
    throw new OptionError(
      'listOverlap: lists from sampled candidates are not kept; evaluate with all candidates',
    );
  const overlaps: number[] = [];
  for (let user = 0; user < a.facts.users; user++) {
    const overlap = rankBiasedOverlap(filled(first, user), filled(second, user), persistence);
    if (!Number.isNaN(overlap)) overlaps.push(overlap);
  }
  const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
  const samples = drawUsers(options, overlaps.length, (drawn) => {
    let sum = 0;
    for (const user of drawn) sum += overlaps[user];
    return sum / drawn.length;
  });
  return percentileInterval(mean, samples, options.confidence);
}

function filled({ items, k }: { readonly items: Int32Array; readonly k: number }, row: number): Int32Array {
  return items.subarray(row * k, (row + 1) * k).filter((item) => item >= 0);
}
