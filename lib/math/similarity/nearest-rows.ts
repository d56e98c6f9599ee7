/**
 * The most similar rows of each row of a sparse matrix by their dot products: the k largest, found in WebAssembly on all
 * cores (`lib/math/wasm/assembly/nearest-rows.ts`). Of equal products, those of the first rows.
 */
import type { Allocation } from '../../core/check-memory';
import { OptionError } from '../../core/errors';
import { type CompressedRows, transposed } from '../sparse/compressed-rows';
import { BINARY } from '../wasm/nearest-rows-wasm';
import { ThreadTeam, teamSize } from '../wasm/thread-team';
import { tableBytes, type WasmTable, type WasmTables } from '../wasm/wasm-tables';
import { type WasmModule, wasmModule } from '../wasm/web-assembly';

/** Multiplications of a piece, about two milliseconds, unless it is a single row. */
const PIECE_COST = 250_000;
/** Rows of a piece, at most: there is room for k results of each, however few it has. */
const PIECE_ROWS = 1000;
/** Multiplications from which helping threads pay for their start: some 50 ms on one thread. */
const WORTH_HELP = 5e6;
/** What 32 bits can number. */
const MOST_RESULTS = 2 ** 31 - 1;
/** Parts of the rows, after each of which threads wait for one another and results are copied. */
const MOST_PARTS = 50;
/** Pieces of a part, at least, so that threads don't wait long. */
const PART_PIECES = 20;

/** `what` and `advice` are for the message if it takes too much memory. */
export interface NearestRowsOptions extends Omit<Allocation, 'bytes'> {
  /** k; at least 1. */
  readonly kept: number;
  /** Called and awaited every few milliseconds. */
  readonly breathe: () => Promise<void>;
  /** Called and awaited after each of `parts` parts. */
  readonly partDone: (parts: number) => Promise<void>;
}

/** For each row the other rows that are near, ascending. */
export interface NearestRows {
  /** Those of row r are at `offsets[r]` to `offsets[r + 1] - 1`. Int32 [rows + 1]. */
  readonly offsets: Int32Array;
  /** Int32. */
  readonly rows: Int32Array;
  /** Their dot products with row r; never 0. Float32. */
  readonly products: Float32Array;
}

/**
 * Products are summed in 64 bits, in the order of the columns. Cost: time O(Σ over columns of entries²); memory 36 bytes an
 * entry beside the matrix itself, up to 8 for each of the rows · k results, and 12 a row for each thread.
 *
 * @param byColumn the transposed matrix: row c has the rows of the matrix that have column c
 * @throws OptionError when the matrix is larger than what WebAssembly can address, or for 2³¹ results and more
 */
export async function nearestRows(
  byColumn: CompressedRows<Float64Array>,
  { what, advice, kept, breathe, partDone }: NearestRowsOptions,
): Promise<NearestRows> {
  const rowCount = byColumn.columnCount;
  if (rowCount * kept > MOST_RESULTS) {
    throw new OptionError(`${what}: at most ${MOST_RESULTS} can be found, got ${rowCount * kept}; ${advice}`);
  }
  const byRow = transposed(byColumn);
  const { bounds, cost } = piecesOf(byRow, byColumn);
  const pieces = bounds.length - 1;
  const parts = Math.min(MOST_PARTS, Math.ceil(pieces / PART_PIECES));
  const partStart = (part: number) => Math.floor((pieces * part) / parts);
  const partRows = Array.from({ length: parts }, (_, n) => bounds[partStart(n + 1)] - bounds[partStart(n)]);
  const most = Math.max(0, ...partRows);
  const threads = cost < WORTH_HELP ? 1 : teamSize();
  const scratch = tableBytes(2 * (rowCount + kept) + kept + rowCount + 1);
  const ofMatrix = ({ offsets, values }: CompressedRows<Float64Array>) =>
    tableBytes(offsets.length) + tableBytes(values.length) + tableBytes(2 * values.length);
  const bytes =
    ofMatrix(byRow) +
    ofMatrix(byColumn) +
    tableBytes(bounds.length) +
    tableBytes(most) +
    2 * tableBytes(most * kept) +
    threads * scratch;
  const team = new ThreadTeam({ module: compiled(), threads, what, bytes, advice });
  try {
    const { tables } = team;
    const matrix = [...addressesOf(byRow, tables), ...addressesOf(byColumn, tables)];
    const boundTable = tables.ints(bounds.length);
    boundTable.values.set(bounds);
    const counts = tables.ints(most);
    const [found, products] = [tables.ints(most * kept), tables.floats(most * kept)];
    const threadTable = tables.ints((threads * scratch) / 4);
    const results = new Results(rowCount, kept);
    for (let part = 0; part < parts; part++) {
      const [from, to] = [partStart(part), partStart(part + 1)];
      const args = [
        ...[boundTable.address + 4 * from, bounds[from], rowCount, ...matrix, kept],
        ...[counts.address, found.address, products.address, threadTable.address, scratch],
      ];
      await team.run('nearestRows', to - from, args, breathe);
      results.add(partRows[part], counts.values, found.values, products.values);
      await partDone(parts);
    }
    return results.all();
  } finally {
    team.close();
  }
}

