import { chiSquareAbove } from '../../../math/distributions/chi-square';
import type { Evidence, Sign } from '../evidence';
import { userSums } from '../user-sums';

/** A used salt: does the arm say anything about the arm in another experiment? */
export function sharedSaltDetector({ log, other }: Evidence): Sign {
  // [ours][other], users
  const table = [
    [0, 0],
    [0, 0],
  ];
  for (const [user, { arm }] of userSums(log)) {
    table[arm === 'treatment' ? 1 : 0][other.get(user) === 'treatment' ? 1 : 0]++;
  }
  const [[a, b], [c, d]] = table;
  const all = a + b + c + d;
  const correlation = (a * d - b * c) / Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
  const p = chiSquareAbove(all * correlation ** 2, 1);
  return { alarm: p < 0.001, words: `arms correlate with another experiment's by ${correlation.toFixed(2)}` };
}
