/** How good the networks of GMF, MLP, and NeuMF are on held-out examples: nDCG@10 of lists, or RMSE of ratings. */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import type { Tensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import type { Validation } from '../../../recommender/model';
import type { Embedding } from './embedding';
import { heldOutNdcg } from './hold-out';
import type { Examples } from './pair-examples';
import { type PairNetwork, usersABlock } from './pair-network';

/** Pairs per block of validation; with 32 numbers for each, 8 MB. */
const PAIRS_A_BLOCK = 65_536;

/** A network in training. */
export interface NetworkInTraining {
  readonly network: PairNetwork;
  readonly users: Embedding;
  readonly items: Embedding;
}

/** @param rated the items that can't be on a user's list. [users, items] */
export async function heldOutNdcgOf(
  { tf }: Tensors,
  { network, users, items }: NetworkInTraining,
  { rated, held }: { readonly rated: CompressedRows; readonly held: Examples },
  run: FitRun,
): Promise<Validation> {
  const { width } = items;
  const userRows = { values: users.values(), width };
  const itemRows = tf.tensor2d(items.values(), [rated.columnCount, width]);
  const size = usersABlock(network.shape, rated.columnCount);
  const scoresOf = async (asked: Int32Array) => {
    const numbers = new Float32Array(asked.length * rated.columnCount);
    for (let from = 0; from < asked.length; from += size) {
      if (from > 0) await run.breathe();
      const block = asked.subarray(from, from + size);
      const scores = tf.tidy(() =>
        network.grid(tf.tensor2d(rowsAt(userRows, block), [block.length, width]), itemRows),
      );
      numbers.set(await scores.data(), from * rated.columnCount);
      scores.dispose();
    }
    return numbers;
  };
  const value = await heldOutNdcg(held, rated, scoresOf, run);
  itemRows.dispose();
  return { metric: 'nDCG@10', value };
}

export async function heldOutRmseOf(
  { tf }: Tensors,
  { network, users, items }: NetworkInTraining,
  held: Examples,
  run: FitRun,
): Promise<Validation> {
  const tables = [users, items].map((table) => ({ values: table.values(), width: table.width }));
  let squares = 0;
  for (let from = 0; from < held.users.length; from += PAIRS_A_BLOCK) {
    const [p, q] = tables.map((table, side) => {
      const indices = (side === 0 ? held.users : held.items).subarray(from, from + PAIRS_A_BLOCK);
      return { rows: rowsAt(table, indices), size: [indices.length, table.width] as [number, number] };
    });
    const errors = tf.tidy(() =>
      tf.sub(
        network.pairs(tf.tensor2d(p.rows, p.size), tf.tensor2d(q.rows, q.size)),
        held.values.subarray(from, from + PAIRS_A_BLOCK),
      ),
    );
    for (const error of await errors.data()) squares += error * error;
    errors.dispose();
    await run.breathe();
  }
  return { metric: 'RMSE', value: Math.sqrt(squares / held.users.length) };
}

interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

function rowsAt({ values, width }: Rows, indices: Int32Array): Float32Array {
  const rows = new Float32Array(indices.length * width);
  for (const [n, row] of indices.entries())
    rows.set(values.subarray(row * width, (row + 1) * width), n * width);
  return rows;
}
