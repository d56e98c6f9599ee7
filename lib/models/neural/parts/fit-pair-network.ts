/**
 * Fits the networks of GMF, MLP, and NeuMF (`pair-network.ts`) by Adam. The loss of an example is
 *
 *     ratings:   ½ (score − rating)²
 *     logistic:  −w ln σ(score) for a positive of weight w, −ln (1 − σ(score)) for a negative
 *     softmax:   −w ln (exp(score_ui) / Σ_j exp(score_uj)) for a positive of weight w, over all items j
 *
 * plus a penalty, the weight decay: λ/2 times the squares of the user's and the item's row for each example (softmax: for each
 * user and for all items, times the square root of the row's weights), without the biases for lists. The layers have a
 * penalty of their own, `layerReg`/2 times their squares: without one, they could undo that of the rows, by growing while
 * the rows shrink.
 */
import type { RandomState } from '../../../math/random/random-state';
import { type CompressedRows, transposed } from '../../../math/sparse/compressed-rows';
import { adam } from '../../../math/tensors/native-adam';
import { type Tensor, type Tensors, withTensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import { Embedding, SparseOptimizer } from './embedding';
import { NegativeSampler } from './negatives';
import { heldOutNdcgOf, heldOutRmseOf } from './network-validation';
import { type Examples, matrixOf, type TaskOptions } from './pair-examples';
import { type NetworkShape, type NetworkWeights, PairNetwork, usersABlock, widthOf } from './pair-network';
import { batches, type Trained, trainEpochs } from './training';
import { layerPenalty, penaltyAt, penaltyWeights, rowPenalty } from './weight-decay';

/** How a network is trained. */
export interface NetworkTraining extends TaskOptions {
  readonly epochs: number;
  readonly patience: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly reg: number;
  readonly dropout: number;
  readonly layerReg: number;
  /** Whether h is learned in the first branch. */
  readonly learnsOutput: boolean;
  readonly random: RandomState;
  readonly stepsAfter?: (best: number) => number;
}

/** What a network learns from, and what it is judged by meanwhile. */
export interface NetworkExamples {
  readonly learn: Examples;
  /** Empty: training doesn't stop early. */
  readonly held: Examples;
  /** For lists: the items that can't be on a user's list, because the user has rated them. [users, items]. */
  readonly rated: CompressedRows;
}

/** Trains from these weights, which aren't changed. */
export function trainNetwork(
  run: FitRun,
  shape: NetworkShape,
  start: NetworkWeights,
  { learn, held, rated }: NetworkExamples,
  training: NetworkTraining,
): Promise<Trained<NetworkWeights>> {
  return withTensors(
    async (tensors) => {
      const width = widthOf(shape);
      const { task, loss } = training;
      const perExample = loss === 'logistic' && task === 'lists' ? 1 + training.negatives : 1;
      const isSoftmax = task === 'lists' && loss === 'softmax';
      const capacity = training.batchSize * perExample;
      // A negative has the user of its positive.
      const users = new Embedding(tensors, start.users, width, training.batchSize);
      const items = new Embedding(tensors, start.items, width, isSoftmax ? learn.itemCount : capacity);
      const network = new PairNetwork(tensors, shape, start);
      const decay = layerPenalty(tensors, network, training);
      const optimizer = new SparseOptimizer(
        tensors,
        adam(tensors, training.learningRate),
        [users, items],
        network.variables({ output: training.learnsOutput }),
      );
      const seen = matrixOf(learn);
      const pass = isSoftmax
        ? () => softmaxPass(tensors, { network, optimizer, decay, seen, training, run })
        : () => pairsPass(tensors, { network, optimizer, decay, learn, seen, training, run });
      const validate = () =>
        task === 'lists'
          ? heldOutNdcgOf(tensors, { network, users, items }, { rated, held }, run)
          : heldOutRmseOf(tensors, { network, users, items }, held, run);
      try {
        return await trainEpochs(run, {
          ...training,
          pass,
          validate: held.users.length > 0 ? validate : undefined,
          weights: async () => ({
            ...(await network.weights()),
            users: users.values().slice(),
            items: items.values().slice(),
          }),
        });
      } finally {
        optimizer.dispose();
        network.dispose();
      }
    },
    { signal: run.signal },
  );
}

/** What a pass works on. */
interface Pass {
  readonly network: PairNetwork;
  readonly optimizer: SparseOptimizer;
  /** Adds the penalty on the layers to a loss. */
  readonly decay: (loss: Tensor) => Tensor;
  readonly seen: CompressedRows;
  readonly training: NetworkTraining;
  readonly run: FitRun;
}

/** Ratings, or positives each followed by its negatives. */
async function pairsPass(
  tensors: Tensors,
  { network, optimizer, decay, learn, seen, training, run }: Pass & { readonly learn: Examples },
): Promise<number> {
  const { tf } = tensors;
  const { task, negatives, random, reg } = training;
  const sampler = new NegativeSampler(seen, random);
  let sum = 0;
  for (const batch of batches(learn.users.length, training.batchSize, random)) {
    const users = batch.map((at) => learn.users[at]);
    const items = batch.map((at) => learn.items[at]);
    const values = Float32Array.from(batch, (at) => learn.values[at]);
    const drop = dropping(tensors, training);
    let loss: number;
    if (task === 'ratings') {
      loss = await optimizer.stepOnTables([users, items], ([p, q], at) => {
        const errors = tf.sub(network.pairs(p, q, at, drop), values);
        const mean = tf.mul(0.5, tf.mean(tf.square(errors)));
        return decay(tf.add(mean, penaltyAt(tensors, reg, [p, q], at, { biases: true })));
      });
    } else {
      const noes = sampler.drawFor(users, negatives);
      const ofNoes = noes.map((_, n) => users[Math.floor(n / negatives)]);
      const pairs = [concat(users, ofNoes), concat(items, noes)];
      // −ln σ(s) = softplus(−s), and −ln (1 − σ(s)) = softplus(s).
      const signs = new Float32Array(pairs[0].length).fill(1).fill(-1, 0, batch.length);
      const weights = new Float32Array(signs.length).fill(1);
      weights.set(values);
      loss = await optimizer.stepOnTables(pairs, ([p, q], at) => {
        const losses = tf.mul(weights, tf.softplus(tf.mul(signs, network.pairs(p, q, at, drop))));
        return decay(tf.add(tf.mean(losses), penaltyAt(tensors, reg, [p, q], at)));
      });
    }
    sum += loss * batch.length;
    await run.breathe();
  }
  return sum / learn.users.length;
}

/** Some users with all their positives, against all items. */
async function softmaxPass(
  tensors: Tensors,
  { network, optimizer, decay, seen, training, run }: Pass,
): Promise<number> {
  const { tf } = tensors;
  const { random, reg } = training;
  const itemCount = seen.columnCount;
  const all = Int32Array.from({ length: itemCount }, (_, item) => item);
  const active = Int32Array.from({ length: seen.offsets.length - 1 }, (_, user) => user).filter(
    (user) => seen.offsets[user] < seen.offsets[user + 1],
  );
  const [ofUsers, ofItems] = [seen, transposed(seen)].map(penaltyWeights);
  let sum = 0;
  for (const batch of batches(active.length, training.batchSize, random)) {
    const users = batch.map((at) => active[at]);
    const drop = dropping(tensors, training);
    const losses = blocks(users, usersABlock(network.shape, itemCount)).map(
      ({ from, block }) =>
        ([ofBatch, q]: readonly Tensor[]) => {
          // Each user occurs once, and all items do: so their rows are in order.
          const p = tf.slice(ofBatch, [from, 0], [block.length, -1]);
          const logs = tf.logSoftmax(network.grid(p, q, drop)); // [block, items]
          const logLosses = tf.neg(tf.sum(tf.mul(logs, targetsOf(tensors, seen, block))));
          const share = block.length / active.length; // of the penalty on all items
          const penalties = tf.add(
            rowPenalty(
              tensors,
              reg,
              p,
              Float32Array.from(block, (user) => ofUsers[user]),
            ),
            rowPenalty(tensors, reg * share, q, ofItems),
          );
          const mean = decay(tf.div(tf.add(logLosses, penalties), block.length));
          return tf.mul(mean, block.length / users.length);
        },
    );
    const loss = await optimizer.stepOnSum([users, all], losses, () => run.breathe());
    sum += loss * users.length;
    await run.breathe();
  }
  return sum / active.length;
}

/** The weights of some users' positives, [users, items]. */
function targetsOf({ tf }: Tensors, seen: CompressedRows, users: Int32Array): Tensor {
  const { offsets, columns, values, columnCount } = seen;
  const targets = new Float32Array(users.length * columnCount);
  for (const [n, user] of users.entries()) {
    for (let at = offsets[user]; at < offsets[user + 1]; at++)
      targets[n * columnCount + columns[at]] += values[at];
  }
  return tf.tensor2d(targets, [users.length, columnCount]);
}

/** A batch in blocks of `size`, and where each begins. */
function blocks(batch: Int32Array, size: number): { from: number; block: Int32Array }[] {
  return Array.from({ length: Math.ceil(batch.length / size) }, (_, n) => ({
    from: n * size,
    block: batch.subarray(n * size, (n + 1) * size),
  }));
}

/** Dropout, with a seed for each layer of each step. */
function dropping({ tf }: Tensors, { dropout, random }: NetworkTraining): (layer: Tensor) => Tensor {
  if (dropout === 0) return (layer) => layer;
  return (layer) => tf.dropout(layer, dropout, undefined, random.uint32());
}

function concat(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
