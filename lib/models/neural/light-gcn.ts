/**
 * LightGCN: a user is near what they like, and what similar users like is near that. Each user and each item has a learned
 * vector, the vectors spread along the graph of likes (`parts/bipartite-graph.ts`), and the final vectors are the mean over
 * 0 to K steps:
 *
 *     e = (e^(0) + e^(1) + … + e^(K)) / (K + 1),   e_u^(k+1) = Σ_i w_ui e_i^(k) / √(d_u d_i),   likewise for items,
 *     score_ui = e_u · e_i.
 *
 * There are no layers with weights and no activation functions: the e^(0) are all that is learned, by Adam, so that each
 * like i of a user u is likely among all items (`parts/choices.ts`):
 *
 *     minimize − Σ_ui w_ui ln (exp(score_ui) / Σ_j exp(score_uj)) + λ/2 ‖E^(0)‖²   per user.
 *
 * The paper uses the loss of BPR instead, with one other item j per like. In a catalog of more than 5,000 items, the j are
 * those that the users of the batch like, with a correction.
 *
 * A step of learning spreads the vectors of the whole graph, since every vector depends on all of its neighbors. A user
 * without a like, or an unknown user or item, has no score. A visitor gets the vector of a user with these likes, without
 * e_u^(0): Σ_i w_i (e_i^(0) + … + e_i^(K−1)) / √(d d_i) / (K + 1).
 *
 * On MovieLens 100K, its row of `npm run compare` has an nDCG@10 of 0.4067 (mean of u1 to u5), after 11 s of CPU time per
 * fit; `EASE values`, for which stars count, too, has 0.4186, after about a second. The small penalty matters: on a held-out
 * fifth of u1's train set, the best epoch has 0.2821 with it and 0.2753 without. Cost: O(K · likes · factors + users · items · factors) per epoch.
 *
 * @example
 * const model = await new LightGCN({ factors: 64, layers: 2 }).fit(train);
 *
 * Source: X. He et al., "LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation", 2020.
 */
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { RandomState } from '../../math/random/random-state';
import type { CompressedRows } from '../../math/sparse/compressed-rows';
import { adam } from '../../math/tensors/native-adam';
import type { Tensor, Tensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { refuseDivergence } from '../shared/divergence';
import { checkFactorMemory } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import { POSITIVE_OPTIONS, positiveWeights } from '../shared/positives';
import { VectorModel } from '../shared/vector-model';
import { vectorScores } from '../shared/visitor-scores';
import { bipartiteGraph, meanOfSteps } from './parts/bipartite-graph';
import { ChoiceMaker, choiceLoss, sourceFor, usersWithChoices } from './parts/choices';
import { type ListLearner, trainForLists } from './parts/list-training';
import { batches, TRAINING_OPTIONS } from './parts/training';

export const LIGHT_GCN_OPTIONS = options('LightGCN', {
  ...POSITIVE_OPTIONS,
  ...TRAINING_OPTIONS,
  /** Length of the vectors. */
  factors: whole({ from: 1, default: 64 }),
  /** K, the number of steps along the graph. */
  layers: whole({ from: 1, default: 2 }),
  /** Step size of the optimizer, Adam. */
  learningRate: number({ above: 0, default: 0.01 }),
  /** Number of users per step of the optimizer. */
  batchSize: whole({ from: 1, default: 128 }),
  /** λ, weight of the penalty. */
  reg: number({ from: 0, default: 0.001 }),
  /** Standard deviation of the initial values. */
  initStdDev: number({ above: 0, default: 0.05 }),
});

export interface LightGCNOptions extends OptionsOf<typeof LIGHT_GCN_OPTIONS> {}

type LightGCNState = FactorState & {
  /** (e_i^(0) + … + e_i^(K−1)) / ((K + 1) √d_i), for visitors. Float32, [items, factors] in row-major order. */
  readonly spreadFactors: Float32Array;
};

export class LightGCN extends VectorModel<LightGCNOptions, LightGCNState> {
  constructor(options: Partial<LightGCNOptions> = {}) {
    super(LIGHT_GCN_OPTIONS, options, { rates: false, foldsIn: true });
  }

  protected override shapes(train: TrainSummary, state: LightGCNState) {
    return { ...super.shapes(train, state), spreadFactors: train.itemCount * state.factors };
  }

  protected override numbers() {
    return { factors: this.options.factors };
  }

  protected override float32Arrays() {
    return ['userFactors', 'itemFactors', 'spreadFactors'];
  }

  /** Users who like nothing have NaN. */
  protected override floats() {
    return { userFactors: 'finite or NaN' } as const;
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const { summary: train, state } = this;
    const { factors, itemFactors, spreadFactors } = state;
    const weights = Array.from(ratings, positiveWeights(train.scale, this.options));
    const degree = weights.reduce((sum, weight) => sum + weight, 0);
    if (degree === 0) {
      return { scores: new Float64Array(train.itemCount).fill(Number.NaN), terms: () => [] };
    }
    const p = new Float64Array(factors);
    const spread = (n: number, f: number) =>
      (weights[n] / Math.sqrt(degree)) * spreadFactors[items[n] * factors + f];
    for (let n = 0; n < items.length; n++) for (let f = 0; f < factors; f++) p[f] += spread(n, f);
    return {
      ...vectorScores(state, 0, { factors: p, bias: 0 }),
      terms: (item) =>
        Array.from(items.keys())
          .filter((n) => weights[n] > 0)
          .map((n) => {
            let value = 0;
            for (let f = 0; f < factors; f++) {
              value += spread(n, f) * itemFactors[(item as ItemIndex) * factors + f];
            }
            return { kind: 'rating', item: train.items.idOf(items[n] as ItemIndex), value };
          }),
    };
  }

  /** @throws OptionError when no rating is positive, or the fit would need more than the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<LightGCNState> {
    const { factors, layers, batchSize } = this.options;
    const [step, scores] = [
      4 * 4 * layers * factors * (train.userCount + train.itemCount),
      4 * 4 * Math.min(batchSize, train.userCount),
    ];
    checkFactorMemory(this.name, train, { width: 3 * factors, extra: step + scores * train.itemCount });
    const state = await trainForLists(this, train, run, (tensors, positives, random) =>
      graphLearner(tensors, positives, this.options, random, run),
    );
    refuseDivergence(this.name, [state.itemFactors], this.options);
    const raters = train.itemCounts();
    for (let item = 0; item < train.itemCount; item++) {
      // Initial values say nothing about an item without ratings.
      if (raters[item] === 0) state.itemFactors.fill(0, item * factors, (item + 1) * factors);
    }
    return state;
  }
}

function graphLearner(
  tensors: Tensors,
  positives: CompressedRows,
  { factors, layers, learningRate, batchSize, reg, initStdDev }: LightGCNOptions,
  random: RandomState,
  run: FitRun,
): ListLearner<LightGCNState> {
  const { tf } = tensors;
  const graph = bipartiteGraph(positives);
  const [userCount, itemCount] = [graph.userDegrees.length, graph.itemDegrees.length];
  const spread = meanOfSteps(tensors, graph);
  const drawn = (count: number) =>
    tf.variable(
      tf.tensor2d(Float32Array.from(random.normals(count * factors, 0, initStdDev)), [count, factors]),
    );
  const [ofUsers, ofItems] = [drawn(userCount), drawn(itemCount)];
  const optimizer = adam(tensors, learningRate);
  const choices = new ChoiceMaker(positives, sourceFor(itemCount));
  const active = usersWithChoices(positives);

  const lossOf = (users: Int32Array): Tensor => {
    const made = choices.of(users);
    const [allUsers, allItems] = spread([ofUsers, ofItems], layers);
    const p = tf.gather(allUsers, tf.tensor1d(users, 'int32')); // [users, factors]
    const q = tf.gather(allItems, tf.tensor1d(made.items, 'int32')); // [candidates, factors]
    const loss = choiceLoss(tensors, tf.matMul(p, q, false, true), made);
    const squares = tf.add(tf.sum(tf.square(ofUsers)), tf.sum(tf.square(ofItems)));
    return tf.add(loss, tf.mul(reg / 2, squares));
  };
  const vectors = async (steps: number, times: number): Promise<[Float32Array, Float32Array]> => {
    const both = tf.tidy(() => spread([ofUsers, ofItems], steps).map((side) => tf.mul(side, times)));
    const read = (await Promise.all(both.map((side) => side.data()))) as [Float32Array, Float32Array];
    tf.dispose(both);
    return read;
  };
  return {
    async pass() {
      let sum = 0;
      for (const batch of batches(active.length, batchSize, random)) {
        const users = batch.map((at) => active[at]);
        const loss = optimizer.minimize(() => lossOf(users).asScalar(), true, [ofUsers, ofItems]) as Tensor;
        sum += (await loss.data())[0] * users.length;
        loss.dispose();
        await run.breathe();
      }
      return sum / active.length;
    },
    async scoresOf(users) {
      const scores = tf.tidy(() => {
        const [p, q] = spread([ofUsers, ofItems], layers);
        return tf.matMul(tf.gather(p, tf.tensor1d(users, 'int32')), q, false, true);
      });
      const numbers = await scores.data();
      scores.dispose();
      return numbers;
    },
    async weights() {
      const [userFactors, itemFactors] = await vectors(layers, 1);
      const [, spreadFactors] = await vectors(layers - 1, layers / (layers + 1));
      for (let user = 0; user < userCount; user++) {
        if (graph.userDegrees[user] > 0) continue;
        userFactors.fill(Number.NaN, user * factors, (user + 1) * factors); // likes nothing
      }
      for (let item = 0; item < itemCount; item++) {
        const root = Math.sqrt(graph.itemDegrees[item]);
        for (let at = item * factors; at < (item + 1) * factors; at++) {
          spreadFactors[at] = root > 0 ? spreadFactors[at] / root : 0;
        }
      }
      const none = new Float32Array(0);
      return { factors, userFactors, itemFactors, userBias: none, itemBias: none, spreadFactors };
    },
    dispose() {
      optimizer.dispose();
      tf.dispose([ofUsers, ofItems]);
    },
  };
}
