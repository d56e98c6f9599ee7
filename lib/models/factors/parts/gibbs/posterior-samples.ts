/**
 * What Bayesian matrix factorization keeps of a fit: the parameters of S sweeps, and the predictions that
 * follow from them,
 *
 *     r̂_ui = 1/S Σ_s (w_s + a_us + b_is + p_us · q_is),
 *
 * all in the units of the ratings. The items' rows are draws. The users' rows are the means of their
 * distributions given the sample's other parameters: the mean of such means is the same as that of draws, but
 * with less noise, and a visitor's row is computed in the same way (`fold-in-samples.ts`). The mean of the
 * factors over the samples would be useless: factors of different samples needn't match, only their products do.
 */
import type { GibbsSampler } from './gibbs-sampler';
import type { FeatureGroup, GibbsSide } from './gibbs-side';

/** The kept samples. All tables are in row-major order. S: samples; f: factors; k = f + 1, the bias being last. */
export type PosteriorSamples = {
  readonly samples: number;
  readonly factors: number;
  /** w_s, including the mean of the ratings. Float64 [S]. */
  readonly levels: Float64Array;
  /** α_s. Float64 [S]. */
  readonly alphas: Float64Array;
  /** p_us. Float32 [users, S, f]. */
  readonly userFactors: Float32Array;
  /** a_us. Float32 [users, S]. */
  readonly userBiases: Float32Array;
  /** q_is. Float32 [items, S, f]. */
  readonly itemFactors: Float32Array;
  /** b_is. Float32 [items, S]. */
  readonly itemBiases: Float32Array;
  /** μ_s of the users and of the items. Float32 [S, k]. */
  readonly typicalUser: Float32Array;
  readonly typicalItem: Float32Array;
  /** Λ_s of the users and of the items. Float64 [S, k, k]. */
  readonly userPrecisions: Float64Array;
  readonly itemPrecisions: Float64Array;
  /** Number of items in the fit. Any after them came with updates, and have the typical item's row. */
  readonly fittedItems: number;
  /** What having rated each item adds to a user's prior mean. Float32 [items, S, k], or empty. */
  readonly ratedWeights: Float32Array;
  /** What each user feature adds to it. Float32 [features, S, k], or empty. */
  readonly featureWeights: Float32Array;
};

/** Numbers of all tables, for an estimate of memory. */
export function sampleNumbers(size: {
  readonly samples: number;
  readonly factors: number;
  readonly users: number;
  readonly items: number;
  /** Number of items and user features with weights. */
  readonly weights: number;
}): number {
  const k = size.factors + 1;
  return size.samples * (k * (size.users + size.items + size.weights + 2) + 4 * k * k + 4);
}

/** Collects samples from a sampler. */
export class SampleCollector {
  #next = 0;
  readonly kept: PosteriorSamples;

  /**
   * @param center @param unit the mean and the standard deviation of the ratings
   * @param rated @param described the groups of features of the users: which items they rated, what is known
   */
  constructor(
    readonly sampler: GibbsSampler,
    samples: number,
    readonly scale: { readonly center: number; readonly unit: number },
    readonly groups: {
      readonly rated?: FeatureGroup | undefined;
      readonly described?: FeatureGroup | undefined;
    },
  ) {
    const { users, items, input } = sampler;
    const { factors } = input;
    const k = factors + 1;
    const weights = (group: FeatureGroup | undefined) =>
      new Float32Array((group?.weights.length ?? 0) * samples);
    this.kept = {
      samples,
      factors,
      levels: new Float64Array(samples),
      alphas: new Float64Array(samples),
      userFactors: new Float32Array(users.count * samples * factors),
      userBiases: new Float32Array(users.count * samples),
      itemFactors: new Float32Array(items.count * samples * factors),
      itemBiases: new Float32Array(items.count * samples),
      typicalUser: new Float32Array(samples * k),
      typicalItem: new Float32Array(samples * k),
      userPrecisions: new Float64Array(samples * k * k),
      itemPrecisions: new Float64Array(samples * k * k),
      fittedItems: items.count,
      ratedWeights: weights(groups.rated),
      featureWeights: weights(groups.described),
    };
  }

  /** Keeps the current parameters. To be called when the rows are drawn; see `GibbsSampler.sweep`. */
  add(): void {
    const { sampler, kept, groups } = this;
    const { center, unit } = this.scale;
    const { users, items } = sampler;
    const { k } = users;
    const s = this.#next++;
    kept.levels[s] = center + unit * sampler.level;
    kept.alphas[s] = sampler.alpha / unit ** 2;
    this.#addRows(users, sampler.userMeans, unit, kept.userFactors, kept.userBiases, s);
    this.#addRows(items, items.table, 1, kept.itemFactors, kept.itemBiases, s);
    for (let f = 0; f < k; f++) {
      kept.typicalUser[s * k + f] = unit * users.mean[f];
      kept.typicalItem[s * k + f] = (f === k - 1 ? unit : 1) * items.mean[f];
    }
    for (let f = 0, at = 0; f < k; f++) {
      for (let g = 0; g < k; g++, at++) {
        kept.userPrecisions[s * k * k + at] = users.precision[at] / unit ** 2;
        const scale = (f === k - 1 ? unit : 1) * (g === k - 1 ? unit : 1); // of items, only the biases are scaled
        kept.itemPrecisions[s * k * k + at] = items.precision[at] / scale;
      }
    }
    this.#addWeights(groups.rated, kept.ratedWeights, s);
    this.#addWeights(groups.described, kept.featureWeights, s);
  }

  /** @param unit factors are multiplied by it; biases always are in the units of the ratings */
  #addRows(
    { count, k }: GibbsSide,
    table: Float64Array,
    unit: number,
    factors: Float32Array,
    biases: Float32Array,
    s: number,
  ): void {
    const { samples } = this.kept;
    for (let row = 0; row < count; row++) {
      const start = (row * samples + s) * (k - 1);
      for (let f = 0; f < k - 1; f++) factors[start + f] = unit * table[row * k + f];
      biases[row * samples + s] = this.scale.unit * table[row * k + k - 1];
    }
  }

  #addWeights(group: FeatureGroup | undefined, kept: Float32Array, s: number): void {
    if (!group) return;
    const { k } = this.sampler.users;
    const { samples } = this.kept;
    for (let at = 0; at < group.weights.length; at++) {
      const feature = Math.floor(at / k);
      kept[(feature * samples + s) * k + (at % k)] = this.scale.unit * group.weights[at];
    }
  }
}

/** The rows of one user, or of one item, in all samples. */
export interface SampledRow {
  /** Float32 [S, f]. */
  readonly factors: Float32Array;
  /** Float32 [S]. */
  readonly biases: Float32Array;
}

/** The typical user, or item: what is known about one of whom nothing is known. */
export function typicalRow(typical: Float32Array, factors: number): SampledRow {
  const samples = typical.length / (factors + 1);
  const row = { factors: new Float32Array(samples * factors), biases: new Float32Array(samples) };
  for (let s = 0; s < samples; s++) {
    const start = s * (factors + 1);
    row.factors.set(typical.subarray(start, start + factors), s * factors);
    row.biases[s] = typical[start + factors];
  }
  return row;
}
