/**
 * FeatureFactors: matrix factorization in which an item's factors are the sum of its features' embeddings and
 * a part of its own, so that an item without ratings can be predicted from its features. With x_i the feature
 * row of item i, normalized to length 1:
 *
 *     r̂_ui = μ + b_u + b_i + p_u · q_i,   q_i = Vᵀ x_i + e_i,   b_i = c · x_i + f_i.
 *
 * A row of V is the embedding of a feature, and c_f is its bias; e_i and f_i belong to the item's id. This is
 * the model of SVDFeature (T. Chen et al., 2012) and LightFM (M. Kula, 2015), and also a factorization
 * machine of user, item and features (S. Rendle, 2010) without the interactions among an item's own features.
 * Those use gradient descent; this one uses alternating least squares: with V and c fixed, users and items
 * are solved as in `ALS`, but regularized toward Vᵀ x_i and c · x_i instead of 0; then V and c are a ridge
 * regression of the items' factors and biases on their features. The objective is
 *
 *     Σ (r_ui − r̂_ui)² + λ Σ_u |I_u|^ν ‖p_u‖² + λ Σ_i |U_i|^ν ‖e_i‖²
 *       + λ_b (Σ_u b_u² + Σ_i f_i²) + λ_f (‖V‖² + ‖c‖²),
 *
 * whose minimum is the MAP estimate of the regression-based latent factor model of D. Agarwal and B.-C. Chen,
 * 2009. One exception: in the regression for c, an item with n ratings has weight n h / (n + h), where h is
 * `itemWeight`. With h = λ_b this is the minimum above, where all items with many ratings count about
 * equally. A larger h gives more weight to items with many ratings; a new item that will be rated resembles
 * those more than it resembles the long tail. On parts of the train set of u1, the RMSE on held-out (new)
 * items is 0.996 with h = 10 and 0.986 with h = 100; on other held-out ratings it is 0.912 and 0.913.
 *
 * For an item without ratings, q_i = Vᵀ x_i and b_i = c · x_i; without features too, both are 0. An unknown
 * user has bias and factors of 0; a visitor is folded in. The train set must have item features.
 * Cost: O(ratings · factors² + (users + items) · factors³ + features³) per epoch.
 *
 * @example
 * const { train } = trainTestSplit(ratings.withItemFeatures(filmFeatures(films)));
 * const model = await new FeatureFactors({ factors: 20 }).fit(train);
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { matrixSolve } from '../../math/dense/matrix-solve';
import { normalsInTurns } from '../../math/random/draw-in-turns';
import { RandomState } from '../../math/random/random-state';
import { type Tensors, withTensors } from '../../math/tensors/tensors';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { contentTimes, weightedGram, weightedSums } from '../shared/content-regression';
import { type ContentRows, contentRows } from '../shared/content-rows';
import { checkFactorMemory } from '../shared/factor-memory';
import { type FactorState, factorShapes } from '../shared/factor-state';
import { ALS_OPTIONS } from './als';
import { factorTables, type Side, squareBytes, squareGroups, trainRmse } from './parts/alternating-squares';
import { ratingBytes } from './parts/block-descent';
import { FactorModel } from './parts/factor-model';
import { groupSolver } from './parts/precise-squares';
import { dealRows, gatherRows, ratingBlocks } from './parts/rating-blocks';

export const FEATURE_FACTORS_OPTIONS = options('FeatureFactors', {
  ...ALS_OPTIONS.declared,
  /** λ_b, weight of the penalty on the biases. */
  regBias: number({ above: 0, default: 10 }),
  /** λ_f, weight of the penalty on the embeddings and biases of features. */
  regFeatures: number({ above: 0, default: 20 }),
  /** h: in the regression for the features' biases, an item counts as at most this many ratings. */
  itemWeight: number({ above: 0, default: 100 }),
});

export interface FeatureFactorsOptions extends OptionsOf<typeof FEATURE_FACTORS_OPTIONS> {}

/** The item tables hold the totals, q_i and b_i, with the contribution of the features. */
type FeatureFactorsState = FactorState & {
  /** [V, c]: the embedding and bias of each feature. Float32, [features, factors + 1] in row-major order. */
  readonly featureFactors: Float32Array;
};

export class FeatureFactors extends FactorModel<FeatureFactorsOptions> {
  constructor(options: Partial<FeatureFactorsOptions> = {}) {
    super(FEATURE_FACTORS_OPTIONS, options, { needsItemFeatures: true });
  }

  /** An item's row also depends on its features, so it stays the same until the next fit. */
  protected override readonly solvesItems = false;

  protected override shapes(train: Interactions, state: FactorState) {
    const width = state.factors + 1;
    return {
      ...factorShapes(train, state, { userBias: true, itemBias: true }),
      featureFactors: (train.itemFeatures?.columnCount ?? 0) * width,
    };
  }

