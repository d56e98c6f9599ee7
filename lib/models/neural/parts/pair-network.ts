/**
 * The network of GMF, MLP, and NeuMF. It scores a pair of a user and an item from their rows p and q, each with a part for
 * either branch and a bias:
 *
 *     score_ui = b_u + b_i + h · [p_u ⊙ q_i ; φ([p'_u ; q'_i])],   φ(x) = relu(W_L … relu(W_1 x + c_1) … + c_L).
 *
 * The product ⊙ is that of the elements; GMF has only the first branch, MLP only the second. The hidden layers and h are
 * dense layers of `tf.layers`; the rows are embeddings (`embedding.ts`).
 */
import { normalsInTurns } from '../../../math/random/draw-in-turns';
import type { RandomState } from '../../../math/random/random-state';
import { pickRows, relu, rowDots } from '../../../math/tensors/gradients';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

/** The size of a network. */
export interface NetworkShape {
  /** Length of p and q; 0 without the first branch. */
  readonly factors: number;
  /** Length of p' and q'; 0 without the second branch. */
  readonly mlpFactors: number;
  /** Units of each hidden layer. */
  readonly layers: readonly number[];
}

/** A network's weights, as typed arrays. */
export type NetworkWeights = {
  /** [p, p', b] of each user. Float32, [users, width] in row-major order. */
  readonly users: Float32Array;
  /** [q, q', b] of each item, likewise. */
  readonly items: Float32Array;
  /** W and c of each hidden layer, one after the other, W in row-major order [inputs, units]. */
  readonly layers: Float32Array;
  /** h. Float32 of length factors + units of the last layer. */
  readonly output: Float32Array;
};

/** Length of a row: both branches and the bias. */
export function widthOf({ factors, mlpFactors }: NetworkShape): number {
  return factors + mlpFactors + 1;
}

/** Inputs and units of each hidden layer. */
export function layerSizes({ mlpFactors, layers }: NetworkShape): { inputs: number; units: number }[] {
  if (mlpFactors === 0) return [];
  return layers.map((units, n) => ({ inputs: n === 0 ? 2 * mlpFactors : layers[n - 1], units }));
}

/** Length of h. */
export function outputSize(shape: NetworkShape): number {
  return shape.factors + (layerSizes(shape).at(-1)?.units ?? 0);
}

/**
 * Numbers in memory for each pair of a grid while its gradient is taken: its scores, targets, and losses; and for each hidden
 * unit the sum, the output, and their gradients.
 */
export function numbersAPair(shape: NetworkShape): number {
  return 6 + layerSizes(shape).reduce((sum, { units }) => sum + 4 * units, 0);
}

/** Numbers in memory for a block of a grid, about: a fraction of a second of computing. */
const MOST_NUMBERS = 2 ** 26;

/** Users in a block of a grid with all items. */
export function usersABlock(shape: NetworkShape, itemCount: number): number {
  return Math.max(1, Math.floor(MOST_NUMBERS / numbersAPair(shape) / itemCount));
}

/**
 * Initial weights: small random rows, biases of 0; dense layers uniform in ±√(6 / (inputs + units)) (X. Glorot, Y. Bengio, 2010);
 * h is 1 in the first branch, which is then matrix factorization, and random in the second.
 * @param breathe called and awaited every few milliseconds
 */
export async function initialWeights(
  shape: NetworkShape,
  { userCount, itemCount }: { readonly userCount: number; readonly itemCount: number },
  { random, initStdDev }: { readonly random: RandomState; readonly initStdDev: number },
  breathe: () => Promise<void> = async () => undefined,
): Promise<NetworkWeights> {
  const width = widthOf(shape);
  const rows = async (count: number) => {
    const numbers = { length: count * width, standardDeviation: initStdDev };
    const table = new Float32Array(await normalsInTurns(random, numbers, breathe));
    for (let row = 0; row < count; row++) table[(row + 1) * width - 1] = 0;
    return table;
  };
  const dense = (inputs: number, units: number) => {
    const limit = Math.sqrt(6 / (inputs + units));
    return random.uniforms(inputs * units, -limit, limit);
  };
  const sizes = layerSizes(shape);
  const layers = sizes.flatMap(({ inputs, units }) => [...dense(inputs, units), ...new Float64Array(units)]);
  const lastUnits = sizes.at(-1)?.units ?? 0;
  const output = [...new Float64Array(shape.factors).fill(1), ...dense(lastUnits, lastUnits && 1)];
  return {
    users: await rows(userCount),
    items: await rows(itemCount),
    layers: Float32Array.from(layers),
    output: Float32Array.from(output),
  };
}

