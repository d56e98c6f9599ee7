/**
 * BPR, Bayesian personalized ranking: matrix factorization trained to rank rather than to predict ratings.
 * For each user, an item that the user likes should score higher than one that the user doesn't:
 *
 *     score_ui = b_i + p_u · q_i,
 *     maximize Σ w_ui ln σ(score_ui − score_uj) − λ/2 (‖p_u‖² + ‖q_i‖² + ‖q_j‖² + b_i² + b_j²),
 *
 * over triples (u, i, j) of a positive (u, i) and an item j that isn't a positive of u. The optimizer is
 * stochastic gradient ascent on random triples: with g = w_ui σ(score_uj − score_ui) and all right-hand sides
 * taken before the update,
 *
 *     p_u += η (g (q_i − q_j) − λ p_u),  q_i += η (g p_u − λ q_i),  q_j += η (−g p_u − λ q_j),
 *     b_i += η (g − λ b_i),  b_j += η (−g − λ b_j).
 *
 * An epoch draws as many triples as there are positives, and updates after each one (`parts/bpr-step.ts`). A step is
 * short and depends on the previous one, so a fit takes its steps in WebAssembly, in 32 bits, not on tensors. For an unknown
 * user, or one without a positive, items are ranked by b_i; an unknown item has no score. Cost: O(positives ·
 * factors) per epoch.
 *
 * @example
 * const model = await new BPR({ factors: 32, seed: 1 }).fit(train);
 *
 * Source: S. Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback", 2009, figure 4; item
 * biases as in Cornac and other libraries.
 */

import { includesSorted } from '../../core/bisect';
import { checkMemory } from '../../core/check-memory';
import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { sortedRows } from '../../math/sparse/compressed-rows';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import { refuseDivergence } from '../shared/divergence';
import { factorsOf, type TrainCounts } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import {
  asMatrix,
  POSITIVE_OPTIONS,
  type Positives,
  positivesOf,
  positiveWeights,
} from '../shared/positives';
import { FactorModel } from './parts/factor-model';
import { ascentBytes, PairAscent, TRIPLES, type Triples } from './parts/pair-ascent';
import { updateBpr } from './parts/update-bpr';

export const BPR_OPTIONS = options('BPR', {
  ...POSITIVE_OPTIONS,
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 64 }),
  /** Number of epochs; each draws as many triples as there are positives. */
  epochs: whole({ from: 1, default: 100 }),
  /** η, the learning rate. */
  learningRate: number({ above: 0, to: 1, default: 0.03 }),
  /** λ, weight of the penalty. */
  reg: number({ from: 0, default: 0.02 }),
  /** Standard deviation of the initial factors. */
  initStdDev: number({ above: 0, default: 0.1 }),
  /** Seed of the initial values and of the triples. */
  seed: seedNumber(),
});

export interface BPROptions extends OptionsOf<typeof BPR_OPTIONS> {}

export class BPR extends FactorModel<BPROptions> {
  constructor(options: Partial<BPROptions> = {}) {
    super(BPR_OPTIONS, options, {
      rates: false,
      unknownUsers: 'unpersonalized',
      unknownItems: 'refused',
      foldsIn: false,
      updates: 'miniBatch',
    });
  }

  override learnUpdate(update: ModelUpdate, state: FactorState, run: FitRun): Promise<FactorState> {
    return updateBpr(update, state, this.options, positiveWeights(update.train.scale, this.options), run);
  }

  /** Approximate memory of a fit in bytes. @param positives how many of the ratings count; default all */
  fitBytes(train: TrainCounts, positives = train.length): number {
    return ascentBytes(train, positives, this.options.factors);
  }

  /** @throws OptionError when the fit would need more than the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, seed } = this.options;
    const positives = positivesOf(this.name, train, this.options);
    checkMemory({
      what: factorsOf(this.name, factors, train),
      bytes: this.fitBytes(train, positives.items.length),
      advice: 'use fewer factors',
    });
    const random = new RandomState(seed);
    const ascent = await new PairAscent(train, this.options).start(random, () => run.breathe());
    const draw = tripleDraws(positives, random);
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let left = positives.items.length; left > 0; left -= TRIPLES) {
        ascent.ascend(draw(Math.min(left, TRIPLES), ascent.triples));
        await run.breathe();
      }
      await run.step(epochs);
    }
    const state = ascent.state();
    const { userFactors, itemFactors, itemBias } = state;
    refuseDivergence('BPR', [userFactors, itemFactors, itemBias], this.options);
    for (let user = 0; user < train.userCount; user++) {
      if (positives.offsets[user] < positives.offsets[user + 1]) continue;
      userFactors.fill(0, user * factors, (user + 1) * factors); // initial values say nothing about this user
    }
    const raters = train.itemCounts();
    for (let item = 0; item < train.itemCount; item++) {
      if (raters[item] === 0) itemFactors.fill(0, item * factors, (item + 1) * factors); // nor about this item
    }
    return state;
  }
}

/** Draws triples: a positive, and an item that isn't one of that user's. Returns how many: none of users who like all items. */
function tripleDraws(positives: Positives, random: RandomState): (count: number, to: Triples) => number {
  const drawOther = otherItems(positives, random);
  const { users, items, weights } = positives;
  return (count, to) => {
    let drawn = 0;
    for (let n = 0; n < count; n++) {
      const at = random.interval(users.length - 1);
      const other = drawOther(users[at]);
      if (other < 0) continue;
      to.users[drawn] = users[at];
      to.liked[drawn] = items[at];
      to.others[drawn] = other;
      to.weights[drawn] = weights[at];
      drawn++;
    }
    return drawn;
  };
}

/** Draws uniformly an item that isn't one of the user's positives; −1 if there is none. */
function otherItems(positives: Positives, random: RandomState): (user: number) => number {
  const { offsets, columns } = sortedRows(asMatrix(positives));
  const { itemCount } = positives;
  return (user) => {
    const [from, to] = [offsets[user], offsets[user + 1]];
    if (to - from === itemCount) return -1;
    for (;;) {
      const item = random.interval(itemCount - 1);
      if (!includesSorted(columns, item, from, to)) return item;
    }
  };
}
