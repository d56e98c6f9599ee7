/**
 * One pass over all parameters of a factorization machine, one at a time: the common part of the solvers `als` and
 * `gibbs`.
 *
 * A score is linear in any single parameter θ: score = g + h θ. With the others fixed and the errors e = target − score,
 * the squared error of all ratings is therefore known for every θ from the two sums Σ h² and Σ h e. ALS takes the best
 * θ, Gibbs sampling draws one. Then the errors are corrected, and the next parameter's turn comes.
 *
 * The sums run over all ratings with feature j; for a side sum, that is nearly all of them. But h = x_j (s − x_j v_j),
 * where s is the sum over the rating's features, and s = q + o with q from the same block and o from the others. So if for
 * each part of the block the sums of e, o, o² and o e over its ratings are known, the part's share in both sums follows
 * in a few steps, however many ratings it has. The errors of the ratings are corrected once per block and factor.
 *
 * Source: S. Rendle, "Scaling Factorization Machines to Relational Data", 2013.
 */
import type { Design, FeatureBlock } from './feature-blocks';
import { type Machine, partSums } from './machine';

/**
 * The new value of a parameter, from its old one, Σ h², and Σ h e (with the errors e at the old value).
 * @param factor −1 for w
 */
export type NewValue = (old: number, hh: number, he: number, column: number, factor: number) => number;

/** Changes all w_j. @param errors target − score of each rating, kept up to date. Cost: O(ratings · blocks + entries) */
export function linearPass(design: Design, { w }: Machine, errors: Float64Array, newValue: NewValue): void {
  for (const block of design.blocks) {
    const { partOf, counts, byColumn, first } = block;
    const { offsets, columns: parts, values } = byColumn;
    const sumE = new Float64Array(counts.length);
    const change = new Float64Array(counts.length);
    for (let row = 0; row < errors.length; row++) sumE[partOf[row]] += errors[row];
    for (let column = 0; column + 1 < offsets.length; column++) {
      const j = first + column;
      if (!design.occurs[j]) continue;
      let hh = 0;
      let he = 0;
      for (let at = offsets[column]; at < offsets[column + 1]; at++) {
        hh += values[at] * values[at] * counts[parts[at]];
        he += values[at] * sumE[parts[at]];
      }
      const value = newValue(w[j], hh, he, j, -1);
      const step = value - w[j];
      w[j] = value;
      for (let at = offsets[column]; at < offsets[column + 1]; at++) {
        const part = parts[at];
        change[part] += step * values[at];
        sumE[part] -= step * values[at] * counts[part];
      }
    }
    for (let row = 0; row < errors.length; row++) errors[row] -= change[partOf[row]];
  }
}

/** Changes all v_jf of one factor, likewise. */
export function factorPass(
  design: Design,
  { V }: Machine,
  factor: number,
  errors: Float64Array,
  newValue: NewValue,
): void {
  const v = V[factor];
  const sums = new Float64Array(errors.length); // s of each rating
  const ofBlocks = design.blocks.map((block) => partSums(block, v));
  for (const [b, { partOf }] of design.blocks.entries()) {
    for (let row = 0; row < sums.length; row++) sums[row] += ofBlocks[b][partOf[row]];
  }
  for (const [b, block] of design.blocks.entries()) {
    blockPass(design, block, ofBlocks[b], { v, sums, errors }, (old, hh, he, j) =>
      newValue(old, hh, he, j, factor),
    );
  }
}

/** @param q the sum of each part, kept up to date */
function blockPass(
  { occurs }: Design,
  { partOf, counts, byColumn, first }: FeatureBlock,
  q: Float64Array,
  {
    v,
    sums,
    errors,
  }: { readonly v: Float64Array; readonly sums: Float64Array; readonly errors: Float64Array },
  newValue: (old: number, hh: number, he: number, column: number) => number,
): void {
  const size = counts.length;
  const [sumE, sumO] = [new Float64Array(size), new Float64Array(size)];
  const [sumOO, sumOE] = [new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < errors.length; row++) {
    const part = partOf[row];
    const other = sums[row] - q[part];
    sumE[part] += errors[row];
    sumO[part] += other;
    sumOO[part] += other * other;
    sumOE[part] += other * errors[row];
  }
  // The score of a rating changes by constant + slope · o.
  const [constant, slope] = [new Float64Array(size), new Float64Array(size)];
  const { offsets, columns: parts, values } = byColumn;
  for (let column = 0; column + 1 < offsets.length; column++) {
    const j = first + column;
    if (!occurs[j]) continue;
    const old = v[j];
    let hh = 0;
    let he = 0;
    for (let at = offsets[column]; at < offsets[column + 1]; at++) {
      const part = parts[at];
      const x = values[at];
      const g = q[part] - x * old;
      hh += x * x * (counts[part] * g * g + 2 * g * sumO[part] + sumOO[part]);
      he += x * (g * sumE[part] + sumOE[part]);
    }
    const value = newValue(old, hh, he, j);
    v[j] = value;
    for (let at = offsets[column]; at < offsets[column + 1]; at++) {
      const part = parts[at];
      const x = values[at];
      const g = q[part] - x * old;
      const step = x * (value - old);
      sumE[part] -= step * (counts[part] * g + sumO[part]);
      sumOE[part] -= step * (g * sumO[part] + sumOO[part]);
      constant[part] += step * g;
      slope[part] += step;
      q[part] += step;
    }
  }
  for (let row = 0; row < errors.length; row++) {
    const part = partOf[row];
    const other = sums[row] - q[part] + slope[part]; // as before this block: q has changed by slope
    errors[row] -= constant[part] + slope[part] * other;
    sums[row] += slope[part];
  }
}
