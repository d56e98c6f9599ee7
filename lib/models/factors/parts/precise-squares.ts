/**
 * Alternating least squares in 64 bits, for a penalty that is small beside the ratings. A row with fewer ratings than
 * factors is determined by its penalty alone in the directions that no rated row has, and in 32 bits, sums of products are
 * off by 6e-8 of their size. What matters is the size of λ relative to the ratings: with deviations of s instead of 1, factors
 * are √s times as large, and
 *
 *     Σ (s r − s r̂)² + λ s (‖p‖² + ‖q‖²) + λ_b s² (b_u² + b_i²) = s² (Σ (r − r̂)² + λ / s (‖p‖² + ‖q‖²) + λ_b (b_u² + b_i²)),
 *
 * so ratings from 10,000 to 50,000 with λ = 3.3 are those from 1 to 5 with λ = 0.00033. On 20,000 made-up ratings with 16
 * factors, 32 bits are off by 8e-6 of the ratings' unit at s = 100, by 0.045 at 10,000 and by 1.4 at a million, 64 bits by 2e-6.
 * Cost: as in 32 bits, without TensorFlow's parallel loops.
 */
import { OptionError } from '../../../core/errors';
import type { Interactions } from '../../../data/table/interactions';
import { cholesky, solveLower, solveUpper } from '../../../math/dense/cholesky';
import type { Tensor } from '../../../math/tensors/tensors';
import { ratingDeviation } from '../../shared/rating-deviation';
import { type SolveOptions, solveGroup } from './alternating-squares';
import type { RatingBlock } from './rating-blocks';

/** The least penalty for which 32 bits are enough, with ratings whose standard deviation is 1. */
const LEAST_PENALTY = 1 / 32;
/** The same for 64 bits. */
const LEAST_OF_ALL = 1e-10;
/** Multiplications between two calls of `breathe`, about: a few milliseconds. */
const BREATH = 1e6;

/**
 * `solveGroup`, in 64 bits if the penalties are too small for 32.
 * @throws OptionError when they are too small for 64 bits, too
 */
export function groupSolver(
  model: string,
  train: Interactions,
  { reg, regBias }: { readonly reg: number; readonly regBias: number },
): typeof solveGroup {
  const deviation = ratingDeviation(train);
  const penalty = Math.min(reg / deviation, regBias);
  if (penalty >= LEAST_PENALTY) return solveGroup;
  if (penalty >= LEAST_OF_ALL) return solveGroupPrecisely;
  throw new OptionError(
    `${model}: a reg of ${reg} and a regBias of ${regBias} are too small for ratings with a standard deviation of ` +
      `${Number(deviation.toPrecision(2))}; use larger ones, or ratings on a narrower scale, such as 1 to 5`,
  );
}

/** The same as `solveGroup`; tables stay in 32 bits, which costs little. */
export const solveGroupPrecisely: typeof solveGroup = async (
  tensors,
  side,
  group,
  other,
  { blockWith, transposed, breathe },
) => {
  const { tf } = tensors;
  const { factors, bias, penalty, prior } = side;
  const [size, width] = penalty[group].shape as [number, number];
  const left = new Float64Array(size * width ** 2); // Λ + Σ x xᵀ; only up to the diagonal
  const right = new Float64Array(size * width); // Λ · prior + Σ (r − μ − b) x
  const [added, drawnTo] = [await numbersOf(penalty[group]), prior && (await numbersOf(prior[group]))];
  for (let at = 0; at < right.length; at++) {
    left[at * width + (at % width)] = added[at];
    if (drawnTo) right[at] = added[at] * drawnTo[at];
  }
  for (let from = 0; from < other.factors.length; from++) {
    const rows = { factors: await numbersOf(other.factors[from]), bias: await numbersOf(other.bias[from]) };
    await addProducts(left, right, width, rows, { ...(await cellsOf(blockWith(from), transposed)), breathe });
  }
  const often = Math.ceil(BREATH / width ** 3);
  for (let row = 0; row < size; row++) {
    const [A, w] = [left.subarray(row * width ** 2, (row + 1) * width ** 2), right.subarray(row * width)];
    cholesky(A, width);
    solveLower(A, w, width);
    solveUpper(A, w, width);
    if (row % often === 0) await breathe();
  }
  tf.dispose([factors[group], bias[group]]);
  const solution = Float32Array.from(right);
  const last = width - 1;
  factors[group] = tf.tensor2d(
    solution.filter((_, at) => at % width < last),
    [size, last],
  );
  bias[group] = tf.tensor2d(
    solution.filter((_, at) => at % width === last),
    [size, 1],
  );
};

interface Cells {
  /** Row of the group, and of the other one, of each rating. */
  readonly own: ArrayLike<number>;
  readonly others: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
}

async function cellsOf({ pattern, ratings }: RatingBlock, transposed: boolean): Promise<Cells> {
  const cells = await numbersOf(pattern.cells);
  const column = (at: number) => Int32Array.from({ length: pattern.size }, (_, cell) => cells[2 * cell + at]);
  const [users, items] = [column(0), column(1)];
  return {
    own: transposed ? items : users,
    others: transposed ? users : items,
    ratings: await numbersOf(ratings),
  };
}

/** Adds x xᵀ and (r − μ − b) x of each rating, x = [q, 1], to the system of its row. */
async function addProducts(
  left: Float64Array,
  right: Float64Array,
  width: number,
  rows: { readonly factors: ArrayLike<number>; readonly bias: ArrayLike<number> },
  { own, others, ratings, breathe }: Cells & Pick<SolveOptions, 'breathe'>,
): Promise<void> {
  const x = new Float64Array(width).fill(1);
  const often = Math.ceil(BREATH / width ** 2);
  for (let cell = 0; cell < own.length; cell++) {
    const other = others[cell];
    for (let f = 0; f < width - 1; f++) x[f] = rows.factors[other * (width - 1) + f];
    const error = ratings[cell] - rows.bias[other];
    for (let f = 0, at = own[cell] * width; f < width; f++, at++) {
      right[at] += error * x[f];
      for (let g = 0; g <= f; g++) left[at * width + g] += x[f] * x[g];
    }
    if (cell % often === 0) await breathe();
  }
}

async function numbersOf(tensor: Tensor): Promise<ArrayLike<number>> {
  return (await tensor.data()) as ArrayLike<number>;
}