  /** Adds the terms x_if c_f and x_if v_f · p_u of each feature f; b_i and p_uk q_ik become what remains. */
  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const terms = super.termsOf(user, item);
    if (item === undefined) return terms;
    const { factors, featureFactors, userFactors } = this.state as FeatureFactorsState;
    const { offsets, columns, values, names } = contentRows(this.name, this.summary);
    const ofFeatures = new Float64Array(factors + 1); // the features' total per factor, and for the bias
    const p = user === undefined ? undefined : userFactors.subarray(user * factors, (user + 1) * factors);
    const found: Term[] = [];
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      const [feature, weight] = [names[columns[at]], values[at]];
      const row = featureFactors.subarray(columns[at] * (factors + 1), (columns[at] + 1) * (factors + 1));
      const parts = Float64Array.from(
        row,
        (value, k) => weight * value * (k === factors ? 1 : (p?.[k] ?? 0)),
      );
      for (const [k, part] of parts.entries()) ofFeatures[k] += part;
      found.push({ kind: 'feature', feature, value: parts[factors], weight });
      const taste = parts.subarray(0, factors).reduce((sum, part) => sum + part, 0);
      if (p) found.push({ kind: 'taste', feature, value: taste, weight });
    }
    const left = ({ kind, factor, value }: Term) =>
      kind === 'itemBias' ? value - ofFeatures[factors] : value - ofFeatures[factor as number];
    const own = ({ kind }: Term) => kind === 'itemBias' || kind === 'factor';
    return [...terms.map((term) => (own(term) ? { ...term, value: left(term) } : term)), ...found];
  }

  /**
   * @throws DataError when the train set has no item features
   * @throws OptionError when the fit would need more than the machine's memory, or the penalty is far too small
   */
  protected learn(train: Interactions, run: FitRun): Promise<FeatureFactorsState> {
    const { factors, epochs, reg, regExponent, regBias, regFeatures, itemWeight, initStdDev, seed } =
      this.options;
    const rows = contentRows(this.name, train);
    const width = factors + 1;
    const { userGroups, itemGroups } = squareGroups(train, width);
    const extra = ratingBytes(train) + squareBytes(train, width) + 4 * 6 * rows.columnCount ** 2;
    checkFactorMemory(this.name, train, { width, extra });
    const breathe = () => run.breathe();
    const solve = groupSolver(this.name, train, this.options);
    return withTensors(async (tensors) => {
      const { tf } = tensors;
      const cut = { userGroups, itemGroups, center: train.mean };
      const blocks = await ratingBlocks(tensors, train, cut, breathe);
      const side = (counts: Int32Array, start: ArrayLike<number>, groups: number): Side => {
        const penalty = new Float32Array(counts.length * width).fill(regBias);
        for (let row = 0; row < counts.length; row++) {
          penalty.fill(reg * Math.max(1, counts[row]) ** regExponent, row * width, row * width + factors);
        }
        return {
          factors: dealRows(tensors, start, factors, groups),
          bias: dealRows(tensors, new Float32Array(counts.length), 1, groups),
          penalty: dealRows(tensors, penalty, width, groups),
        };
      };
      const counts = train.itemCounts();
      const start = await normalsInTurns(
        new RandomState(seed),
        { length: train.itemCount * factors, standardDeviation: initStdDev },
        breathe,
      );
      const users = side(train.userCounts(), new Float64Array(train.userCount * factors), userGroups);
      const items = side(counts, start, itemGroups);
      const regress = featureRegression(tensors, rows, {
        ofFactors: Float64Array.from(counts, (count) => (count === 0 ? 0 : reg * count ** regExponent)),
        ofBias: Float64Array.from(counts, (count) => (count * itemWeight) / (count + itemWeight)),
        reg: regFeatures,
      });
      let featureFactors: Float32Array = new Float32Array(rows.columnCount * width);
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let a = 0; a < userGroups; a++) {
          const blockWith = (b: number) => blocks[a][b];
          await solve(tensors, users, a, items, { blockWith, transposed: false, breathe });
        }
        if (epoch > 0) {
          // In the first epoch, the items' factors are still random, so the regression starts in the second.
          const bias = await gatherRows(items.bias);
          const drawnTo = contentTimes(rows, featureFactors, width);
          // t_i of the regression: b_i as it would be without the regularization toward c · x_i.
          const free = bias.map((b, item) => {
            const prior = drawnTo[item * width + factors];
            return counts[item] === 0
              ? prior
              : prior + ((b - prior) * (counts[item] + regBias)) / counts[item];
          });
          featureFactors = await regress(await gatherRows(items.factors), free);
          tf.dispose([...(items.prior ?? [])]);
          items.prior = dealRows(tensors, contentTimes(rows, featureFactors, width), width, itemGroups);
        }
        for (let b = 0; b < itemGroups; b++) {
          const blockWith = (a: number) => blocks[a][b];
          await solve(tensors, items, b, users, { blockWith, transposed: true, breathe });
        }
        const rmse = run.isWatched ? await trainRmse(train, users, items, run) : undefined;
        await run.step(epochs, rmse);
      }
      return { factors, ...(await factorTables(users, items)), featureFactors };
    });
  }
}

/** Returns [V, c] for the current item factors and biases. Float32 [features, factors + 1]. */
function featureRegression(
  tensors: Tensors,
  rows: ContentRows,
  weights: { readonly ofFactors: Float64Array; readonly ofBias: Float64Array; readonly reg: number },
): (factors: Float32Array, bias: Float32Array) => Promise<Float32Array> {
  const { tf } = tensors;
  const shape: [number, number] = [rows.columnCount, rows.columnCount];
  const solver = (ofItems: Float64Array) => {
    const gram = tf.tensor2d(weightedGram(rows, ofItems, weights.reg), shape);
    return (targets: Float32Array) => {
      const sums = weightedSums(rows, ofItems, targets);
      return matrixSolve(
        tensors,
        gram,
        tf.tensor2d(sums, [rows.columnCount, sums.length / rows.columnCount]),
      );
    };
  };
  const [factorsOf, biasOf] = [solver(weights.ofFactors), solver(weights.ofBias)];
  return async (factors, bias) => {
    const table = tf.tidy(() => tf.concat([factorsOf(factors), biasOf(bias)], 1)); // [features, factors + 1]
    const read = (await table.data()) as Float32Array;
    table.dispose();
    return read;
  };
}
