/**
 * The two tables of ImplicitALS and their likes in memory that threads share, and the halves of an epoch as loops in
 * WebAssembly (`lib/math/wasm/assembly/factor-rows.ts`).
 */
import { LabError } from '../../../core/errors';
import type { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { BINARY } from '../../../math/wasm/factor-rows-wasm';
import { ThreadTeam, teamSize } from '../../../math/wasm/thread-team';
import { tableBytes, type WasmTable } from '../../../math/wasm/wasm-tables';
import { type WasmModule, wasmModule } from '../../../math/wasm/web-assembly';
import { factorsOf, type TrainCounts } from '../../shared/factor-memory';
import { FactorTable } from './factor-table';

/** Both as in `assembly/factor-rows.ts`. */
const PIECE = 16;
const BLOCK = 4;
/** Rows of a piece of QᵀQ, unless there would be more pieces than this. */
const GRAM_ROWS = 256;
const MOST_GRAMS = 32;
/** Multiplications from which helping threads pay for their start: a fit of some 60 ms on one thread. */
const WORTH_HELP = 1e9;

/** Users (or items): a row of factors each, and the likes that determine it. */
export interface RowTable {
  readonly rows: number;
  readonly factors: FactorTable;
  readonly offsets: WasmTable<Int32Array>;
  readonly columns: WasmTable<Int32Array>;
  /** α w of each like; 0 in the places that fill a row up to a multiple of 4. */
  readonly weights: WasmTable<Float32Array>;
  /** The penalty of all rows, and by how much each row's own is larger. */
  readonly penalty: number;
  readonly ridges: WasmTable<Float32Array>;
}

export interface ImplicitRowsOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly reg: number;
  readonly regExponent: number;
  readonly alpha: number;
  readonly solverSteps: number;
}

/** Compiled loops, and the JavaScript engine of each thread besides the first. */
const LOOP_BYTES = 12e6;
const THREAD_BYTES = 1e7;

/** Approximate memory of a fit in bytes; see `ImplicitALS.fitBytes`. */
export function implicitBytes(train: TrainCounts, positives: number, factors: number): number {
  // As item and weight by user and by item, in both shared tables, and as a user, until the garbage collector comes.
  const perPositive = 2 * 8 + 16 + 4;
  // In the shared tables, and as a result.
  const perFactor = 4 + 4;
  const rows = train.userCount + train.itemCount;
  const common = LOOP_BYTES + (teamSize() - 1) * THREAD_BYTES + 4 * (4 + MOST_GRAMS) * widthOf(factors) ** 2;
  return perPositive * positives + (16 + perFactor * factors) * rows + common;
}

/** Memory of the shared tables in bytes, exactly. */
function sharedBytes(
  byUser: CompressedRows,
  byItem: CompressedRows,
  factors: number,
  threads: number,
): number {
  const width = widthOf(factors);
  const sideOf = (matrix: CompressedRows) => {
    const rows = rowCount(matrix);
    return FactorTable.bytes(rows, width) + 2 * tableBytes(rows + 1) + 2 * tableBytes(placesOf(matrix));
  };
  const common = (4 + MOST_GRAMS) * tableBytes(width ** 2) + tableBytes(threads * scratchOf(width));
  return sideOf(byUser) + sideOf(byItem) + common;
}

export class ImplicitRows {
  readonly users: RowTable;
  readonly items: RowTable;
  readonly #team: ThreadTeam;
  readonly #options: ImplicitRowsOptions;
  readonly #width: number;
  readonly #gram: WasmTable<Float32Array>;
  readonly #inverse: WasmTable<Float32Array>;
  readonly #sums: WasmTable<Float32Array>;
  /** For the matrix while it is inverted. */
  readonly #work: WasmTable<Float64Array>;
  readonly #scratch: WasmTable<Float32Array>;

