/**
 * Scores of a fitted network in plain loops, the same formula as in `pair-network.ts`. The sum in the first hidden layer is
 * that of the user plus that of the item, so the items' sums are computed once, and a user's once for all items.
 */
import { layerSizes, type NetworkShape, type NetworkWeights, widthOf } from './pair-network';

/** Scores pairs of rows; row numbers are inner indices. */
export class NetworkScores {
  /** Sums of the first layer by item, with its bias c. Float32 [items, units]. */
  readonly #itemSums: Float32Array;
  /** Those of the last asked user. */
  readonly #userSums: Float64Array;
  #user = -1;
  /** Output of each hidden layer. */
  readonly #outputs: Float64Array[];
  /** Where each later layer's weights begin. */
  readonly #starts: number[];

  constructor(
    private readonly shape: NetworkShape,
    private readonly weights: NetworkWeights,
  ) {
    const sizes = layerSizes(shape);
    const [first] = sizes;
    this.#outputs = sizes.map(({ units }) => new Float64Array(units));
    this.#starts = sizes.map((_, n) =>
      sizes.slice(0, n).reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0),
    );
    this.#userSums = new Float64Array(first.units);
    const items = weights.items.length / widthOf(shape);
    this.#itemSums = new Float32Array(items * first.units);
    const sums = new Float64Array(first.units);
    for (let item = 0; item < items; item++) {
      sums.set(weights.layers.subarray(first.inputs * first.units, (first.inputs + 1) * first.units));
      this.#addFirst(weights.items, item, shape.mlpFactors, sums);
      this.#itemSums.set(sums, item * first.units);
    }
  }

  /** b_u + b_i + h · [p ⊙ q ; φ([p' ; q'])]. Allocates nothing. */
  scoreOf(user: number, item: number): number {
    const { factors } = this.shape;
    const { users, items, layers, output } = this.weights;
    const width = widthOf(this.shape);
    const [p, q] = [user * width, item * width];
    let score = users[p + width - 1] + items[q + width - 1];
    for (let f = 0; f < factors; f++) score += output[f] * users[p + f] * items[q + f];
    const last = this.#hiddenOf(user, item, layers);
    for (let unit = 0; unit < last.length; unit++) score += output[factors + unit] * last[unit];
    return score;
  }

  /** Output of the last hidden layer. */
  #hiddenOf(user: number, item: number, layers: Float32Array): Float64Array {
    if (user !== this.#user) {
      this.#userSums.fill(0);
      this.#addFirst(this.weights.users, user, 0, this.#userSums);
      this.#user = user;
    }
    let input = this.#outputs[0];
    const at = item * input.length;
    for (let unit = 0; unit < input.length; unit++) {
      input[unit] = Math.max(0, this.#userSums[unit] + this.#itemSums[at + unit]);
    }
    for (let n = 1; n < this.#outputs.length; n++) {
      const output = this.#outputs[n];
      const units = output.length;
      let weight = this.#starts[n];
      const bias = weight + input.length * units;
      for (let unit = 0; unit < units; unit++) output[unit] = layers[bias + unit];
      for (let k = 0; k < input.length; k++) {
        const value = input[k];
        if (value === 0) weight += units;
        else for (let unit = 0; unit < units; unit++, weight++) output[unit] += value * layers[weight];
      }
      for (let unit = 0; unit < units; unit++) output[unit] = Math.max(0, output[unit]);
      input = output;
    }
    return input;
  }

  /** Adds a row's part of the first layer's sums; users are its first inputs, items those from `mlpFactors` on. */
  #addFirst(table: Float32Array, row: number, firstInput: number, sums: Float64Array): void {
    const { factors, mlpFactors } = this.shape;
    const from = row * widthOf(this.shape) + factors;
    let weight = firstInput * sums.length;
    for (let k = 0; k < mlpFactors; k++) {
      const value = table[from + k];
      for (let unit = 0; unit < sums.length; unit++, weight++)
        sums[unit] += value * this.weights.layers[weight];
    }
  }
}
