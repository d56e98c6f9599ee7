/**
 * The predictive distribution of a user's rating: in each sample, the user's row is N(v, A⁻¹), so with h = [q, 1]
 * the rating is
 *
 *     N(w + b + h · v, hᵀ A⁻¹ h + 1/α),
 *
 * and the samples together are a mixture of such distributions. The first part of the variance is what isn't known
 * about the user, the second is what no model can know; the spread of the samples is what isn't known about the rest.
 *
 * The user's linear systems are solved once, for all items. Cost: O(S · (n · k² + k³)) for a user with n ratings, then
 * O(S · k²) per item. Memory: O(S · k²).
 */
import { solveLower } from '../../../../math/dense/cholesky';
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
      let variance = 1 / alphas[s];
      for (let f = 0; f < k; f++) variance += h[f] * h[f];
      deviations[s] = Math.sqrt(variance);
    }
    return new NormalMixture(means, deviations);
  };
}