  /** All factors are 0 at first. @throws OptionError when the tables are larger than WebAssembly's addresses reach */
  constructor(byUser: CompressedRows, byItem: CompressedRows, options: ImplicitRowsOptions) {
    const { factors } = options;
    this.#options = options;
    this.#width = widthOf(factors);
    const threads = workOf(byUser, byItem, options) < WORTH_HELP ? 1 : teamSize();
    const bytes = sharedBytes(byUser, byItem, factors, threads);
    this.#team = new ThreadTeam({
      what: factorsOf('ImplicitALS', factors, { userCount: rowCount(byUser), itemCount: rowCount(byItem) }),
      advice: 'use fewer factors, or `npm run spark -- train --implicit`',
      ...{ module: compiled(), bytes, threads },
    });
    this.users = this.#tableOf(byUser);
    this.items = this.#tableOf(byItem);
    const { tables } = this.#team;
    this.#gram = tables.floats(this.#width ** 2);
    this.#inverse = tables.floats(this.#width ** 2);
    this.#sums = tables.floats(MOST_GRAMS * this.#width ** 2);
    this.#work = tables.doubles(this.#width ** 2);
    this.#scratch = tables.floats(threads * scratchOf(this.#width));
  }

  #tableOf(matrix: CompressedRows): RowTable {
    const rows = rowCount(matrix);
    const places = placesOf(matrix);
    const penalties = this.#penaltiesOf(matrix);
    const { tables } = this.#team;
    const table = {
      rows,
      penalty: meanOf(penalties.filter((penalty) => penalty > 0)),
      ridges: tables.floats(rows + 1),
      factors: new FactorTable(tables, rows, this.#options.factors, this.#width),
      offsets: tables.ints(rows + 1),
      columns: tables.ints(places),
      weights: tables.floats(places),
    };
    for (let row = 0; row < rows; row++) {
      if (penalties[row] > 0) table.ridges.values[row] = penalties[row] - table.penalty;
    }
    const [offsets, columns, weights] = [table.offsets.values, table.columns.values, table.weights.values];
    let to = 0;
    for (let row = 0; row < rows; row++) {
      offsets[row] = to;
      for (let at = matrix.offsets[row]; at < matrix.offsets[row + 1]; at++, to++) {
        columns[to] = matrix.columns[at];
        weights[to] = this.#options.alpha * matrix.values[at];
      }
      to = fourfold(to);
    }
    offsets[rows] = to;
    return table;
  }

  /** λ n^ν of each row; 0 for rows without likes. */
  #penaltiesOf({ offsets }: CompressedRows): Float64Array {
    const { reg, regExponent } = this.#options;
    return Float64Array.from({ length: offsets.length - 1 }, (_, row) => {
      const likes = offsets[row + 1] - offsets[row];
      return likes > 0 ? reg * likes ** regExponent : 0;
    });
  }

  /** Draws the factors of the rows that have likes; the others stay 0, but numbers are drawn for them, too. */
  async start(
    { rows, factors, offsets }: RowTable,
    random: RandomState,
    standardDeviation: number,
    breathe: () => Promise<void>,
  ): Promise<void> {
    await factors.draw(random, { standardDeviation }, breathe);
    for (let row = 0; row < rows; row++) {
      if (offsets.values[row] === offsets.values[row + 1]) factors.clear(row);
    }
  }

  /** Improves all rows of `own`, with `other` fixed. */
  async solve(own: RowTable, other: RowTable, breathe: () => Promise<void>): Promise<void> {
    await this.#prepare(other, own.penalty, breathe);
    const args = [
      ...[own.factors.addressOf(0), own.rows, other.factors.addressOf(0)],
      ...[own.offsets.address, own.columns.address, own.weights.address, own.ridges.address],
      ...[this.#gram.address, this.#inverse.address, this.#width, this.#scratch.address],
      this.#options.solverSteps,
    ];
    await this.#team.run('solveRows', Math.ceil(own.rows / PIECE), args, breathe);
  }

  /** QᵀQ + λ I and its inverse. Sums of pieces, added up in order, are the same whatever thread made which. */
  async #prepare({ rows, factors }: RowTable, penalty: number, breathe: () => Promise<void>): Promise<void> {
    const width = this.#width;
    const sums = this.#sums;
    const pieceRows = Math.max(GRAM_ROWS, Math.ceil(rows / MOST_GRAMS));
    const pieces = Math.ceil(rows / pieceRows);
    sums.values.fill(0, 0, pieces * width ** 2);
    await this.#team.run(
      'sumOuter',
      pieces,
      [factors.addressOf(0), rows, pieceRows, width, sums.address],
      breathe,
    );
    const [work, gram, inverse] = [this.#work.address, this.#gram.address, this.#inverse.address];
    if (this.#team.call('invertGram', sums.address, pieces, width, penalty, work, gram, inverse) === 0) {
      throw new LabError('SINGULAR', 'ImplicitALS: QᵀQ + λ I is not positive definite');
    }
  }

  /** A copy of the factors, [rows, factors], with `nothing` for rows without likes. */
  factorsOf({ rows, factors, offsets }: RowTable, nothing: number): Float32Array {
    const { factors: width } = this.#options;
    const table = factors.values();
    for (let row = 0; row < rows; row++) {
      if (offsets.values[row] === offsets.values[row + 1]) {
        table.fill(nothing, row * width, (row + 1) * width);
      }
    }
    return table;
  }

  /** Ends the helping threads. */
  close(): void {
    this.#team.close();
  }
}

let factorRows: WasmModule | undefined;

/** Once per process. */
function compiled(): WasmModule {
  factorRows ??= wasmModule(BINARY);
  return factorRows;
}

/** Multiplications of the fit, about. */
function workOf(byUser: CompressedRows, byItem: CompressedRows, options: ImplicitRowsOptions): number {
  const { factors, epochs, solverSteps } = options;
  const rows = rowCount(byUser) + rowCount(byItem);
  return epochs * (1 + solverSteps) * factors * (4 * byUser.columns.length + rows * factors);
}

/** Floats that a thread needs; see `solveRows`. */
function scratchOf(width: number): number {
  return 4 * BLOCK * width + BLOCK;
}

function placesOf(matrix: CompressedRows): number {
  let places = 0;
  for (let row = 0; row < rowCount(matrix); row++) {
    places += fourfold(matrix.offsets[row + 1] - matrix.offsets[row]);
  }
  return places;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rowCount({ offsets }: CompressedRows): number {
  return offsets.length - 1;
}

function widthOf(factors: number): number {
  return Math.ceil(factors / 8) * 8;
}

function fourfold(n: number): number {
  return Math.ceil(n / 4) * 4;
}
