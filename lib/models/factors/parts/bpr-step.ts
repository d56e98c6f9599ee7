/** One step of BPR, used by fits and updates; for the formulas, see `bpr.ts`. */

/** The parameters that a step updates. */
export interface BPRTables {
  readonly factors: number;
  /** P and Q: [users, factors] and [items, factors] in row-major order. */
  readonly users: Float64Array | Float32Array;
  readonly items: Float64Array | Float32Array;
  /** b_i, of length items. */
  readonly bias: Float64Array | Float32Array;
}

/** One update for one triple (u, i, j) of weight w, in place. */
export function ascend(
  { factors, users, items, bias }: BPRTables,
  [user, liked, other]: readonly [user: number, liked: number, other: number],
  weight: number,
  { learningRate, reg }: { readonly learningRate: number; readonly reg: number },
): void {
  const [u, i, j] = [user * factors, liked * factors, other * factors];
  let difference = bias[liked] - bias[other];
  for (let f = 0; f < factors; f++) difference += users[u + f] * (items[i + f] - items[j + f]);
  const pull = weight / (1 + Math.exp(difference));
  for (let f = 0; f < factors; f++) {
    const p = users[u + f];
    const qi = items[i + f];
    const qj = items[j + f];
    users[u + f] += learningRate * (pull * (qi - qj) - reg * p);
    items[i + f] += learningRate * (pull * p - reg * qi);
    items[j + f] += learningRate * (-pull * p - reg * qj);
  }
  bias[liked] += learningRate * (pull - reg * bias[liked]);
  bias[other] += learningRate * (-pull - reg * bias[other]);
}
