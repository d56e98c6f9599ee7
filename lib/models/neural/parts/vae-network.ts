/**
 * The network of MultVAE on tensors, for training. For a batch of users with the normalized rows x of their likes,
 *
 *     h = tanh(x W + a),   [m ; s] = h E + e,   z = m + exp(s/2) ⊙ ε,   scores = z V + c  (+ x B),
 *
 * with noise ε from the standard normal distribution. Without `variational`, there are no s and ε: z = m. The two dense
 * layers (E, e and V, c) are those of `tf.layers`.
 *
 * The rows x are sparse: x W is TensorFlow's product of a sparse with a dense matrix, so the first layer costs
 * O(likes of the batch · hidden), not O(users · items · hidden), and so does its gradient xᵀ δ. The softmax at the other
 * end needs the scores of all items, whatever is done here.
 */
import type { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { type SparsePattern, sparsePattern, sparseTimesDense } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { VaeState } from './vae-scores';

/** The size of a network. */
export interface VaeShape {
  readonly items: number;
  readonly hidden: number;
  /** Length of z. */
  readonly factors: number;
  /** Whether z is drawn from a distribution. */
  readonly variational: boolean;
  /** Whether there is a B. */
  readonly itemWeights: boolean;
}

/** Some users' likes. Its tensors belong to the scope that was current when it was made. */
export interface VaeBatch {
  readonly users: number;
  /** x: which cells are present, and their values, [likes]. */
  readonly pattern: SparsePattern;
  readonly values: Tensor;
  /** w_ui, float32 [users, items]. */
  readonly targets: Tensor;
}

/** What a step draws, and the weight of the divergence in it. */
export interface VaeStep {
  /** ε, float32 [users, factors]; left out: z = m. */
  readonly noise?: Tensor;
  /** β */
  readonly beta: number;
}

/**
 * The rows of some users. With dropout, each like is left out of x at random (but not out of the targets), and those that
 * stay are scaled up by 1 / (1 − rate), so that their expected sum stays the same.
 *
 * @param likes w_ui, [users, items]
 */
export function vaeBatch(
  tensors: Tensors,
  likes: CompressedRows,
  users: Int32Array,
  dropout?: { readonly rate: number; readonly random: RandomState },
): VaeBatch {
  const { tf } = tensors;
  const { columnCount, offsets, columns, values: weights } = likes;
  const targets = new Float32Array(users.length * columnCount);
  const most = users.reduce((sum, user) => sum + offsets[user + 1] - offsets[user], 0);
  const [rowOf, columnOf, values] = [new Int32Array(most), new Int32Array(most), new Float32Array(most)];
  let size = 0;
  for (const [n, user] of users.entries()) {
    let squares = 0;
    for (let at = offsets[user]; at < offsets[user + 1]; at++) squares += weights[at] * weights[at];
    const scale = 1 / Math.sqrt(squares) / (1 - (dropout?.rate ?? 0));
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      targets[n * columnCount + columns[at]] = weights[at];
      if (dropout && dropout.random.random() < dropout.rate) continue;
      rowOf[size] = n;
      columnOf[size] = columns[at];
      values[size++] = weights[at] * scale;
    }
  }
  const shape = [users.length, columnCount] as const;
  return {
    users: users.length,
    pattern: sparsePattern(tensors, rowOf.subarray(0, size), columnOf.subarray(0, size), shape),
    values: tf.tensor1d(values.subarray(0, size)),
    targets: tf.tensor2d(targets, [users.length, columnCount]),
  };
}

type Variable = ReturnType<Tensors['tf']['variable']>;
type Dense = ReturnType<Tensors['tf']['layers']['dense']>;

/** The layers of a network. Must be disposed. */
export class VaeNetwork {
  readonly #input: Variable; // W
  readonly #inputBias: Variable; // a
  readonly #encoder: Dense; // E, e
  readonly #decoder: Dense; // V, c
  readonly #itemWeights: Variable | undefined; // B
  /** 1 off the diagonal of B, 0 on it, so that no item predicts itself. */
  readonly #offDiagonal: Tensor | undefined;

  /** Initial weights are uniform in ±√(6 / (inputs + units)) (X. Glorot, Y. Bengio, 2010); biases and B are 0. */
  constructor(
    private readonly tensors: Tensors,
    private readonly shape: VaeShape,
    random: RandomState,
  ) {
    const { tf } = tensors;
    const { items, hidden, factors, variational, itemWeights } = shape;
    const uniform = (inputs: number, units: number) => {
      const limit = Math.sqrt(6 / (inputs + units));
      return tf.tensor2d(Float32Array.from(random.uniforms(inputs * units, -limit, limit)), [inputs, units]);
    };
    const dense = (inputs: number, units: number) => {
      const layer = tf.layers.dense({ units });
      layer.build([null, inputs]);
      tf.tidy(() => layer.setWeights([uniform(inputs, units), tf.zeros([units])]));
      return layer;
    };
    this.#input = tf.tidy(() => tf.variable(uniform(items, hidden)));
    this.#inputBias = tf.tidy(() => tf.variable(tf.zeros([hidden])));
    this.#encoder = dense(hidden, variational ? 2 * factors : factors);
    this.#decoder = dense(factors, items);
    if (!itemWeights) return;
    this.#itemWeights = tf.tidy(() => tf.variable(tf.zeros([items, items])));
    this.#offDiagonal = tf.tidy(() => tf.sub(1, tf.eye(items)));
  }

