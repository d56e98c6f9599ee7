import { logGamma } from '../../math/distributions/log-gamma';
import type { Count } from './proportion';
import { type Arms, checkCounts } from './two-proportions';

/** Tables this close to the observed one's probability count as equally likely, as in R and SciPy. */
const SLACK = 1 + 1e-7;

/**
 * Fisher's exact test of two proportions, two-sided: given the total of successes, the chance of all tables that are no
 * more likely than the observed one. For small counts; conservative. Cost: O(smallest margin).
 *
 * Source: R. Fisher, Statistical Methods for Research Workers, 1934, section 21.02.
 *
 * @throws OptionError for a bad count
 * @example
 * fisherExact({ treatment: { successes: 9, trials: 10 }, control: { successes: 3, trials: 10 } }); // 0.0198
 */
export function fisherExact(arms: Arms<Count>): number {
  checkCounts('fisherExact', arms);
  const { treatment, control } = arms;
  const [n1, n0] = [treatment.trials, control.trials];
  const successes = treatment.successes + control.successes;
  const [low, high] = [Math.max(0, successes - n0), Math.min(n1, successes)];
  // Probabilities relative to the observed table's, from each table to the next.
  const ratio = (x: number) => ((n1 - x) * (successes - x)) / ((x + 1) * (n0 - successes + x + 1));
  let [all, unlikely] = [1, 1];
  const count = (relative: number) => {
    all += relative;
    if (relative <= SLACK) unlikely += relative;
  };
  for (let [x, relative] = [treatment.successes, 1]; x < high; x++) {
    relative *= ratio(x);
    count(relative);
  }
  for (let [x, relative] = [treatment.successes, 1]; x > low; x--) {
    relative /= ratio(x - 1);
    count(relative);
  }
  // Relative to a hopelessly unlikely table, the likely ones overflow: then its own probability is needed.
  return all < Infinity
    ? unlikely / all
    : tableProbability(treatment.successes, n1, n0, successes) * unlikely;
}

/** C(n₁, x) C(n₀, s − x) / C(n₁ + n₀, s). */
function tableProbability(x: number, n1: number, n0: number, successes: number): number {
  const choose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return Math.exp(choose(n1, x) + choose(n0, successes - x) - choose(n1 + n0, successes));
}
