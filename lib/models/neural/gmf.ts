/**
 * GMF, generalized matrix factorization: the simplest neural recommender, and matrix factorization in other words. A user and
 * an item have a row of numbers each, p_u and q_i; the network multiplies them element by element, and one output unit adds
 * the products with weights h:
 *
 *     score_ui = b_u + b_i + Σ_f h_f p_uf q_if   (ratings: + μ).
 *
 * With h = 1, the default, this is matrix factorization; any other h could be moved into the p_u without changing a score. It
 * isn't harmless to learn h, though: the penalty makes p_u and q_i small, and an h without a penalty grows to undo that.
 *
 * Once fitted, the model is vectors and biases, with h inside the users' vectors. For an unknown user, or one without a
 * positive, items are ranked by b_i. Visitors are folded in: with everything else fixed, p is where the same loss is smallest
 * (`fold-in-gmf.ts`).
 *
 * The loss is `softmax`, `logistic`, or for ratings squared error; see `fit-pair-network.ts`. Cost per epoch: `softmax`
 * O(users · items · factors), as matrix products; `logistic` O(positives · (1 + negatives) · factors); ratings O(ratings · factors).
 *
 * @example
 * const model = await new GMF({ factors: 32, seed: 1 }).fit(train);
 *
 * Sources: X. He et al., "Neural Collaborative Filtering", 2017, section 3.2; that it is matrix factorization, and how well it
 * does when tuned: S. Rendle et al., "Neural Collaborative Filtering vs. Matrix Factorization Revisited", 2020.
 */
import { type OptionsOf, oneOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { FitRun } from '../../recommender/fit-run';
import type { FactorState } from '../shared/factor-state';
import { VectorModel } from '../shared/vector-model';
import { type Learned, learnPairs } from './parts/learn-pairs';
import { PAIR_OPTIONS } from './parts/pair-options';

export const GMF_OPTIONS = options('GMF', {
  ...PAIR_OPTIONS,
  /** Number of factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 32 }),
  /** Whether h stays 1, or is learned. */
  output: oneOf(['ones', 'learned'], { default: 'ones' }),
});

export interface GMFOptions extends OptionsOf<typeof GMF_OPTIONS> {}

export class GMF extends VectorModel<GMFOptions> {
  constructor(given: Partial<GMFOptions> = {}) {
    const rates = given.task === 'ratings';
    super(GMF_OPTIONS, given, {
      rates,
      unknownUsers: 'unpersonalized',
      unknownItems: rates ? 'unpersonalized' : 'refused',
    });
  }

  /** @throws OptionError when the fit would need more than the machine's memory, or no rating is positive */
  protected async learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, output } = this.options;
    const stage = { shape: { factors, mlpFactors: 0, layers: [] } };
    const training = { ...this.options, layerReg: 0, learnsOutput: output === 'learned' };
    return vectorsOf(await learnPairs(this.name, train, run, [stage], training), factors);
  }
}

/** The network as vectors: h ⊙ p_u and q_i. Rows without an example are 0, as their initial values say nothing. */
function vectorsOf({ weights, userCounts, itemCounts }: Learned, factors: number): FactorState {
  const tableOf = (rows: Float32Array, counts: Int32Array, scale: (f: number) => number) => {
    const table = new Float32Array(counts.length * factors);
    const bias = new Float32Array(counts.length);
    for (let row = 0; row < counts.length; row++) {
      bias[row] = rows[row * (factors + 1) + factors];
      if (counts[row] === 0) continue;
      for (let f = 0; f < factors; f++) table[row * factors + f] = scale(f) * rows[row * (factors + 1) + f];
    }
    return { table, bias };
  };
  const users = tableOf(weights.users, userCounts, (f) => weights.output[f]);
  const items = tableOf(weights.items, itemCounts, () => 1);
  return {
    factors,
    userFactors: users.table,
    itemFactors: items.table,
    userBias: users.bias,
    itemBias: items.bias,
  };
}
