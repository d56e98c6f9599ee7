/**
 * NMF: non-negative matrix factorization. No factor is negative, so a prediction is a sum of parts.
 *
 *     r̂_ui = p_u · q_i,  p, q ≥ 0             biased: r̂_ui = μ + b_u + b_i + p_u · q_i
 *
 * Each epoch applies a multiplicative update, which keeps the factors non-negative:
 *
 *     p_uf ← p_uf Σ_{i ∈ I_u} q_if r_ui / (Σ_{i ∈ I_u} q_if r̂_ui + λ_u |I_u| p_uf),  and q_if accordingly,
 *
 * both computed from the values before the epoch. The sums run over all ratings at once, so the tensor
 * version computes exactly what Surprise 1.1.5 does, up to 32-bit precision: with the same seed, the
 * predictions are the same. With `biased` they differ slightly: Surprise updates the biases after each
 * rating, this model after each block of ratings. Surprise also lets negative r̂ into the sums, which makes
 * factors negative; with seed 1 on the tutorial's split, its RMSE is 1.65. Here r̂ is clipped to the rating
 * scale in the sums, and the RMSE is 0.935.
 *
 * Without biases, a prediction for an unknown user or item is impossible; with biases, such a user or item
 * has bias and factors of 0. The result depends strongly on the seed and on the range of the initial values:
 * since both sides are updated at once, r̂ oscillates between two states if it starts far from the ratings. With Surprise's
 * range, 0 to 1, it starts at factors / 4. That is the default range if μ is 2 to 6 and factors / 4 is between a tenth of μ
 * and 10 times μ. Otherwise, the default range is 0 to 2 √(μ / factors), which starts at μ. A given range is refused if r̂
 * starts at more than 10 times μ or less than a tenth of it. (With biases, r̂ starts near μ in any range.)
 *
 * Surprise's `n_factors`, `n_epochs`, `biased`, `reg_pu`, `reg_qi`, `reg_bu` and `reg_bi`, `lr_bu` and
 * `lr_bi`, `init_low`, `init_high`, `random_state` correspond to our options, in that order.
 * Cost: O(ratings · factors) per epoch.
 *
 * @example
 * const model = await new NMF({ factors: 15 }).fit(train);
 *
 * Source: X. Luo et al., "An Efficient Non-Negative Matrix-Factorization-Based Approach to Collaborative
 * Filtering for Recommender Systems", 2014.
 */
