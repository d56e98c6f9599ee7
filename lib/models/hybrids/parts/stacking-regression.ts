/** The regressions of a stacked hybrid: ridge, and boosted trees on what it leaves over. */
import { luSolve } from '../../../math/dense/lu-solve';
import { type BoostedTrees, boostedScore, boostedTrees } from '../../../math/trees/boosted-trees';
import { fillTerms, inputWidth, termCount, Z } from './stacking-inputs';

/** What has been learned. */
export type StackingWeights = {
  /**
   * g, then w_m and h_m of each member, each as [1, log of user, log of item, new]; then the weights of the moods.
   * Float64 [terms].
   */
  readonly weights: Float64Array;
  /** See `BoostedTrees`; empty without trees. */
  readonly treeColumns: Int32Array;
  readonly treeCuts: Float64Array;
  readonly treeValues: Float64Array;
};

/** Small trees, which learn slowly; chosen on part of a train set. */
const TREES = { depth: 4, learningRate: 0.05, minRows: 50 };

/** The length of each array. */
export function weightShapes(terms: number, trees: number) {
  const [inner, leaves] = [2 ** TREES.depth - 1, 2 ** TREES.depth];
  return { weights: terms, treeColumns: trees * inner, treeCuts: trees * inner, treeValues: trees * leaves };
}

/** The trees, if there are any. */
export function treesOf({ treeColumns, treeCuts, treeValues }: StackingWeights): BoostedTrees | undefined {
  if (treeValues.length === 0) return undefined;
  return { start: 0, columns: treeColumns, cuts: treeCuts, values: treeValues };
}

/** Collects out-of-fold predictions, and learns the regressions from them. */
export class StackingLearner {
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  /** The starting point, the mean of the members: w_m = 1 / members, everything else 0. */
  readonly #start: Float64Array;
  readonly #terms: Float64Array;
  /** Inputs and target of each row, for the trees. */
  readonly #inputs: Float64Array;
  readonly #targets: Float64Array;
  #rows = 0;

  /** @param kept the number of rows to keep for trees; 0 for none */
  constructor(
    readonly members: number,
    hasMoods: boolean,
    kept: number,
  ) {
    const terms = termCount(members, hasMoods);
    this.#left = new Float64Array(terms * terms);
    this.#right = new Float64Array(terms);
    this.#start = new Float64Array(terms);
    for (let m = 0; m < members; m++) this.#start[(m + 1) * Z] = 1 / members;
    this.#terms = new Float64Array(terms);
    this.#inputs = new Float64Array(kept * inputWidth(members, hasMoods));
    this.#targets = new Float64Array(kept);
  }

  /** @param inputs see `fillInputs` @param target how far the rating is above the mean */
  add(inputs: Float64Array, target: number): void {
    const terms = this.#terms;
    const width = terms.length;
    fillTerms(terms, inputs, this.members);
    const rest = target - dot(this.#start, terms);
    for (let a = 0; a < width; a++) {
      this.#right[a] += terms[a] * rest;
      for (let b = 0; b < width; b++) this.#left[a * width + b] += terms[a] * terms[b];
    }
    if (this.#targets.length === 0) return;
    this.#inputs.set(inputs, this.#rows * inputs.length);
    this.#targets[this.#rows++] = target;
  }

  /** @param reg weight of the penalty, which pulls toward the mean of the members */
  learn({ reg, trees, seed }: { reg: number; trees: number; seed: number }): StackingWeights {
    const width = this.#right.length;
    const left = this.#left.slice();
    for (let a = 0; a < width; a++) left[a * width + a] += reg;
    const change = luSolve(left, this.#right, { batch: 1, n: width, k: 1 });
    const weights = this.#start.map((weight, a) => weight + change[a]);
    if (trees > 0 && this.#rows > 0) return this.#withTrees(weights, { trees, seed });
    const { treeColumns, treeCuts, treeValues } = weightShapes(width, trees);
    return {
      weights,
      treeColumns: new Int32Array(treeColumns),
      treeCuts: new Float64Array(treeCuts),
      treeValues: new Float64Array(treeValues),
    };
  }

  #withTrees(weights: Float64Array, options: { trees: number; seed: number }): StackingWeights {
    const columns = this.#inputs.length / this.#targets.length;
    const x = this.#inputs.subarray(0, this.#rows * columns);
    const rest = Float64Array.from({ length: this.#rows }, (_, row) => {
      fillTerms(this.#terms, x.subarray(row * columns, (row + 1) * columns), this.members);
      return this.#targets[row] - dot(weights, this.#terms);
    });
    const fitted = boostedTrees({ x, columns, y: rest }, { ...TREES, ...options });
    weights[0] += fitted.start; // g_0 is added to every score, too
    return { weights, treeColumns: fitted.columns, treeCuts: fitted.cuts, treeValues: fitted.values };
  }
}

/** The score above the mean. */
export function stackingScore(
  weights: Float64Array,
  trees: BoostedTrees | undefined,
  terms: Float64Array,
  inputs: Float64Array,
): number {
  return dot(weights, terms) + (trees ? boostedScore(trees, inputs) : 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}