/** Results part by part. */
class Results {
  readonly #offsets: Int32Array;
  readonly #rows: Int32Array;
  readonly #products: Float32Array;
  #row = 0;

  constructor(
    rowCount: number,
    private readonly kept: number,
  ) {
    this.#offsets = new Int32Array(rowCount + 1);
    this.#rows = new Int32Array(rowCount * kept);
    this.#products = new Float32Array(rowCount * kept);
  }

  /** The first `counts[n]` of the `kept` places of each of `count` rows. */
  add(count: number, counts: Int32Array, found: Int32Array, products: Float32Array): void {
    for (let n = 0; n < count; n++) {
      const [from, to] = [n * this.kept, n * this.kept + counts[n]];
      const place = this.#offsets[this.#row];
      this.#rows.set(found.subarray(from, to), place);
      this.#products.set(products.subarray(from, to), place);
      this.#offsets[++this.#row] = place + counts[n];
    }
  }

  all(): NearestRows {
    const size = this.#offsets[this.#row];
    const whole = size === this.#rows.length;
    return {
      offsets: this.#offsets,
      rows: whole ? this.#rows : this.#rows.slice(0, size),
      products: whole ? this.#products : this.#products.slice(0, size),
    };
  }
}

/** Rows in pieces of about the same cost: piece p has the rows `bounds[p]` to `bounds[p + 1] - 1`; and the cost of all. */
function piecesOf(byRow: CompressedRows<Float64Array>, byColumn: CompressedRows<Float64Array>) {
  const rowCount = byRow.offsets.length - 1;
  const bounds = [0];
  let [cost, ofPiece] = [0, 0];
  for (let row = 0; row < rowCount; row++) {
    for (let entry = byRow.offsets[row]; entry < byRow.offsets[row + 1]; entry++) {
      const column = byRow.columns[entry];
      ofPiece += byColumn.offsets[column + 1] - byColumn.offsets[column];
    }
    const isSmall = ofPiece < PIECE_COST && row + 1 - bounds[bounds.length - 1] < PIECE_ROWS;
    if (isSmall && row + 1 < rowCount) continue;
    bounds.push(row + 1);
    cost += ofPiece;
    ofPiece = 0;
  }
  return { bounds: Int32Array.from(bounds), cost };
}

/** Where a matrix is that has been copied to the memory of threads. */
function addressesOf(matrix: CompressedRows<Float64Array>, tables: WasmTables): number[] {
  const offsets = tables.ints(matrix.offsets.length);
  const columns = tables.ints(matrix.columns.length);
  const values: WasmTable<Float64Array> = tables.doubles(matrix.values.length);
  for (let at = 0; at < matrix.offsets.length; at++) offsets.values[at] = matrix.offsets[at];
  for (let at = 0; at < matrix.columns.length; at++) columns.values[at] = matrix.columns[at];
  values.values.set(matrix.values);
  return [offsets.address, columns.address, values.address];
}

let nearest: WasmModule | undefined;

/** Once per process. */
function compiled(): WasmModule {
  nearest ??= wasmModule(BINARY);
  return nearest;
}