import { DataError, OptionError } from '../../core/errors';
import { number, type OptionsOf, options, orNull, seedNumber, trueOrFalse, whole } from '../../core/options';
import type { RatingScale } from '../../core/rating-scale';
import type { Interactions } from '../../data/table/interactions';
import { uniformsInTurns } from '../../math/random/draw-in-turns';
import { RandomState } from '../../math/random/random-state';
import { productCells, sparseTimesDense } from '../../math/sparse/sparse-matrix';
import { type Tensor, type Tensors, withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import { checkFactorMemory } from '../shared/factor-memory';
import { type FactorState, learnedFactors } from '../shared/factor-state';
import {
  blockBytes,
  blockGroups,
  blockOrder,
  memoryGroups,
  stepUp,
  sumOfSquares,
} from './parts/block-descent';
import { FactorModel } from './parts/factor-model';
import { type BlockRates, dealRows, gatherRows, type RatingBlock, ratingBlocks } from './parts/rating-blocks';

export const NMF_OPTIONS = options('NMF', {
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 15 }),
  /** Passes over the train ratings. */
  epochs: whole({ from: 1, default: 50 }),
  /** Whether to use μ and biases; overfits easily. */
  biased: trueOrFalse({ default: false }),
  /** λ_u, weight of the penalty on the users' factors. */
  regUser: number({ from: 0, default: 0.06 }),
  /** λ_i, weight of the penalty on the items' factors. */
  regItem: number({ from: 0, default: 0.06 }),
  /** Weight of the penalty on the biases; only with `biased`. */
  regBias: number({ from: 0, default: 0.02 }),
  /** Learning rate of the biases; only with `biased`. */
  learningRate: number({ above: 0, to: 1, default: 0.005 }),
  /** Lower end of the uniform distribution of the initial factors. */
  initLow: number({ from: 0, default: 0 }),
  /** Upper end of that distribution, above `initLow`; null is 1, as in Surprise, or what suits the ratings (see above). */
  initHigh: orNull(number({ above: 0, default: 1 })),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

/** The μ for which Surprise's range is the default. */
const STARS = { from: 2, to: 6 };
/** How many times as large as the ratings the first predictions may be, or the other way round. */
const FARTHEST = 10;

/** With two digits, for a message. */
const short = (value: number) => Number(value.toPrecision(2));

export interface NMFOptions extends OptionsOf<typeof NMF_OPTIONS> {}

export class NMF extends FactorModel<NMFOptions> {
  protected override readonly nonNegative = true;

  constructor(options: Partial<NMFOptions> = {}) {
    super(NMF_OPTIONS, options);
    const { initLow, initHigh } = this.options;
    const high = initHigh ?? 1;
    if (initLow >= high) {
      throw new OptionError(`NMF: initHigh must be above initLow, got ${high} and ${initLow}`);
    }
  }

  /**
   * Without biases, updates end where Σ q (r − r̂) = λ_u |I_u| p and Σ p (r − r̂) = λ_i |U_i| q, so r̂ is about √(λ_u λ_i)
   * below r.
   * @throws OptionError if that is more than half of μ
   */
  private checkPenalty({ mean }: Interactions): void {
    const { regUser, regItem } = this.options;
    const low = Math.sqrt(regUser * regItem);
    if (mean === 0 || low <= mean / 2) return;
    throw new OptionError(
      `NMF: with regUser ${regUser} and regItem ${regItem}, predictions are about ${short(low)} too low, but the ratings' ` +
        `mean is ${short(mean)}; use smaller ones, such as ${short(mean / 60)}, or ratings on a wider scale, such as 1 to 5`,
    );
  }

  /**
   * Upper end of the range of the initial factors.
   * @throws OptionError if the first predictions are so far from the ratings that r̂ could only oscillate around them
   */
  private startHigh({ mean }: Interactions): number {
    const { biased, factors, initLow, initHigh } = this.options;
    const high = initHigh ?? 1;
    if (biased || mean === 0) return high;
    const wanted = 2 * Math.sqrt(mean / factors);
    const first = factors * ((initLow + high) / 2) ** 2;
    const isNear = mean < FARTHEST * first && first < FARTHEST * mean;
    if (initHigh === null && initLow === 0)
      return isNear && mean >= STARS.from && mean <= STARS.to ? high : wanted;
    if (isNear) return high;
    throw new OptionError(
      `NMF: with initLow ${initLow} and initHigh ${high}, the first predictions are about ${short(first)}, too far ` +
        `from the ratings, whose mean is ${short(mean)}; use initLow: 0 and initHigh: ${short(wanted)}`,
    );
  }

  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, biased, regUser, regItem, initLow, seed } = this.options;
    const { learningRate, regBias } = this.options;
    if (train.scale.min < 0) {
      throw new DataError(`NMF: ratings must not be negative, but the scale starts at ${train.scale.min}`);
    }
    if (!biased) this.checkPenalty(train);
    const initHigh = this.startHigh(train);
    checkFactorMemory('NMF', train, { width: 3 * factors, extra: blockBytes(train, factors) });
    return withTensors(async (tensors) => {
      const { tf } = tensors;
      const groups = biased ? blockGroups(train, learningRate, 4) : memoryGroups(train);
      // Surprise's order: all of P, then all of Q.
      const random = new RandomState(seed);
      const breathe = () => run.breathe();
      const drawn = (rows: number) =>
        uniformsInTurns(random, { length: rows * factors, low: initLow, high: initHigh }, breathe);
      const side = async (counts: Int32Array, reg: number): Promise<Side> => ({
        factors: dealRows(tensors, await drawn(counts.length), factors, groups),
        bias: dealRows(tensors, new Float32Array(counts.length), 1, groups),
        counts: dealRows(tensors, counts, 1, groups),
        reg,
      });
      const users = await side(train.userCounts(), regUser);
      const items = await side(train.itemCounts(), regItem);
      const blocks = await ratingBlocks(
        tensors,
        train,
        {
          userGroups: groups,
          itemGroups: groups,
          center: biased ? train.mean : 0,
          learningRate,
          reg: regBias,
        },
        breathe,
      );
      const biases = biased ? train : undefined;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const sums: { users: Sums[]; items: Sums[] } = { users: [], items: [] };
        let squares = 0;
        for (const [a, b] of blockOrder(groups, groups)) {
          const step = blockStep(tensors, blocks[a][b], pick(users, a), pick(items, b), biases);
          addSums(tensors, sums.users, a, step.users);
          addSums(tensors, sums.items, b, step.items);
          tf.dispose([users.bias[a], items.bias[b]]);
          [users.bias[a], items.bias[b]] = [step.userBias, step.itemBias];
          if (run.isWatched) squares += sumOfSquares(tensors, step.error);
          step.error.dispose();
          await run.breathe();
        }
        for (let group = 0; group < groups; group++) {
          multiply(tensors, users, group, sums.users[group]);
          multiply(tensors, items, group, sums.items[group]);
        }
        await run.step(epochs, run.isWatched ? Math.sqrt(squares / train.length) : undefined);
      }
      return learnedFactors(train, {
        factors,
        userFactors: await gatherRows(users.factors),
        itemFactors: await gatherRows(items.factors),
        userBias: biased ? await gatherRows(users.bias) : new Float32Array(0),
        itemBias: biased ? await gatherRows(items.bias) : new Float32Array(0),
      });
    });
  }
}

