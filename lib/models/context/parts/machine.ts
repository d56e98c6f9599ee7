/**
 * The parameters of a factorization machine, and its scores:
 *
 *     score(x) = w_0 + Σ_j w_j x_j + Σ_{j<l} (v_j · v_l) x_j x_l.
 *
 * The pairs aren't visited one by one. With s_f = Σ_j v_jf x_j, the last sum is ½ Σ_f (s_f² − Σ_j v_jf² x_j²), which
 * takes one look at each nonzero x_j per factor.
 *
 * Source: S. Rendle, "Factorization Machines", 2010.
 */
import { normalsInTurns } from '../../../math/random/draw-in-turns';
import type { RandomState } from '../../../math/random/random-state';
import type { Design, FeatureBlock } from './feature-blocks';

/** The parameters, changed in place by the solvers. */
export interface Machine {
  readonly factors: number;
  /** The global bias. */
  w0: number;
  /** w. Float64 [columns]. */
  readonly w: Float64Array;
  /** V, one array per factor: v_jf is `V[f][j]`. [factors][columns]. */
  readonly V: readonly Float64Array[];
}

/**
 * Everything 0 but v_jf ~ N(0, initStdDev²) in the columns that occur. `breathe` is called and awaited every few
 * milliseconds.
 */
export async function newMachine(
  { columns, occurs }: Design,
  factors: number,
  { random, initStdDev }: { readonly random: RandomState; readonly initStdDev: number },
  breathe: () => Promise<void>,
): Promise<Machine> {
  const V: Float64Array[] = [];
  for (let factor = 0; factor < factors; factor++) {
    const v = await normalsInTurns(random, { length: columns, standardDeviation: initStdDev }, breathe);
    for (let column = 0; column < columns; column++) if (!occurs[column]) v[column] = 0;
    V.push(v);
  }
  return { factors, w0: 0, w: new Float64Array(columns), V };
}

/** Σ_j x_j θ_j of each part of a block, for parameters θ of all columns. Float64 [parts]. */
export function partSums({ byPart, first }: FeatureBlock, theta: Float64Array): Float64Array {
  const { offsets, columns, values } = byPart;
  const sums = new Float64Array(offsets.length - 1);
  for (let part = 0; part < sums.length; part++) {
    let sum = 0;
    for (let at = offsets[part]; at < offsets[part + 1]; at++) sum += values[at] * theta[first + columns[at]];
    sums[part] = sum;
  }
  return sums;
}

/** Σ_j x_j² θ_j² of each part of a block. Float64 [parts]. */
export function partSquares({ byPart, first }: FeatureBlock, theta: Float64Array): Float64Array {
  const { offsets, columns, values } = byPart;
  const sums = new Float64Array(offsets.length - 1);
  for (let part = 0; part < sums.length; part++) {
    let sum = 0;
    for (let at = offsets[part]; at < offsets[part + 1]; at++)
      sum += (values[at] * theta[first + columns[at]]) ** 2;
    sums[part] = sum;
  }
  return sums;
}

/** The score of each rating. Float64 [ratings]. Cost: O((ratings · blocks + entries) · factors). */
export function scoresOf(design: Design, { w0, w, V }: Machine): Float64Array {
  const { blocks, targets } = design;
  const scores = new Float64Array(targets.length).fill(w0);
  for (const block of blocks) {
    const linear = partSums(block, w);
    for (let row = 0; row < scores.length; row++) scores[row] += linear[block.partOf[row]];
  }
  for (const v of V) {
    const sums = blocks.map((block) => partSums(block, v));
    const squares = blocks.map((block) => partSquares(block, v));
    for (let row = 0; row < scores.length; row++) {
      let s = 0;
      let square = 0;
      for (let b = 0; b < blocks.length; b++) {
        const part = blocks[b].partOf[row];
        s += sums[b][part];
        square += squares[b][part];
      }
      scores[row] += (s * s - square) / 2;
    }
  }
  return scores;
}
