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
 * positive, items are ranked by b_i. Visitors are folded in, unless h is learned: with everything else fixed, p is where the same
 * loss is smallest (`fold-in-gmf.ts`).
 *
 * The loss is `softmax`, `logistic`, or for ratings squared error; see `fit-pair-network.ts`. Cost per epoch: `softmax`
 * O(users · items · factors), as matrix products; `logistic` O(positives · (1 + negatives) · factors); ratings O(ratings · factors).
 *
 * @example
 * const model = await new GMF({ factors: 32, epochs: 5 }).fit(train);
 *
 * Sources: X. He et al., "Neural Collaborative Filtering", 2017, section 3.2; that it is matrix factorization, and how well it
 * does when tuned: S. Rendle et al., "Neural Collaborative Filtering vs. Matrix Factorization Revisited", 2020.
 */
import type { UserIndex } from '../../core/ids';
import { type OptionsOf, oneOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { AskedItem, AskedUser } from '../../recommender/asked-user';
import type { FitRun } from '../../recommender/fit-run';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { estimateAll, type FactorState, factorTerms } from '../shared/factor-state';
import { positiveWeights } from '../shared/positives';
import { VectorModel } from '../shared/vector-model';
import { foldInGmf } from './parts/fold-in-gmf';
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
      foldsIn: given.output !== 'learned',
    });
  }

  /** That the user is unknown, too, is not the reason. */
  override whyImpossible(user: AskedUser, item: AskedItem): string {
    return item === undefined ? 'the item is unknown' : super.whyImpossible(user, item);
  }

  protected override numbers() {
    return { factors: this.options.factors };
  }

  protected override float32Arrays() {
    return ['userFactors', 'itemFactors', 'userBias', 'itemBias'];
  }

  protected override floats() {
    return {};
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const { summary, state, options } = this;
    const { rates } = this.can;
    const mean = rates ? summary.mean : 0;
    const weigh = rates ? (rating: number) => rating - mean : positiveWeights(summary.scale, options);
    const values = Float64Array.from(ratings, weigh);
    const known = Array.from(items.keys()).filter((n) => rates || values[n] > 0);
    const x = foldInGmf(state, {
      kind: rates ? 'ratings' : options.loss,
      items: known.map((n) => items[n]),
      values: known.map((n) => values[n]),
      reg: options.reg,
      negatives: options.negatives,
    });
    const visitor: FactorState = {
      ...state,
      userFactors: Float32Array.from(x.subarray(0, state.factors)),
      userBias: Float32Array.of(x[state.factors]),
    };
    const only = 0 as UserIndex;
    const asked = known.length > 0 ? only : undefined; // without a positive, like an unknown user
    return {
      scores: estimateAll(visitor, mean, only),
      unknownItem: rates ? mean + visitor.userBias[0] : Number.NaN,
      terms: (item) => (item === undefined && !rates ? [] : factorTerms(visitor, mean, asked, item)),
    };
  }

  /** @throws OptionError when the fit would need more than the machine's memory, no rating is positive, or it diverges */
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
