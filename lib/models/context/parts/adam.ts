/**
 * The solver `adam`: gradient descent on tensors, for squared error and for logistic loss. With λ = `reg`, it minimizes
 *
 *     Σ loss(score, target) + λ/2 (Σ_j w_j² + Σ_jf v_jf²),
 *     loss = ½ (score − target)²  or  ln(1 + e^score) − target · score   (targets 0 and 1).
 *
 * With δ = score − target, or σ(score) − target, the gradient of a rating is
 *
 *     ∂/∂w_0 = δ,   ∂/∂w_j = δ x_j,   ∂/∂v_jf = δ x_j (s_f − v_jf x_j),   s_f = Σ_l v_lf x_l.
 *
 * It is computed block by block (see `feature-blocks.ts`): each distinct part is multiplied with the parameters once per
 * step. Adam divides each parameter's mean gradient by the root of its mean square, both as running means.
 *
 * Sources: S. Rendle, "Factorization Machines", 2010; D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", 2015.
 */
import type { RandomState } from '../../../math/random/random-state';
import { type SparsePattern, sparsePattern, sparseTimesDense } from '../../../math/sparse/sparse-matrix';
import { type Tensor, type Tensors, withTensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import type { Design, FeatureBlock } from './feature-blocks';
import type { Machine } from './machine';

export type Loss = 'squares' | 'logistic';

export interface AdamOptions {
  readonly epochs: number;
  readonly reg: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly loss: Loss;
  readonly random: RandomState;
}

/** Decay of the running means of gradients and of their squares, and the constant against division by 0. */
const [DECAY, SQUARE_DECAY, TINY] = [0.9, 0.999, 1e-8];

/** Changes the machine in place. Cost: O((ratings · blocks + entries · batches) · factors) per epoch. */
export function solveAdam(
  design: Design,
  machine: Machine,
  options: AdamOptions,
  run: FitRun,
): Promise<void> {
  const { epochs, learningRate, batchSize, loss, random } = options;
  const ratings = design.targets.length;
  const order = Int32Array.from({ length: ratings }, (_, row) => row);
  return withTensors(async (tensors) => {
    const { tf } = tensors;
    const blocks = design.blocks.map((block) => tensorBlock(tensors, block));
    let state = { theta: parametersOf(tensors, machine), mean: [] as Tensor[], square: [] as Tensor[] };
    state.mean = state.theta.map((tensor) => tf.zerosLike(tensor));
    state.square = state.theta.map((tensor) => tf.zerosLike(tensor));
    for (let epoch = 0, step = 1; epoch < epochs; epoch++) {
      random.shuffle(order);
      let squares = 0;
      for (let from = 0; from < ratings; from += batchSize, step++) {
        const rows = order.subarray(from, from + batchSize);
        const [sum, ...next] = tf.tidy(() => {
          const batch = batchOf(tensors, design, rows);
          const { gradients, delta } = gradientOf(tensors, blocks, state.theta, batch, {
            ...options,
            ratings,
          });
          const mean = state.mean.map((old, n) => mix(tf, old, gradients[n], DECAY));
          const square = state.square.map((old, n) => mix(tf, old, tf.square(gradients[n]), SQUARE_DECAY));
          const rate = (learningRate * Math.sqrt(1 - SQUARE_DECAY ** step)) / (1 - DECAY ** step);
          const theta = state.theta.map((old, n) =>
            tf.sub(old, tf.mul(rate, tf.div(mean[n], tf.add(tf.sqrt(square[n]), TINY)))),
          );
          return [tf.sum(tf.square(delta)), ...theta, ...mean, ...square] as Tensor[];
        });
        tf.dispose([state.theta, state.mean, state.square]);
        state = { theta: next.slice(0, 2), mean: next.slice(2, 4), square: next.slice(4) };
        if (run.isWatched) squares += (await sum.data())[0];
        sum.dispose();
        await run.breathe();
      }
      await run.step(epochs, loss === 'squares' && run.isWatched ? Math.sqrt(squares / ratings) : undefined);
    }
    await readParameters(state.theta, machine);
  });
}

/** A block as tensors. */
interface TensorBlock {
  readonly first: number;
  readonly columns: number;
  readonly parts: number;
  readonly pattern: SparsePattern;
  /** float32 [entries]. */
  readonly values: Tensor;
  readonly squares: Tensor;
}

/** Some ratings: the part of each in each block, int32 [n], and the targets, float32 [n]. */
interface Batch {
  readonly partOf: readonly Tensor[];
  readonly targets: Tensor;
}

/**
 * The loss of all ratings, without the penalty, and the gradient with it, for tests and for reading.
 * @returns `gradients`: of w_0, and of [w, V] as one table of [columns, 1 + factors]
 */
export function lossAndGradient(
  design: Design,
  machine: Machine,
  options: Pick<AdamOptions, 'loss' | 'reg'>,
): Promise<{ loss: number; w0: number; table: Float32Array }> {
  return withTensors(async (tensors) => {
    const { tf } = tensors;
    const ratings = design.targets.length;
    const blocks = design.blocks.map((block) => tensorBlock(tensors, block));
    const batch = batchOf(
      tensors,
      design,
      Int32Array.from({ length: ratings }, (_, row) => row),
    );
    const theta = parametersOf(tensors, machine);
    const { gradients, scores } = gradientOf(tensors, blocks, theta, batch, { ...options, ratings });
    const losses =
      options.loss === 'squares'
        ? tf.mul(0.5, tf.square(tf.sub(scores, batch.targets)))
        : tf.sub(tf.softplus(scores), tf.mul(batch.targets, scores));
    const [loss, w0, table] = await Promise.all(
      [tf.sum(losses), ...gradients].map((tensor) => tensor.data()),
    );
    return { loss: loss[0], w0: w0[0], table: table as Float32Array };
  });
}

function gradientOf(
  tensors: Tensors,
  blocks: readonly TensorBlock[],
  [w0, table]: readonly Tensor[],
  { partOf, targets }: Batch,
  { loss, reg, ratings }: Pick<AdamOptions, 'loss' | 'reg'> & { readonly ratings: number },
): { gradients: Tensor[]; delta: Tensor; scores: Tensor } {
  const { tf } = tensors;
  const count = targets.size;
  const factors = (table.shape[1] as number) - 1;
  const own = blocks.map(({ first, columns }) => tf.slice(table, [first, 0], [columns, -1])); // [columns, 1 + factors]
  const sums = addAll(
    tf,
    blocks.map(({ pattern, values }, b) =>
      tf.gather(sparseTimesDense(tensors, pattern, values, own[b]), partOf[b]),
    ),
  ); // [n, 1 + factors]
  const [linear, s] = [tf.slice(sums, [0, 0], [count, 1]), tf.slice(sums, [0, 1], [count, factors])];
  const squares = addAll(
    tf,
    blocks.map(({ pattern, squares: x2 }, b) => {
      const v2 = tf.sum(tf.square(tf.slice(own[b], [0, 1], [-1, factors])), 1, true);
      return tf.gather(sparseTimesDense(tensors, pattern, x2, v2), partOf[b]);
    }),
  ); // [n, 1]
  const pairs = tf.mul(0.5, tf.sub(tf.sum(tf.square(s), 1, true), squares));
  const scores = tf.reshape(tf.add(w0, tf.add(linear, pairs)), [count]);
  const delta = tf.sub(loss === 'squares' ? scores : tf.sigmoid(scores), targets); // [n]
  const column = tf.reshape(delta, [count, 1]);
  const ofSums = tf.concat([column, tf.mul(column, s)], 1); // δ [1, s]: [n, 1 + factors]
  const ofBlocks = blocks.map(({ parts, pattern, values, squares: x2 }, b) => {
    const ofParts = tf.unsortedSegmentSum(ofSums as never, partOf[b] as never, parts); // [parts, 1 + factors]
    const gradient = sparseTimesDense(tensors, pattern, values, ofParts, { transposed: true });
    const ownPart = sparseTimesDense(tensors, pattern, x2, tf.slice(ofParts, [0, 0], [-1, 1]), {
      transposed: true,
    });
    const withoutOwn = tf.mul(
      ownPart,
      tf.concat([tf.zeros([own[b].shape[0] as number, 1]), tf.slice(own[b], [0, 1])], 1),
    );
    return tf.sub(gradient, withoutOwn);
  });
  const penalty = tf.mul((reg * count) / ratings, table);
  return { gradients: [tf.sum(delta), tf.add(tf.concat(ofBlocks, 0), penalty)], delta, scores };
}

function tensorBlock(tensors: Tensors, { byPart, first }: FeatureBlock): TensorBlock {
  const { offsets, columns, values, columnCount } = byPart;
  const parts = offsets.length - 1;
  const rows = new Int32Array(values.length);
  for (let part = 0; part < parts; part++) rows.fill(part, offsets[part], offsets[part + 1]);
  const pattern = sparsePattern(tensors, rows, Int32Array.from(columns), [parts, columnCount]);
  const { tf } = tensors;
  const squares = tf.tensor1d(Float32Array.from(values, (value) => value * value));
  return {
    first,
    columns: columnCount,
    parts,
    pattern,
    values: tf.tensor1d(Float32Array.from(values)),
    squares,
  };
}

function batchOf({ tf }: Tensors, { blocks, targets }: Design, rows: Int32Array): Batch {
  const partOf = blocks.map((block) =>
    tf.tensor1d(
      rows.map((row) => block.partOf[row]),
      'int32',
    ),
  );
  return { partOf, targets: tf.tensor1d(Float32Array.from(rows, (row) => targets[row])) };
}

/** w_0, and [w, V] as one table. */
function parametersOf({ tf }: Tensors, { w0, w, V, factors }: Machine): Tensor[] {
  const table = new Float32Array(w.length * (1 + factors));
  for (let j = 0; j < w.length; j++) {
    table[j * (1 + factors)] = w[j];
    for (let f = 0; f < factors; f++) table[j * (1 + factors) + 1 + f] = V[f][j];
  }
  return [tf.scalar(w0), tf.tensor2d(table, [w.length, 1 + factors])];
}

async function readParameters([w0, table]: readonly Tensor[], machine: Machine): Promise<void> {
  const { w, V, factors } = machine;
  const values = await table.data();
  machine.w0 = (await w0.data())[0];
  for (let j = 0; j < w.length; j++) {
    w[j] = values[j * (1 + factors)];
    for (let f = 0; f < factors; f++) V[f][j] = values[j * (1 + factors) + 1 + f];
  }
}

function mix(tf: Tensors['tf'], old: Tensor, fresh: Tensor, decay: number): Tensor {
  return tf.add(tf.mul(decay, old), tf.mul(1 - decay, fresh));
}

function addAll(tf: Tensors['tf'], tensors: readonly Tensor[]): Tensor {
  return tensors.slice(1).reduce((sum, tensor) => tf.add(sum, tensor), tensors[0]);
}
