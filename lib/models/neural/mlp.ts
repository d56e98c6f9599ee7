/**
 * MLP, multilayer perceptron: the rows of the user and the item, one after the other, go through hidden layers that should find
 * out for themselves how the two match:
 *
 *     score_ui = b_u + b_i + h · relu(W_L … relu(W_1 [p_u ; q_i] + c_1) … + c_L)   (ratings: + μ).
 *
 * A network with one large enough layer can approximate any continuous function, including the product in GMF. Learning that
 * product from ratings is another matter: Rendle et al. show that it takes large layers and a lot of data. So use this model to
 * see for yourself, not to make lists: GMF takes less time and has fewer options.
 *
 * Cost per epoch: that of the layers for each example, O(examples · weights); an example is a rating, a positive or negative
 * (`logistic`), or a pair of a user and any item (`softmax`).
 *
 * @example
 * const model = await new MLP({ factors: 16, layers: [32, 16], loss: 'logistic', epochs: 5 }).fit(train);
 *
 * Sources: X. He et al., "Neural Collaborative Filtering", 2017, section 3.3; S. Rendle et al., "Neural Collaborative Filtering
 * vs. Matrix Factorization Revisited", 2020.
 */
import { number, type OptionsOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { FitRun } from '../../recommender/fit-run';
import { learnPairs } from './parts/learn-pairs';
import type { NetworkShape, NetworkWeights } from './parts/pair-network';
import { PairNetworkModel, withMeanRows } from './parts/pair-network-model';
import { LAYER_OPTIONS, PAIR_OPTIONS } from './parts/pair-options';

export const MLP_OPTIONS = options('MLP', {
  ...PAIR_OPTIONS,
  /** Number of factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 32 }),
  ...LAYER_OPTIONS,
  /** Step size of the optimizer, Adam. */
  learningRate: number({ above: 0, default: 0.01 }),
  /** λ, weight of the penalty on the rows of users and items. */
  reg: number({ from: 0, default: 0.3 }),
});

export interface MLPOptions extends OptionsOf<typeof MLP_OPTIONS> {}

export class MLP extends PairNetworkModel<MLPOptions> {
  constructor(given: Partial<MLPOptions> = {}) {
    super(MLP_OPTIONS, given);
  }

  protected get shape(): NetworkShape {
    return { factors: 0, mlpFactors: this.options.factors, layers: this.options.layers };
  }

  /** @throws OptionError when the fit would need more than the machine's memory, no rating is positive, or it diverges */
  protected async learn(train: Interactions, run: FitRun): Promise<NetworkWeights> {
    const { shape } = this;
    const learned = await learnPairs(this.name, train, run, [{ shape }], {
      ...this.options,
      learnsOutput: false,
    });
    return withMeanRows(learned, shape);
  }
}
