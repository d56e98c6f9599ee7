import { OptionError } from '../../core/errors';
import { checkAlpha } from '../../math/distributions/confidence';
import type { Arms } from '../proportions/two-proportions';
import { checkMoments, differenceTest, type MeanDifference, type Moments } from './welch';

/**
 * The relative lift (m₁ − m₀) / m₀ by the delta method: variance v₁/(m₀² n₁) + v₀ m₁²/(m₀⁴ n₀), degrees of freedom by
 * Welch and Satterthwaite. Its interval is symmetric, which is too simple if m₀ is only a few standard errors from 0.
 * For a proportion, v = m (1 − m). Cost: O(1).
 *
 * Source: A. Deng et al., "Applying the Delta Method in Metric Analytics", KDD 2018, section 2; as in gbstats.
 *
 * @returns `difference` is the lift: 0.1 for 10% more than control
 * @throws OptionError if control's mean is 0
 * @example
 * relativeLift({
 *   treatment: { n: 5000, mean: 0.052, variance: 0.052 * 0.948 },
 *   control: { n: 5000, mean: 0.044, variance: 0.044 * 0.956 },
 * }).difference; // 0.18181818181818182
 */
export function relativeLift(arms: Arms<Moments>, alpha = 0.05): MeanDifference {
  checkMoments('relativeLift', arms);
  const { treatment, control } = arms;
  checkAlpha('relativeLift', alpha);
  const [m1, m0] = [treatment.mean, control.mean];
  if (m0 === 0) throw new OptionError('relativeLift: the mean of control must not be 0');
  const square1 = treatment.variance / (m0 ** 2 * treatment.n);
  const square0 = (control.variance * m1 ** 2) / (m0 ** 4 * control.n);
  // Degrees of freedom as of the difference itself.
  const [a, b] = [treatment.variance / treatment.n, control.variance / control.n];
  const df = (a + b) ** 2 / (a ** 2 / (treatment.n - 1) + b ** 2 / (control.n - 1));
  return differenceTest({
    difference: (m1 - m0) / m0,
    standardError: Math.sqrt(square1 + square0),
    df,
    alpha,
  });
}
