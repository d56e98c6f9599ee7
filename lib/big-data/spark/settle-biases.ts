/**
 * Biases that suit the factors. Spark learns biases before the factors; afterwards, with the factors fixed, the best
 * b_i given all b_u is the shrunk mean of what is left of the item's ratings, and the other way round:
 *
 *     b_i = Σ_u (r_ui − μ − b_u − p_u · q_i) / (|U_i| + λ_b)
 *
 * Each step lowers the objective of `ALS`. Cost: O(ratings · factors).
 */
import type { Int32Vector } from '../../core/readonly-vector';
import type { Interactions } from '../../data/table/interactions';
import { estimateRating, type FactorState } from '../../models/shared/factor-state';

/** Rounds after which the biases hardly change. */
const ROUNDS = 2;

/** The state with its biases learned again; its factors stay. */
export function settledBiases(train: Interactions, state: FactorState, regBias: number): FactorState {
  const { userColumn, itemColumn, ratingColumn, length, mean } = train;
  const left = new Float32Array(length);
  const unbiased = { ...state, userBias: state.userBias.map(() => 0), itemBias: state.itemBias.map(() => 0) };
  for (let n = 0; n < length; n++) {
    left[n] = ratingColumn[n] - estimateRating(unbiased, mean, userColumn[n], itemColumn[n]);
  }
  let { userBias, itemBias } = state;
  const learn = (counts: Int32Array, own: Int32Vector, other: Int32Vector, bias: Float32Array) => {
    const sums = new Float64Array(counts.length);
    for (let n = 0; n < length; n++) sums[own[n]] += left[n] - bias[other[n]];
    return Float32Array.from(sums, (sum, row) => sum / (counts[row] + regBias));
  };
  const [userCounts, itemCounts] = [train.userCounts(), train.itemCounts()];
  for (let round = 0; round < ROUNDS; round++) {
    itemBias = learn(itemCounts, itemColumn, userColumn, userBias);
    userBias = learn(userCounts, userColumn, itemColumn, itemBias);
  }
  return { ...state, userBias, itemBias };
}