  /** What an optimizer changes. */
  get variables(): Variable[] {
    const layers = [this.#encoder, this.#decoder].flatMap(
      (layer) => layer.trainableWeights.map((weight) => weight.read() as Variable), // `read` gives the variable itself
    );
    return [this.#input, this.#inputBias, ...layers, ...(this.#itemWeights ? [this.#itemWeights] : [])];
  }

  /** The scores [users, items], and the divergence KL(N(m, exp s) ‖ N(0, I)) of each user, [users] or 0. */
  forward(batch: VaeBatch, noise?: Tensor): { scores: Tensor; divergence: Tensor } {
    const { tf } = this.tensors;
    const h = tf.tanh(tf.add(this.sparseProduct(batch, this.#input), this.#inputBias)); // [users, hidden]
    const code = this.#encoder.apply(h) as Tensor; // [users, factors or twice]
    const [m, s] = this.shape.variational ? tf.split(code, 2, 1) : [code, undefined];
    const z = s && noise ? tf.add(m, tf.mul(tf.exp(tf.mul(0.5, s)), noise)) : m; // [users, factors]
    const divergence = s
      ? tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.exp(s), tf.square(m)), tf.add(s, 1)), 1))
      : tf.scalar(0);
    const scores = this.#decoder.apply(z) as Tensor; // [users, items]
    if (!this.#itemWeights || !this.#offDiagonal) return { scores, divergence };
    const B = tf.mul(this.#itemWeights, this.#offDiagonal);
    return { scores: tf.add(scores, this.sparseProduct(batch, B)), divergence };
  }

  /** −Σ_i w_ui ln softmax_i(scores) + β KL, the mean over the users of the batch. */
  loss(batch: VaeBatch, { noise, beta }: VaeStep): Tensor {
    const { tf } = this.tensors;
    const { scores, divergence } = this.forward(batch, noise);
    const surprise = this.surprise(scores, batch.targets);
    return tf.div(tf.add(tf.mul(beta, tf.sum(divergence)), surprise), batch.users);
  }

  /**
   * −Σ_ui w_ui ln π_ui with its gradient π_ui Σ_j w_uj − w_ui: of the tables of [users, items] that automatic
   * differentiation would make, this leaves out half.
   */
  private surprise(scores: Tensor, targets: Tensor): Tensor {
    const { tf } = this.tensors;
    const loss = tf.customGrad((given, save) => {
      const logs = tf.logSoftmax(given as Tensor);
      (save as (tensors: Tensor[]) => void)([logs]);
      return {
        value: tf.neg(tf.sum(tf.mul(targets, logs))),
        gradFunc: (factor: Tensor, [saved]: Tensor[]) => {
          const expected = tf.mul(tf.exp(saved), tf.sum(targets, 1, true));
          return tf.mul(factor, tf.sub(expected, targets));
        },
      };
    });
    return loss(scores);
  }

  /** x T for a table T [items, units], with its gradient xᵀ δ. */
  private sparseProduct({ pattern, values }: VaeBatch, table: Tensor): Tensor {
    const { tensors } = this;
    const product = tensors.tf.customGrad((dense) => ({
      value: sparseTimesDense(tensors, pattern, values, dense as Tensor),
      gradFunc: (delta) => sparseTimesDense(tensors, pattern, values, delta, { transposed: true }),
    }));
    return product(table);
  }

  /** What scores need, as typed arrays. */
  async weights(): Promise<VaeState> {
    const { tf } = this.tensors;
    const { items, hidden, factors } = this.shape;
    const numbers = async (make: () => Tensor) => {
      const tensor = tf.tidy(make);
      const array = (await tensor.data()) as Float32Array;
      tensor.dispose();
      return array;
    };
    const [E, e, V, c] = [...this.#encoder.getWeights(), ...this.#decoder.getWeights()];
    const [B, offDiagonal] = [this.#itemWeights, this.#offDiagonal];
    return {
      size: items,
      hidden,
      factors,
      inputWeights: await numbers(() => tf.clone(this.#input)),
      inputBias: await numbers(() => tf.clone(this.#inputBias)),
      codeWeights: await numbers(() => tf.slice(E, [0, 0], [hidden, factors])),
      codeBias: await numbers(() => tf.slice(e, [0], [factors])),
      outputWeights: await numbers(() => tf.transpose(V)),
      outputBias: await numbers(() => tf.clone(c)),
      itemWeights: B && offDiagonal ? await numbers(() => tf.mul(B, offDiagonal)) : new Float32Array(0),
    };
  }

  dispose(): void {
    this.tensors.tf.dispose(this.variables);
    this.#offDiagonal?.dispose();
  }
}
