/**
 * The row of a user in each sample, computed from the user's ratings and what is known about them:
 *
 *     v_s = A⁻¹ (Λ m + α Σ_j h_j (r_j − w − b_j)),   A = Λ + α Σ_j h_j h_jᵀ,   h_j = [q_j, 1],
 *     m = μ + Σ_j β_j / √n + Σ_f x_f β_f,
 *
 * over the n rated items j and the user's features f, with all parameters those of sample s. This is the mean
 * of the distribution that the sampler draws users' rows from. Cost: O(S · (n · k² + k³)).
 */
import type { ItemIndex } from '../../../../core/ids';
import { cholesky, solveLower, solveUpper } from '../../../../math/dense/cholesky';
import type { Term } from '../../../../recommender/explanation';
import type { PosteriorSamples, SampledRow } from './posterior-samples';

/** What is known about a user. */
export interface KnownUser {
  /** Rated items, by inner index. */
  readonly items: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
  /** The user's features: columns of the feature table, and weights. */
  readonly features?: { readonly columns: ArrayLike<number>; readonly values: ArrayLike<number> } | undefined;
}

/** A user's linear system in one sample. The arrays are reused for the next sample. */
export interface UserSystem {
  readonly sample: number;
  /** L, with A = L Lᵀ. Float64 [k, k]. */
  readonly factor: Float64Array;
  /** v. Float64 [k]. */
  readonly row: Float64Array;
}

/** Calls `visit` with the user's system in each sample. */
export function solveUser(
  kept: PosteriorSamples,
  user: KnownUser,
  visit: (system: UserSystem) => void,
): void {
  const k = kept.factors + 1;
  const prior = new Float64Array(k);
  const factor = new Float64Array(k * k);
  const row = new Float64Array(k);
  const h = new Float64Array(k);
  for (let s = 0; s < kept.samples; s++) {
    const alpha = kept.alphas[s];
    const precision = kept.userPrecisions.subarray(s * k * k, (s + 1) * k * k);
    setPriorMean(kept, user, s, prior);
    for (let f = 0; f < k; f++) {
      row[f] = 0;
      for (let g = 0; g < k; g++) {
        row[f] += precision[f * k + g] * prior[g];
        factor[f * k + g] = precision[f * k + g];
      }
    }
    for (let n = 0; n < user.items.length; n++) {
      setItem(kept, user.items[n], s, h);
      const target = alpha * (user.ratings[n] - levelOf(kept, user.items[n], s));
      for (let f = 0; f < k; f++) {
        row[f] += h[f] * target;
        for (let g = 0; g <= f; g++) factor[f * k + g] += alpha * h[f] * h[g];
      }
    }
    cholesky(factor, k);
    solveLower(factor, row, k);
    solveUpper(factor, row, k);
    visit({ sample: s, factor, row });
  }
}

/** The user's rows. */
export function userRow(kept: PosteriorSamples, user: KnownUser): SampledRow {
  const { samples, factors } = kept;
  const found = { factors: new Float32Array(samples * factors), biases: new Float32Array(samples) };
  solveUser(kept, user, ({ sample, row }) => {
    found.factors.set(row.subarray(0, factors), sample * factors);
    found.biases[sample] = row[factors];
  });
  return found;
}

/**
 * Terms that add up to the score of an item for this user: with v = A⁻¹ [q_i, 1],
 *
 *     r̂_i = w + b_i + v · Λ (μ + Σ_f x_f β_f) + Σ_j v · (Λ β_j / √n + α h_j (r_j − w − b_j)),
 *
 * each averaged over the samples: the mean, the item's bias, the prior, and one term per rated item, which covers
 * both the fact that the user rated it and the rating itself.
 */
