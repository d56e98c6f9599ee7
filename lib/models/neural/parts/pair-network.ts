/**
 * The network of GMF, MLP, and NeuMF. It scores a pair of a user and an item from their rows p and q, each with a part for
 * either branch and a bias:
 *
 *     score_ui = b_u + b_i + h · [p_u ⊙ q_i ; φ([p'_u ; q'_i])],   φ(x) = relu(W_L … relu(W_1 x + c_1) … + c_L).
 *
 * The product ⊙ is that of the elements; GMF has only the first branch, MLP only the second. The hidden layers and h are
 * dense layers of `tf.layers`; the rows are embeddings (`embedding.ts`).
 */
import type { RandomState } from '../../../math/random/random-state';
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
 * Initial weights: small random rows, biases of 0; dense layers uniform in ±√(6 / (inputs + units)) (X. Glorot, Y. Bengio, 2010);
 * h is 1 in the first branch, which is then matrix factorization, and random in the second.
 */
export function initialWeights(
  shape: NetworkShape,
  { userCount, itemCount }: { readonly userCount: number; readonly itemCount: number },
  { random, initStdDev }: { readonly random: RandomState; readonly initStdDev: number },
): NetworkWeights {
  const width = widthOf(shape);
  const rows = (count: number) => {
    const table = Float32Array.from(random.normals(count * width, 0, initStdDev));
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
    users: rows(userCount),
    items: rows(itemCount),
    layers: Float32Array.from(layers),
    output: Float32Array.from(output),
  };
}

type Dense = ReturnType<Tensors['tf']['layers']['dense']>;

/** The layers of a network, as TensorFlow has them. */
export class PairNetwork {
  readonly #hidden: Dense[];
  readonly #output: Dense;

  constructor(
    private readonly tensors: Tensors,
    private readonly shape: NetworkShape,
    weights: Pick<NetworkWeights, 'layers' | 'output'>,
  ) {
    const { tf } = tensors;
    let at = 0;
    const next = (size: number[]) => {
      const length = size.reduce((product, each) => product * each, 1);
      at += length;
      return tf.tensor(weights.layers.subarray(at - length, at), size);
    };
    this.#hidden = layerSizes(shape).map(({ inputs, units }) => {
      const layer = tf.layers.dense({ units, activation: 'relu' });
      layer.build([null, inputs]);
      tf.tidy(() => layer.setWeights([next([inputs, units]), next([units])]));
      return layer;
    });
    this.#output = tf.layers.dense({ units: 1, useBias: false });
    this.#output.build([null, outputSize(shape)]);
    tf.tidy(() => this.#output.setWeights([tf.tensor2d(weights.output, [outputSize(shape), 1])]));
  }

  /** What an optimizer changes besides the rows. @param options `output`: whether h is learned */
  variables({ output }: { readonly output: boolean }): ReturnType<Tensors['tf']['variable']>[] {
    const layers = output ? [...this.#hidden, this.#output] : this.#hidden;
    // `read` gives the variable itself.
    return layers.flatMap((layer) =>
      layer.trainableWeights.map((weight) => weight.read() as ReturnType<Tensors['tf']['variable']>),
    );
  }

  /**
   * The scores of n pairs, [n].
   * @param users the users' rows, [n, width]
   * @param items the items' rows, [n, width]
   * @param dropped drops some numbers of a layer's input, while training
   */
  pairs(users: Tensor, items: Tensor, dropped: (layer: Tensor) => Tensor = (layer) => layer): Tensor {
    const { tf } = this.tensors;
    const [p, pMlp, pBias] = this.#split(users);
    const [q, qMlp, qBias] = this.#split(items);
    const branches: Tensor[] = [];
    if (this.shape.factors > 0) branches.push(dropped(tf.mul(p, q))); // [n, factors]
    if (this.#hidden.length > 0) {
      let layer = tf.concat([pMlp, qMlp], 1); // [n, 2 mlpFactors]
      for (const hidden of this.#hidden) layer = hidden.apply(dropped(layer)) as Tensor; // [n, units]
      branches.push(layer);
    }
    const joined = branches.length === 1 ? branches[0] : tf.concat(branches, 1);
    const score = this.#output.apply(joined) as Tensor; // [n, 1]
    return tf.reshape(tf.add(score, tf.add(pBias, qBias)), [-1]);
  }

  /**
   * The scores of m users with n items, [m, n]. The first branch is one matrix product; in the second, the first layer's
   * sum is that of the user plus that of the item, W_1 [p' ; q'] = W_1' p' + W_1'' q', so that it takes m + n products, not m · n.
   */
  grid(users: Tensor, items: Tensor, dropped: (layer: Tensor) => Tensor = (layer) => layer): Tensor {
    const { tf } = this.tensors;
    const { factors, mlpFactors } = this.shape;
    const [m, n] = [users.shape[0], items.shape[0] as number];
    const [p, pMlp, pBias] = this.#split(users);
    const [q, qMlp, qBias] = this.#split(items);
    const h = this.#output.weights[0].read(); // [outputSize, 1]
    let scores = tf.add(pBias, tf.transpose(qBias)); // [m, n]
    if (factors > 0) {
      const ofFirst = tf.reshape(tf.slice(h, [0, 0], [factors, 1]), [1, factors]);
      scores = tf.add(scores, tf.matMul(tf.mul(dropped(p), ofFirst), q, false, true));
    }
    const [first, ...others] = this.#hidden;
    if (first) {
      const [W, c] = first.weights.map((weight) => weight.read());
      const ofUsers = tf.matMul(dropped(pMlp), tf.slice(W, [0, 0], [mlpFactors, -1])); // [m, units]
      const ofItems = tf.add(tf.matMul(qMlp, tf.slice(W, [mlpFactors, 0], [mlpFactors, -1])), c); // [n, units]
      const sums = tf.add(tf.expandDims(ofUsers, 1), tf.expandDims(ofItems, 0)); // [m, n, units]
      let layer: Tensor = tf.reshape(tf.relu(sums), [-1, W.shape[1] as number]); // [m n, units]
      for (const hidden of others) layer = hidden.apply(layer) as Tensor;
      const ofSecond = tf.slice(h, [factors, 0], [-1, 1]);
      scores = tf.add(scores, tf.reshape(tf.matMul(layer as never, ofSecond as never), [m, n]));
    }
    return scores;
  }

  /** The weights of the layers, as typed arrays. */
  async weights(): Promise<Pick<NetworkWeights, 'layers' | 'output'>> {
    const read = async (layers: readonly Dense[]) => {
      const parts = await Promise.all(
        layers.flatMap((layer) => layer.weights.map((weight) => weight.read().data())),
      );
      return Float32Array.from(parts.flatMap((part) => [...part]));
    };
    return { layers: await read(this.#hidden), output: await read([this.#output]) };
  }

  dispose(): void {
    // Not `layer.dispose`, which refuses a layer that was never applied.
    for (const layer of [...this.#hidden, this.#output]) for (const weight of layer.weights) weight.dispose();
  }

  /** A table's columns: [p, p', b]. */
  #split(rows: Tensor): Tensor[] {
    const { tf } = this.tensors;
    const { factors, mlpFactors } = this.shape;
    const columns = (from: number, count: number) => tf.slice(rows, [0, from], [-1, count]);
    return [columns(0, factors), columns(factors, mlpFactors), columns(factors + mlpFactors, 1)];
  }
}
