/**
 * The predictive distribution of a user's rating: in each sample, the user's row is N(v, A⁻¹), so with h = [q, 1]
 * the rating is
 *
 *     N(w + b + h · v, hᵀ A⁻¹ h + 1/α),
 *
 * and the samples together are a mixture of such distributions. The first part of the variance is what isn't known
 * about the user, the second is what no model can know; that the samples differ is what isn't known about the rest.
 */
import { solveLower } from '../../../../math/dense/cholesky';
import { NormalMixture } from '../../../../math/random/normal-mixture';
import { type KnownUser, levelOf, setItem, solveUser } from './fold-in-samples';
import type { PosteriorSamples } from './posterior-samples';

export function predictiveDistribution(
  kept: PosteriorSamples,
  user: KnownUser,
  item: number | undefined,
): NormalMixture {
  const k = kept.factors + 1;
  const means = new Float64Array(kept.samples);
  const deviations = new Float64Array(kept.samples);
  const h = new Float64Array(k);
  solveUser(kept, user, ({ sample, factor, row }) => {
    setItem(kept, item, sample, h);
    let score = levelOf(kept, item, sample);
    for (let f = 0; f < k; f++) score += h[f] * row[f];
    solveLower(factor, h, k); // hᵀ A⁻¹ h = ‖L⁻¹ h‖²
    let variance = 1 / kept.alphas[sample];
    for (let f = 0; f < k; f++) variance += h[f] * h[f];
    means[sample] = score;
    deviations[sample] = Math.sqrt(variance);
  });
  return new NormalMixture(means, deviations);
}