/** The parameters of the users, or of the items: one tensor per group. */
interface Side {
  /** float32 [size, factors] each. */
  readonly factors: Tensor[];
  /** float32 [size, 1] each; stays 0 without `biased`. */
  readonly bias: Tensor[];
  /** Number of train ratings of each. float32 [size, 1] each. */
  readonly counts: readonly Tensor[];
  /** λ of these factors. */
  readonly reg: number;
}

/** One group's rows of a side. */
interface Rows {
  readonly factors: Tensor;
  readonly bias: Tensor;
  readonly counts: Tensor;
}

/** For each row Σ q r and Σ q r̂ over its ratings. float32 [size, factors]. */
type Sums = {
  readonly wanted: Tensor;
  readonly given: Tensor;
};

/** What a block contributes. Types rather than interfaces, because `tf.tidy` requires them. */
type BlockStep = {
  readonly users: Sums;
  readonly items: Sums;
  readonly userBias: Tensor;
  readonly itemBias: Tensor;
  /** r_ui − r̂_ui. float32 [ratings]. */
  readonly error: Tensor;
};

function pick({ factors, bias, counts }: Side, group: number): Rows {
  return { factors: factors[group], bias: bias[group], counts: counts[group] };
}

/** Processes one block: its contribution to the sums, and one gradient step on its biases. */
function blockStep(
  tensors: Tensors,
  { pattern, ratings, ofUsers, ofItems }: RatingBlock,
  users: Rows,
  items: Rows,
  biases: { readonly mean: number; readonly scale: RatingScale } | undefined,
): BlockStep {
  const { tf } = tensors;
  return tf.tidy((): BlockStep => {
    const product = productCells(tensors, pattern, users.factors, items.factors); // p_u · q_i, [ratings]
    const ones = (bias: Tensor) => tf.onesLike(bias);
    let centered = product; // r̂_ui minus the center that was subtracted from `ratings`
    if (biases) {
      const ofUser = tf.concat([users.bias, ones(users.bias)], 1); // [b_u, 1], [users, 2]
      const ofItem = tf.concat([ones(items.bias), items.bias], 1); // [1, b_i], [items, 2]
      centered = tf.add(product, productCells(tensors, pattern, ofUser, ofItem));
    }
    const error = tf.sub(ratings, centered);
    // With biases, r̂ can be negative, which would make factors negative; clipping it to the scale prevents
    // that.
    const estimate = biases ? onScale(tensors, tf.add(centered, biases.mean), biases.scale) : centered;
    const wanted = biases ? tf.add(ratings, biases.mean) : ratings; // r_ui
    const sums = (other: Rows, transposed: boolean): Sums => ({
      wanted: sparseTimesDense(tensors, pattern, wanted, other.factors, { transposed }),
      given: sparseTimesDense(tensors, pattern, estimate, other.factors, { transposed }),
    });
    const nextBias = (own: Rows, other: Rows, rates: BlockRates, transposed: boolean) => {
      if (!biases) return tf.clone(own.bias);
      const slope = sparseTimesDense(tensors, pattern, error, ones(other.bias), { transposed });
      return stepUp(tensors, own.bias, slope, rates, tf.scalar(1));
    };
    return {
      error,
      users: sums(items, false),
      items: sums(users, true),
      userBias: nextBias(users, items, ofUsers, false),
      itemBias: nextBias(items, users, ofItems, true),
    };
  });
}

function onScale({ tf }: Tensors, values: Tensor, { min, max }: RatingScale): Tensor {
  return tf.minimum(tf.maximum(values, min), max);
}

/** Adds to a group's sums; disposes the tensors that were added. */
function addSums({ tf }: Tensors, all: Sums[], group: number, more: Sums): void {
  const before: Sums | undefined = all[group];
  all[group] = before
    ? { wanted: tf.add(before.wanted, more.wanted), given: tf.add(before.given, more.given) }
    : more;
  if (before) tf.dispose([before.wanted, before.given, more.wanted, more.given]);
}

/** A group's factors after an epoch; disposes the previous factors and the sums. */
function multiply({ tf }: Tensors, side: Side, group: number, { wanted, given }: Sums): void {
  const { factors, counts } = pick(side, group);
  side.factors[group] = tf.tidy(() => {
    const penalty = tf.mul(tf.mul(factors, counts), side.reg);
    // 0 / 0 where a factor has become 0 or a row has no rating: it stays 0.
    return tf.mul(factors, tf.divNoNan(wanted, tf.add(given, penalty)));
  });
  tf.dispose([factors, wanted, given]);
}