type Dense = ReturnType<Tensors['tf']['layers']['dense']>;
type Variable = ReturnType<Tensors['tf']['variable']>;

/** The layers of a network, as TensorFlow has them. */
export class PairNetwork {
  readonly #hidden: Dense[];
  /** h of the first and of the second branch; undefined without the branch. */
  readonly #first: Dense | undefined;
  readonly #second: Dense | undefined;

  constructor(
    private readonly tensors: Tensors,
    readonly shape: NetworkShape,
    weights: Pick<NetworkWeights, 'layers' | 'output'>,
  ) {
    const { tf } = tensors;
    let at = 0;
    this.#hidden = layerSizes(shape).map(({ inputs, units }) => {
      const layer = tf.layers.dense({ units }); // `relu` comes after it
      layer.build([null, inputs]);
      const values = weights.layers.subarray(at, at + (inputs + 1) * units);
      const W = tf.tensor2d(values.subarray(0, inputs * units), [inputs, units]);
      const c = tf.tensor1d(values.subarray(inputs * units));
      layer.setWeights([W, c]);
      tf.dispose([W, c]);
      at += values.length;
      return layer;
    });
    const outputOf = (h: Float32Array) => {
      if (h.length === 0) return undefined;
      const layer = tf.layers.dense({ units: 1, useBias: false });
      layer.build([null, h.length]);
      tf.tidy(() => layer.setWeights([tf.tensor2d(h, [h.length, 1])]));
      return layer;
    };
    this.#first = outputOf(weights.output.subarray(0, shape.factors));
    this.#second = outputOf(weights.output.subarray(shape.factors));
  }

  /** What an optimizer changes besides the rows. @param learns `output`: whether h is learned in the first branch */
  variables({ output }: { readonly output: boolean }): Variable[] {
    const layers = [...this.#hidden, this.#second, output ? this.#first : undefined];
    // `read` returns the variable itself.
    return layers.flatMap((layer) => layer?.weights.map((weight) => weight.read() as Variable) ?? []);
  }

  /**
   * The scores of n pairs, [n]. What depends on one row only is computed before the rows are picked, as a row is in many pairs.
   * @param users rows of users, [any, width]
   * @param items rows of items, [any, width]
   * @param at which rows make the pairs, int32 [n] each; without them, each row of users with the same row of items
   * @param drop drops some numbers of a layer's input, while training
   */
  pairs(
    users: Tensor,
    items: Tensor,
    at?: readonly Tensor[],
    drop: (layer: Tensor) => Tensor = (layer) => layer,
  ): Tensor {
    const { tensors } = this;
    const { tf } = tensors;
    const pick = (table: Tensor, side: 0 | 1) => (at ? pickRows(tensors, table, at[side]) : table);
    const [p, pMlp, pBias] = this.#split(users);
    const [q, qMlp, qBias] = this.#split(items);
    let scores: Tensor; // [n, 1]
    if (this.#first) {
      // b_u + b_i + h · (p ⊙ q) as one product: [h p, b_u, 1] · [q, 1, b_i].
      const h = tf.reshape(this.#first.weights[0].read(), [1, -1]);
      const left = tf.concat([drop(tf.mul(p, h)), pBias, tf.onesLike(pBias)], 1);
      const right = tf.concat([q, tf.onesLike(qBias), qBias], 1);
      scores = rowDots(tensors, pick(left, 0), pick(right, 1));
    } else {
      scores = tf.add(pick(pBias, 0), pick(qBias, 1));
    }
    if (this.#second) {
      const { ofUsers, ofItems } = this.#firstLayer(drop(pMlp), drop(qMlp));
      const layer = relu(tensors, tf.add(pick(ofUsers, 0), pick(ofItems, 1))); // [n, units]
      scores = tf.add(scores, this.#afterFirstLayer(layer, drop));
    }
    return tf.reshape(scores, [-1]);
  }

  /**
   * The scores of m users with n items, [m, n]. The first branch is one matrix product. In the second, the sum in the first
   * layer is that of the user plus that of the item, W_1 [p' ; q'] = W_1' p' + W_1'' q', so it takes m + n products, not m · n.
   */
  grid(users: Tensor, items: Tensor, drop: (layer: Tensor) => Tensor = (layer) => layer): Tensor {
    const { tf } = this.tensors;
    const { factors } = this.shape;
    const [m, n] = [users.shape[0], items.shape[0] as number];
    const [p, pMlp, pBias] = this.#split(users);
    const [q, qMlp, qBias] = this.#split(items);
    let scores = tf.add(pBias, tf.transpose(qBias)); // [m, n]
    if (this.#first) {
      const h = tf.reshape(this.#first.weights[0].read(), [1, factors]);
      scores = tf.add(scores, tf.matMul(tf.mul(drop(p), h), q, false, true));
    }
    if (this.#second) {
      const { ofUsers, ofItems } = this.#firstLayer(drop(pMlp), qMlp);
      const sums = tf.add(tf.expandDims(ofUsers, 1), tf.expandDims(ofItems, 0)); // [m, n, units]
      const layer = relu(this.tensors, tf.reshape(sums, [m * n, sums.shape[2] as number])); // [m n, units]
      scores = tf.add(scores, tf.reshape(this.#afterFirstLayer(layer, drop), [m, n]));
    }
    return scores;
  }

  /** The sum of the squares of the layers' learned weights, for their penalty. */
  squares(learns: { readonly output: boolean }): Tensor {
    const { tf } = this.tensors;
    const variables = this.variables(learns);
    return variables.length === 0 ? tf.scalar(0) : tf.addN(variables.map((each) => tf.sum(tf.square(each))));
  }

  /** The weights of the layers, as typed arrays. */
  async weights(): Promise<Pick<NetworkWeights, 'layers' | 'output'>> {
    const read = async (layers: readonly (Dense | undefined)[]) => {
      const variables = layers.flatMap((layer) => layer?.weights.map((weight) => weight.read()) ?? []);
      const parts = await Promise.all(variables.map((variable) => variable.data()));
      return Float32Array.from(parts.flatMap((part) => [...part]));
    };
    return { layers: await read(this.#hidden), output: await read([this.#first, this.#second]) };
  }

  dispose(): void {
    // Not `layer.dispose`, which refuses a layer that was never applied.
    for (const variable of this.variables({ output: true })) variable.dispose();
  }

  /** W_1' p' of each user, and W_1'' q' + c_1 of each item: [rows, units]. */
  #firstLayer(pMlp: Tensor, qMlp: Tensor): { ofUsers: Tensor; ofItems: Tensor } {
    const { tf } = this.tensors;
    const { mlpFactors } = this.shape;
    const [W, c] = this.#hidden[0].weights.map((weight) => weight.read());
    return {
      ofUsers: tf.matMul(pMlp, tf.slice(W, [0, 0], [mlpFactors, -1])),
      ofItems: tf.add(tf.matMul(qMlp, tf.slice(W, [mlpFactors, 0], [mlpFactors, -1])), c),
    };
  }

  /** h' · the hidden layers after the first one, [n, 1]. */
  #afterFirstLayer(first: Tensor, drop: (layer: Tensor) => Tensor): Tensor {
    let layer = first;
    for (const hidden of this.#hidden.slice(1)) {
      layer = relu(this.tensors, hidden.apply(drop(layer)) as Tensor);
    }
    return this.#second?.apply(layer) as Tensor;
  }

  /** A table's columns: p, p', b. Not slices, whose gradients would be padded to the whole table one by one. */
  #split(rows: Tensor): Tensor[] {
    const { tf } = this.tensors;
    const { factors, mlpFactors } = this.shape;
    const parts = tf.split(
      rows as never,
      [factors, mlpFactors, 1].filter((width) => width > 0),
      1,
    ) as Tensor[];
    const bias = parts[parts.length - 1];
    return factors > 0 ? [parts[0], parts[1], bias] : [bias, parts[0], bias];
  }
}
