/**
 * MultVAE, a variational autoencoder with multinomial likelihood: a network that compresses each user's likes to a few
 * numbers z and reconstructs from z what the user might like,
 *
 *     score_ui = V_i · z_u + c_i,   z_u = tanh(x_u W + a) E + e,
 *
 * where x_u is the user's row of w_ui divided by its length. There are no parameters per user, so a visitor with the same
 * likes gets the same scores.
 *
 * In training, z is drawn from a normal distribution with mean m_u (the z_u above) and variance exp(s_u), which the network
 * computes, too; and each like is left out of x_u with probability `dropout`, but has to be reconstructed all the same. The
 * loss of a user is the negative evidence lower bound (ELBO), with β instead of 1:
 *
 *     −Σ_i w_ui ln π_ui + β KL,   π_ui = exp(score_ui) / Σ_j exp(score_uj),
 *     KL = ½ Σ_f (m_uf² + exp(s_uf) − s_uf − 1),
 *
 * the log-likelihood of choices among all items, and the divergence of the distribution of z from N(0, I). β grows from 0
 * to `beta` in the first `annealing` epochs; with 1 from the start, z would say too little about the user. The optimizer is Adam,
 * on batches of users. A part of the ratings is held out to find the number of epochs (`training.ts`).
 *
 * `variational: false` leaves out the noise and KL: Mult-DAE, a denoising autoencoder. `itemWeights: true` adds
 * Σ_j x_uj B_ji to the score, the linear model of EASE beside the network ("wide and deep"), learned together with it.
 * The decoder is linear, as in RecVAE, so that explanations are exact (`vae-scores.ts`).
 *
 * Scores only rank. A user without a positive, or an unknown user or item, has no score. After an update, new likes count at
 * once, as in EASE; the network stays as it is. Similar items are ranked by the cosine of V_i. Cost: O(users · items · factors +
 * positives · hidden) per epoch, at the speed of matrix products, and with `itemWeights` O(items²) per batch.
 *
 * @example
 * const model = await new MultVAE({ epochs: 20, seed: 1 }).fit(train);
 *
 * Sources: D. Liang et al., "Variational Autoencoders for Collaborative Filtering", 2018; I. Shenbin et al., "RecVAE", 2020;
 * on linear models beside the network, V. Vančura, P. Kordík, "Deep Variational Autoencoder with Shallow Parallel Path for
 * Top-N Recommendation (VASP)", 2021.
 */
