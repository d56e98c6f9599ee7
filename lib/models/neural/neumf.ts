/**
 * NeuMF, neural matrix factorization: GMF and MLP side by side, with rows of their own, added at the end:
 *
 *     score_ui = b_u + b_i + Σ_f h_f p_uf q_if + h' · φ([p'_u ; q'_i])   (ratings: + μ),
 *
 * where φ are the hidden layers of MLP. The product says what it can, and the layers may add what it can't say.
 *
 * With `pretrain`, as in the paper: GMF and MLP are trained first, each on its own; NeuMF starts from their rows and layers, with
 * half of each one's score, and goes on from there.
 *
 * Cost per epoch: that of GMF and MLP together; with `pretrain`, theirs in addition.
 *
 * @example
 * const model = await new NeuMF({ factors: 16, layers: [16, 8], loss: 'logistic', epochs: 5 }).fit(train);
 *
 * Source: X. He et al., "Neural Collaborative Filtering", 2017, section 3.4.
 */
import { type OptionsOf, oneOf, options, trueOrFalse, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { FitRun } from '../../recommender/fit-run';
import { learnPairs, type Stage } from './parts/learn-pairs';
import { type NetworkShape, type NetworkWeights, widthOf } from './parts/pair-network';
import { PairNetworkModel, withMeanRows } from './parts/pair-network-model';
import { LAYER_OPTIONS, PAIR_OPTIONS } from './parts/pair-options';

export const NEUMF_OPTIONS = options('NeuMF', {
  ...PAIR_OPTIONS,
  /** Number of factors of the product, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 32 }),
  /** Number of factors that go through the layers, the length of p'_u and q'_i. */
  mlpFactors: whole({ from: 1, default: 16 }),
  ...LAYER_OPTIONS,
  /** Whether h stays 1, or is learned; h' is always learned. */
  output: oneOf(['ones', 'learned'], { default: 'ones' }),
  /** Whether to train GMF and MLP first, and start from them. */
  pretrain: trueOrFalse({ default: false }),
});

export interface NeuMFOptions extends OptionsOf<typeof NEUMF_OPTIONS> {}

export class NeuMF extends PairNetworkModel<NeuMFOptions> {
  constructor(given: Partial<NeuMFOptions> = {}) {
    super(NEUMF_OPTIONS, given);
  }

  protected get shape(): NetworkShape {
    const { factors, mlpFactors, layers } = this.options;
    return { factors, mlpFactors, layers };
  }

  /** @throws OptionError when the fit would need more than the machine's memory, no rating is positive, or it diverges */
  protected async learn(train: Interactions, run: FitRun): Promise<NetworkWeights> {
    const { shape } = this;
    const alone: Stage[] = [
      { shape: { ...shape, mlpFactors: 0 } },
      { shape: { ...shape, factors: 0 } },
      { shape, start: ([gmf, mlp]) => joined(gmf, mlp, shape) },
    ];
    const stages = this.options.pretrain ? alone : [{ shape }];
    const training = { ...this.options, learnsOutput: this.options.output === 'learned' };
    return withMeanRows(await learnPairs(this.name, train, run, stages, training), shape);
  }
}

/** Both networks in one, which scores the mean of what they score. */
function joined(gmf: NetworkWeights, mlp: NetworkWeights, shape: NetworkShape): NetworkWeights {
  const { factors, mlpFactors } = shape;
  // Half of p q is that of rows √½ as long, so that h stays 1.
  const half = Math.SQRT1_2;
  const rowsOf = (of: NetworkWeights[], table: 'users' | 'items') => {
    const [a, b] = of.map((weights) => weights[table]);
    const count = a.length / (factors + 1);
    const width = widthOf(shape);
    const rows = new Float32Array(count * width);
    for (let row = 0; row < count; row++) {
      const at = row * width;
      for (let f = 0; f < factors; f++) rows[at + f] = half * a[row * (factors + 1) + f];
      for (let f = 0; f < mlpFactors; f++) rows[at + factors + f] = b[row * (mlpFactors + 1) + f];
      const biases = a[(row + 1) * (factors + 1) - 1] + b[(row + 1) * (mlpFactors + 1) - 1];
      rows[at + width - 1] = biases / 2;
    }
    return rows;
  };
  return {
    users: rowsOf([gmf, mlp], 'users'),
    items: rowsOf([gmf, mlp], 'items'),
    layers: mlp.layers,
    output: Float32Array.from([...gmf.output, ...mlp.output.map((value) => value / 2)]),
  };
}
