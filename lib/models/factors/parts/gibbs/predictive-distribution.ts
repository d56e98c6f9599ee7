/**
 * The predictive distribution of a user's rating: in each sample, the user's row is N(v, A⁻¹), so with h = [q, 1]
 * the rating is
 *
 *     N(w + b + h · v, hᵀ A⁻¹ h + 1/α),
 *
 * and the samples together are a mixture of such distributions. The first part of the variance is what isn't known
 * about the user, the second is what no model can know; the spread of the samples is what isn't known about the rest.
 *
 * An item that the fit didn't know has the row N(μ, C), where C is the inverse of the items' Λ. With x = [p, 1], it adds
 *
 *     xᵀ C x + tr(A⁻¹ C)   (the trace over the factors only)
 *
 * to the variance, that of a product of two independent vectors.
 *
 * On u1 of MovieLens 100K, with the default options and side information, the intervals of 50, 80 and 95% contain 51, 81
 * and 95% of the 20,000 test ratings; for users with fewer than 30 train ratings, 47, 79 and 94%. But ratings aren't
 * normally distributed: they pile up at 4 and have a long tail below. So where a rating of 4 or more is given a
 * probability of 0.75, 81% are that high, and of the test ratings of 1, only 67% are inside the 95% interval.
 *
 * The user's linear systems are solved once, for all items. Cost: O(S · (n · k² + k³)) for a user with n ratings, then
 * O(S · k²) per item, and O(S · k³) for an unknown one. Memory: O(S · k²).
 */
import { cholesky, solveLower, solveUpper } from '../../../../math/dense/cholesky';
import { NormalMixture } from '../../../../math/random/normal-mixture';
import { type KnownUser, levelOf, setItem, solveUser } from './fold-in-samples';
import type { PosteriorSamples } from './posterior-samples';

export function predictiveDistributions(
  kept: PosteriorSamples,
  user: KnownUser,
): (item: number | undefined) => NormalMixture {
  const { samples, alphas } = kept;
  const k = kept.factors + 1;
  const factors: Float64Array[] = [];
  const rows: Float64Array[] = [];
  solveUser(kept, user, ({ factor, row }) => {
    factors.push(factor.slice());
    rows.push(row.slice());
  });
  const h = new Float64Array(k);
  return (item) => {
    const means = new Float64Array(samples);
    const deviations = new Float64Array(samples);
    for (let s = 0; s < samples; s++) {
      setItem(kept, item, s, h);
      means[s] = levelOf(kept, item, s);
      for (let f = 0; f < k; f++) means[s] += h[f] * rows[s][f];
      solveLower(factors[s], h, k); // hᵀ A⁻¹ h = ‖L⁻¹ h‖²
      let variance = 1 / alphas[s] + squaredLength(h);
      if (item === undefined || item >= kept.fittedItems)
        variance += ofUnknownItem(kept, s, factors[s], rows[s]);
      deviations[s] = Math.sqrt(variance);
    }
    return new NormalMixture(means, deviations);
  };
}

/** What an unknown item adds to the variance. @param factor L, with A = L Lᵀ @param row v */
function ofUnknownItem(
  { factors, itemPrecisions }: PosteriorSamples,
  s: number,
  factor: Float64Array,
  row: Float64Array,
): number {
  const k = factors + 1;
  const l = itemPrecisions.slice(s * k * k, (s + 1) * k * k);
  cholesky(l, k);
  const x = row.slice();
  x[factors] = 1;
  solveLower(l, x, k); // xᵀ C x = ‖L⁻¹ x‖²
  let variance = squaredLength(x);
  for (let column = 0; column < k; column++) {
    const root = new Float64Array(k); // a column of A⁻¹'s root, without the bias
    root[column] = 1;
    solveUpper(factor, root, k);
    root[factors] = 0;
    solveLower(l, root, k);
    variance += squaredLength(root);
  }
  return variance;
}

function squaredLength(vector: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < vector.length; f++) sum += vector[f] * vector[f];
  return sum;
}