export function termsOfUser(
  kept: PosteriorSamples,
  user: KnownUser,
  item: ItemIndex | undefined,
  idOf: (item: ItemIndex) => Term['item'],
): Term[] {
  const k = kept.factors + 1;
  const root = Math.sqrt(user.items.length || 1);
  const v = new Float64Array(k);
  const h = new Float64Array(k);
  const b = new Float64Array(k);
  const parts = { mean: 0, itemBias: 0, prior: 0 };
  const ofRatings = new Float64Array(user.items.length);
  solveUser(kept, user, ({ sample: s, factor }) => {
    const precision = kept.userPrecisions.subarray(s * k * k, (s + 1) * k * k);
    setItem(kept, item, s, v);
    solveLower(factor, v, k);
    solveUpper(factor, v, k);
    const vPrecision = b; // v · Λ
    for (let f = 0; f < k; f++) {
      b[f] = 0;
      for (let g = 0; g < k; g++) b[f] += precision[f * k + g] * v[g];
    }
    parts.mean += kept.levels[s];
    parts.itemBias += levelOf(kept, item, s) - kept.levels[s];
    const typical = kept.typicalUser.subarray(s * k, (s + 1) * k);
    parts.prior += dot(vPrecision, typical);
    const { columns = [], values = [] } = user.features ?? {};
    for (let n = 0; n < columns.length; n++) {
      parts.prior += values[n] * dot(vPrecision, weightsOf(kept, kept.featureWeights, columns[n], s));
    }
    for (let n = 0; n < user.items.length; n++) {
      const rated = user.items[n];
      setItem(kept, rated, s, h);
      ofRatings[n] += kept.alphas[s] * dot(v, h) * (user.ratings[n] - levelOf(kept, rated, s));
      if (kept.ratedWeights.length === 0) continue;
      ofRatings[n] += dot(vPrecision, weightsOf(kept, kept.ratedWeights, rated, s)) / root;
    }
  });
  const mean = (sum: number) => sum / kept.samples;
  const common: Term[] = [
    { kind: 'mean', value: mean(parts.mean) },
    { kind: 'itemBias', value: mean(parts.itemBias) },
    { kind: 'prior', value: mean(parts.prior) },
  ];
  const rated = Array.from(ofRatings, (sum, n): Term => {
    return {
      kind: 'rating',
      item: idOf(user.items[n] as ItemIndex),
      value: mean(sum),
      rating: user.ratings[n],
    };
  });
  return [...common, ...rated];
}

/** m of a user in a sample. */
function setPriorMean(kept: PosteriorSamples, user: KnownUser, s: number, prior: Float64Array): void {
  const k = prior.length;
  const { items, features } = user;
  for (let f = 0; f < k; f++) prior[f] = kept.typicalUser[s * k + f];
  if (kept.ratedWeights.length > 0) {
    for (let n = 0; n < items.length; n++) {
      const weights = weightsOf(kept, kept.ratedWeights, items[n], s);
      for (let f = 0; f < k; f++) prior[f] += weights[f] / Math.sqrt(items.length);
    }
  }
  if (!features || kept.featureWeights.length === 0) return;
  for (let n = 0; n < features.columns.length; n++) {
    const weights = weightsOf(kept, kept.featureWeights, features.columns[n], s);
    for (let f = 0; f < k; f++) prior[f] += features.values[n] * weights[f];
  }
}

function weightsOf({ samples, factors }: PosteriorSamples, table: Float32Array, row: number, s: number) {
  const start = (row * samples + s) * (factors + 1);
  return table.subarray(start, start + factors + 1);
}

/** h = [q, 1] of an item in a sample; an unknown item is the typical one. */
export function setItem(kept: PosteriorSamples, item: number | undefined, s: number, h: Float64Array): void {
  const { factors, samples } = kept;
  const [table, start] =
    item === undefined
      ? [kept.typicalItem, s * (factors + 1)]
      : [kept.itemFactors, (item * samples + s) * factors];
  for (let f = 0; f < factors; f++) h[f] = table[start + f];
  h[factors] = 1;
}

/** w + b of an item in a sample. */
export function levelOf(kept: PosteriorSamples, item: number | undefined, s: number): number {
  const { factors, samples } = kept;
  const bias =
    item === undefined ? kept.typicalItem[s * (factors + 1) + factors] : kept.itemBiases[item * samples + s];
  return kept.levels[s] + bias;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}