import { checkMemory } from '../../core/check-memory';
import { DataError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options, trueOrFalse, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { ModelState } from '../../recommender/saving/model-json';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { commonRaters } from '../shared/common-raters';
import { refuseDivergence } from '../shared/divergence';
import { POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import { fitVae } from './parts/fit-vae';
import { TRAINING_OPTIONS } from './parts/training';
import {
  type EncodedUser,
  encodeUser,
  VAE_ARRAYS,
  type VaeState,
  vaeScore,
  vaeScores,
  vaeShapes,
  vaeShares,
} from './parts/vae-scores';

export const MULT_VAE_OPTIONS = options('MultVAE', {
  ...POSITIVE_OPTIONS,
  /** Units of the hidden layer, the length of a. */
  hidden: whole({ from: 1, default: 300 }),
  /** Length of z. */
  factors: whole({ from: 1, default: 100 }),
  /** Probability with which a like is left out of x in training. */
  dropout: number({ from: 0, to: 0.95, default: 0.5 }),
  /** Whether z is drawn in training (Mult-VAE) or not (Mult-DAE). */
  variational: trueOrFalse({ default: true }),
  /** β, weight of the divergence. */
  beta: number({ from: 0, default: 0.2 }),
  /** Number of epochs until β is reached. */
  annealing: whole({ from: 0, default: 10 }),
  /** Whether the score has a linear part, with a weight for each pair of items. */
  itemWeights: trueOrFalse({ default: false }),
  ...TRAINING_OPTIONS,
  /** Step size of the optimizer, Adam. */
  learningRate: number({ above: 0, default: 0.003 }),
  /** Number of epochs, or the largest number with `holdOut`. */
  epochs: whole({ from: 1, default: 45 }),
  /** Share of the ratings that is held out to find the number of epochs; 0 trains for all of them. Dropout and KL hold overfitting back. */
  holdOut: number({ from: 0, to: 0.5, default: 0 }),
  /** Users per step. */
  batchSize: whole({ from: 1, default: 200 }),
});

export interface MultVAEOptions extends OptionsOf<typeof MULT_VAE_OPTIONS> {}

export class MultVAE extends BaseModel<MultVAEOptions, VaeState> {
  readonly can = capabilities({
    rates: false,
    similarItems: true,
    foldsIn: true,
    explains: true,
    updates: 'foldIn',
    withoutTrain: 'visitors',
  });
  /** Cached for the last user, because most calls come user by user. */
  #last:
    | { readonly user: UserIndex; readonly version: number; readonly code: EncodedUser | undefined }
    | undefined;

  constructor(options: Partial<MultVAEOptions> = {}) {
    super(MULT_VAE_OPTIONS, options);
  }

  /** @throws OptionError when no rating is positive, the fit would need more than the machine's memory, or it diverges */
  protected async learn(train: Interactions, run: FitRun): Promise<VaeState> {
    const { itemCount } = train;
    const { hidden, factors, batchSize, itemWeights, learningRate } = this.options;
    const positives = positivesOf(this.name, train, this.options);
    // The weights, their gradients, Adam's two means, and temporary copies; the scores of a batch and its targets.
    const weights = itemCount * (hidden + factors + (itemWeights ? itemCount : 0));
    checkMemory({
      what: `${this.name}: ${hidden} hidden units and batches of ${batchSize} users for ${itemCount} items`,
      bytes: 4 * (7 * weights + 6 * Math.min(batchSize, train.userCount) * itemCount),
      advice: itemWeights ? 'use itemWeights: false' : 'use fewer hidden units or smaller batches',
    });
    const state = await fitVae(train, positives, this.options, run);
    const { inputWeights, codeWeights, outputWeights, outputBias } = state;
    refuseDivergence(this.name, [inputWeights, codeWeights, outputWeights, outputBias], { learningRate });
    return state;
  }

  /** Users' likes are read from the train set, so there is nothing to learn; the network stays the same. */
  override learnUpdate(_update: ModelUpdate, state: VaeState): VaeState {
    return state;
  }

  protected override shapes(_train: TrainSummary, state: VaeState) {
    return vaeShapes(state);
  }

  protected override numbers() {
    return { size: null, hidden: this.options.hidden, factors: this.options.factors };
  }

  protected override float32Arrays() {
    return VAE_ARRAYS;
  }

  override checkState(train: TrainSummary, state: ModelState): void {
    const { size } = state; // after an update, fewer than the train set's items
    if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > train.itemCount) {
      const wanted = `a whole number from 1 to ${train.itemCount}, the number of items`;
      throw new DataError(`model JSON: state.size of ${this.name} must be ${wanted}, got ${String(size)}`);
    }
    super.checkState(train, state);
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined || item >= this.state.size) return Number.NaN;
    const code = this.codeOf(user);
    return code ? vaeScore(this.state, code, item) : Number.NaN;
  }

  override whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    if (item !== undefined && item >= this.state.size) return 'the item is new since the last fit';
    return super.whyImpossible(user, item);
  }

  override scoreItems(user: UserIndex | undefined): Float64Array {
    return this.scoresFor(user === undefined ? undefined : this.codeOf(user));
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { train } = this;
    const terms = this.termsFor(this.codeOf(user as UserIndex), item as ItemIndex);
    const given = train.ratingsOf(train.users.idOf(user as UserIndex));
    const stars = new Map(given.map((rating) => [rating.item, rating.rating]));
    return terms.map((term) => (term.item === undefined ? term : { ...term, rating: stars.get(term.item) }));
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const code = this.encode(items, ratings);
    return { scores: this.scoresFor(code), terms: (item) => this.termsFor(code, item as ItemIndex) };
  }

  /** The cosine of V_i with that of each item. */
  protected override similaritiesTo(item: ItemIndex): Float64Array {
    const { size, factors, outputWeights: V } = this.state;
    const dot = (i: number, j: number) => {
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += V[i * factors + f] * V[j * factors + f];
      return sum;
    };
    return Float64Array.from({ length: this.summary.itemCount }, (_, other) =>
      Math.max(item, other) < size
        ? dot(item, other) / Math.sqrt(dot(item, item) * dot(other, other))
        : Number.NaN,
    );
  }

  /** Undefined for a user who likes nothing. */
  private codeOf(user: UserIndex): EncodedUser | undefined {
    const { train, version } = this;
    if (this.#last?.user === user && this.#last.version === version) return this.#last.code;
    const rows = train.rowsOfUser(user);
    const items = Int32Array.from(rows, (row) => train.itemColumn[row]);
    const ratings = Float32Array.from(rows, (row) => train.ratingColumn[row]);
    this.#last = { user, version, code: this.encode(items, ratings) };
    return this.#last.code;
  }

  private encode(items: Int32Array, ratings: Float32Array): EncodedUser | undefined {
    const weightOf = positiveWeights(this.summary.scale, this.options);
    const weights = ratings.map(weightOf);
    const liked = Array.from(items.keys()).filter((n) => weights[n] > 0 && items[n] < this.state.size);
    if (liked.length === 0) return undefined;
    return encodeUser(
      this.state,
      liked.map((n) => items[n]),
      liked.map((n) => weights[n]),
    );
  }

  private scoresFor(code: EncodedUser | undefined): Float64Array {
    const scores = new Float64Array(this.summary.itemCount).fill(Number.NaN);
    if (code) scores.set(vaeScores(this.state, code));
    return scores;
  }

  /** The score without any like, and a share for each like. */
  private termsFor(code: EncodedUser | undefined, item: ItemIndex): Term[] {
    if (!code) return [];
    const { summary: train, state } = this;
    const support = commonRaters(train, item);
    const { prior, shares } = vaeShares(state, code, item);
    const ratings = shares.map(
      (value, n): Term => ({
        kind: 'rating',
        item: train.items.idOf(code.items[n] as ItemIndex),
        value,
        weight: value / code.x[n],
        support: support(code.items[n] as ItemIndex),
      }),
    );
    return [{ kind: 'prior', value: prior }, ...ratings];
  }
}
