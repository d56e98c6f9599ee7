/** NMF as Surprise 1.1.5 does it (`matrix_factorization.pyx`, unbiased), in 64 bits and plain loops. */
import type { Interactions } from '../../../lib/data/table/interactions';

/** Changes the tables, [users, factors] and [items, factors] in row-major order, in place. */
export function nmfOracle(
  train: Interactions,
  { p, q, factors }: { readonly p: Float64Array; readonly q: Float64Array; readonly factors: number },
  {
    epochs,
    regUser,
    regItem,
  }: { readonly epochs: number; readonly regUser: number; readonly regItem: number },
): void {
  const [userCounts, itemCounts] = [train.userCounts(), train.itemCounts()];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const [userNum, userDenom] = [new Float64Array(p.length), new Float64Array(p.length)];
    const [itemNum, itemDenom] = [new Float64Array(q.length), new Float64Array(q.length)];
    for (let row = 0; row < train.length; row++) {
      const u = train.userColumn[row] * factors;
      const i = train.itemColumn[row] * factors;
      const r = train.ratingColumn[row];
      let estimate = 0;
      for (let f = 0; f < factors; f++) estimate += q[i + f] * p[u + f];
      for (let f = 0; f < factors; f++) {
        userNum[u + f] += q[i + f] * r;
        userDenom[u + f] += q[i + f] * estimate;
        itemNum[i + f] += p[u + f] * r;
        itemDenom[i + f] += p[u + f] * estimate;
      }
    }
    multiply(p, userNum, userDenom, userCounts, regUser, factors);
    multiply(q, itemNum, itemDenom, itemCounts, regItem, factors);
  }
}

function multiply(
  table: Float64Array,
  num: Float64Array,
  denom: Float64Array,
  counts: Int32Array,
  reg: number,
  factors: number,
): void {
  for (let n = 0; n < table.length; n++) {
    if (table[n] === 0) continue;
    table[n] *= num[n] / (denom[n] + counts[Math.floor(n / factors)] * reg * table[n]);
  }
}
