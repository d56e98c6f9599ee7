/**
 * A regression tree: a cascade of yes/no questions "is column c above cut t?", with a number for each final answer.
 *
 * It is grown level by level. Each part of the rows is cut where that reduces the squared error most: with G the sum of
 * the targets g of a part, weighted by w, and W that of the weights,
 *
 *     value = G / (W + reg),   gain = G_left² / (W_left + reg) + G_right² / (W_right + reg) − G² / (W + reg).
 *
 * Sums per bin (a histogram) are enough to know all gains, so a level costs O(rows · columns), however many cuts there
 * are. With first and second derivatives of a loss in place of w g and w, the values are Newton steps.
 *
 * Source: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016, sections 2.2 and 3.
 */
import type { BinnedColumns } from './binned-columns';

/** A complete binary tree. The questions of node n lead to the nodes 2 n + 1 (no) and 2 n + 2 (yes). */
export interface RegressionTree {
  /** The column that each inner node asks about. Int32 [2^depth − 1]. */
  readonly columns: Int32Array;
  /** Its cut; Infinity if the node's rows aren't cut, as every answer is then no. Float64 [2^depth − 1]. */
  readonly cuts: Float64Array;
  /** The value of each final answer. Float64 [2^depth]. */
  readonly values: Float64Array;
}

export interface TreeOptions {
  /** Number of questions in a row. */
  readonly depth: number;
  /** The least weight on each side of a cut. */
  readonly minWeight: number;
  /** Pulls the values toward 0. */
  readonly reg: number;
}

/** What a tree learns from. */
export interface TreeTargets {
  readonly table: BinnedColumns;
  /** The rows to learn from. */
  readonly rows: Int32Array;
  /** w g of each row of the table. Float64 [table rows]. */
  readonly sums: Float64Array;
  /** w of each row of the table, at least 0. Float64 [table rows]. */
  readonly weights: Float64Array;
}

/** Grows a tree. Cost: O(rows · columns · depth). */
export function growTree({ table, rows, sums, weights }: TreeTargets, options: TreeOptions): RegressionTree {
  const { depth, reg } = options;
  const columns = new Int32Array(2 ** depth - 1);
  const cuts = new Float64Array(2 ** depth - 1).fill(Infinity);
  const partOf = new Int32Array(rows.length); // among the parts of the level
  for (let level = 0; level < depth; level++) {
    const best = bestCuts({ table, rows, sums, weights }, partOf, 2 ** level, options);
    for (const [part, { column, bin }] of best.entries()) {
      if (column === -1) continue;
      columns[2 ** level - 1 + part] = column;
      cuts[2 ** level - 1 + part] = table.cuts[column][bin];
    }
    for (let n = 0; n < rows.length; n++) {
      const { column, bin } = best[partOf[n]];
      const isAbove = column !== -1 && table.bins[column][rows[n]] > bin;
      partOf[n] = 2 * partOf[n] + (isAbove ? 1 : 0);
    }
  }
  const { G, W } = totals({ rows, sums, weights }, partOf, 2 ** depth);
  const values = G.map((sum, part) => (W[part] === 0 ? 0 : sum / (W[part] + reg)));
  return { columns, cuts, values };
}

/** Where a part is cut: after this bin of the column; column −1 if nowhere. */
interface Cut {
  column: number;
  bin: number;
  gain: number;
}

/** A gain below this is rounding error, relative to the score of the part. */
const ROUNDING = 1e-9;

function bestCuts(
  { table, rows, sums, weights }: TreeTargets,
  partOf: Int32Array,
  parts: number,
  { minWeight, reg }: TreeOptions,
): Cut[] {
  const { G, W } = totals({ rows, sums, weights }, partOf, parts);
  const score = (sum: number, weight: number) => sum ** 2 / (weight + reg || 1);
  const best: Cut[] = Array.from({ length: parts }, (_, part) => {
    return { column: -1, bin: 0, gain: ROUNDING * score(G[part], W[part]) };
  });
  for (const [column, { length }] of table.cuts.entries()) {
    const bins = length + 1;
    const [sumOf, weightOf] = [new Float64Array(parts * bins), new Float64Array(parts * bins)];
    const binOf = table.bins[column];
    for (let n = 0; n < rows.length; n++) {
      const at = partOf[n] * bins + binOf[rows[n]];
      sumOf[at] += sums[rows[n]];
      weightOf[at] += weights[rows[n]];
    }
    for (let part = 0; part < parts; part++) {
      let [left, leftWeight] = [0, 0];
      for (let bin = 0; bin < length; bin++) {
        left += sumOf[part * bins + bin];
        leftWeight += weightOf[part * bins + bin];
        const [right, rightWeight] = [G[part] - left, W[part] - leftWeight];
        if (leftWeight < minWeight || rightWeight < minWeight) continue;
        const gain = score(left, leftWeight) + score(right, rightWeight) - score(G[part], W[part]);
        if (gain > best[part].gain) best[part] = { column, bin, gain };
      }
    }
  }
  return best;
}

/** Σ w g and Σ w of each part. */
function totals(
  { rows, sums, weights }: Omit<TreeTargets, 'table'>,
  partOf: Int32Array,
  parts: number,
): { G: Float64Array; W: Float64Array } {
  const [G, W] = [new Float64Array(parts), new Float64Array(parts)];
  for (let n = 0; n < rows.length; n++) {
    G[partOf[n]] += sums[rows[n]];
    W[partOf[n]] += weights[rows[n]];
  }
  return { G, W };
}
