import type { Evidence, Sign } from '../evidence';
import { userSums } from '../user-sums';

/** Bots: how much of all traffic do the busiest 2% of users make? */
export function fewWithMostDetector({ log }: Evidence): Sign {
  const views = [...userSums(log).values()].map((sum) => sum.views).sort((a, b) => b - a);
  const few = views.slice(0, Math.ceil(0.02 * views.length));
  const share = few.reduce((sum, count) => sum + count, 0) / log.length;
  return { alarm: share > 0.3, words: `2% of the users make ${(100 * share).toFixed(0)}% of the views` };
}
