/**
 * SVD's factors, biases, and ratings in the memory of WebAssembly, and an epoch as a loop there
 * (`lib/math/wasm/assembly/factor-descent.ts`).
 */
import type { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';
import { BINARY } from '../../../math/wasm/factor-descent-wasm';
import { tableBytes, type WasmTable, WasmTables } from '../../../math/wasm/wasm-tables';
import { checkAddresses, PAGE, type WasmModule, wasm, wasmModule } from '../../../math/wasm/web-assembly';
import { factorsOf, type TrainCounts } from '../../shared/factor-memory';
import type { FactorState } from '../../shared/factor-state';
import { FactorTable } from './factor-table';

/** Compiled code, and what the JavaScript engine needs meanwhile. */
const LOOP_BYTES = 11e6;
/** Multiplications between two calls of `breathe`, about: a few milliseconds. */
const BREATH = 1e7;

export interface FactorDescentOptions {
  readonly factors: number;
  readonly biased: boolean;
  readonly learningRate: number;
  readonly reg: number;
  readonly initMean: number;
  readonly initStdDev: number;
  readonly seed: number;
}

/** Users, or items. */
interface RowTable {
  readonly factors: FactorTable;
  readonly biases: WasmTable<Float32Array>;
}

/** See `assembly/factor-descent.ts`. */
type Descend = (
  ...args: [
    ...[p: number, userBias: number, Q: number, itemBiases: number, items: number, ratings: number],
    ...[count: number, width: number, mean: number, rate: number, biasRate: number, reg: number],
  ]
) => number;

let compiled: WasmModule | undefined;

export class FactorDescent {
  readonly #descend: Descend;
  readonly #width: number;
  readonly #users: RowTable;
  readonly #items: RowTable;
  /** The item of each rating, user after user. */
  readonly #itemOf: WasmTable<Int32Array>;
  readonly #ratings: WasmTable<Float32Array>;

  /** Biases and factors are 0 at first; see `start`. @throws OptionError for large tables */
  constructor(
    private readonly train: Interactions,
    private readonly options: FactorDescentOptions,
  ) {
    const { factors } = options;
    const bytes = wasmBytes(train, factors);
    checkAddresses({
      what: factorsOf('SVD', factors, train),
      bytes,
      advice: 'use fewer factors, or `npm run spark -- train`, which fits ALS',
    });
    this.#width = widthOf(factors);
    const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });
    compiled ??= wasmModule(BINARY);
    this.#descend = (
      new wasm.Instance(compiled, { env: { memory } }).exports as { descend: Descend }
    ).descend;
    const tables = new WasmTables(memory);
    this.#users = this.#rowTable(tables, train.userCount);
    this.#items = this.#rowTable(tables, train.itemCount);
    this.#itemOf = tables.ints(train.length);
    this.#ratings = tables.floats(train.length);
    const { rows } = train.byUser;
    for (let n = 0; n < rows.length; n++) {
      this.#itemOf.values[n] = train.itemColumn[rows[n]];
      this.#ratings.values[n] = train.ratingColumn[rows[n]];
    }
  }

  #rowTable(tables: WasmTables, rows: number): RowTable {
    const factors = new FactorTable(tables, rows, this.options.factors, this.#width);
    return { factors, biases: tables.floats(rows) };
  }

  /** Draws the factors in Surprise's order, all users' before all items'. `breathe` as in `epoch`. */
  async start(breathe: () => Promise<void>): Promise<this> {
    const { seed, initMean: mean, initStdDev: standardDeviation } = this.options;
    const random = new RandomState(seed);
    for (const { factors } of [this.#users, this.#items])
      await factors.draw(random, { mean, standardDeviation }, breathe);
    return this;
  }

  /**
   * Takes all ratings, user after user. `breathe` is called and awaited every few milliseconds.
   *
   * @returns Σ error², each error measured before its step; not a number if training diverges
   */
  async epoch(breathe: () => Promise<void>): Promise<number> {
    const { offsets } = this.train.byUser;
    const { biased, learningRate, reg } = this.options;
    const [P, Q, width] = [this.#users, this.#items, this.#width];
    const fixed = [
      width,
      biased ? this.train.mean : 0,
      learningRate,
      biased ? learningRate : 0,
      reg,
    ] as const;
    let squares = 0;
    let work = 0;
    const most = Math.ceil(BREATH / width);
    for (let user = 0; user < P.factors.rows; user++) {
      const end = offsets[user + 1];
      // A user with many ratings in parts: all that the loop knows of a user is in the tables.
      for (let from = offsets[user]; from < end; from += most) {
        const count = Math.min(most, end - from);
        squares += this.#descend(
          P.factors.addressOf(user),
          P.biases.address + 4 * user,
          Q.factors.addressOf(0),
          Q.biases.address,
          this.#itemOf.address + 4 * from,
          this.#ratings.address + 4 * from,
          count,
          ...fixed,
        );
        work += count * width;
        if (work < BREATH) continue;
        work = 0;
        await breathe();
      }
    }
    return squares;
  }

  /** A copy of what has been learned. */
  state(): FactorState {
    const { factors, biased } = this.options;
    const biasesOf = ({ biases }: RowTable) => (biased ? biases.values.slice() : new Float32Array(0));
    return {
      factors,
      userFactors: this.#users.factors.values(),
      itemFactors: this.#items.factors.values(),
      userBias: biasesOf(this.#users),
      itemBias: biasesOf(this.#items),
    };
  }
}

/** Memory of the tables in bytes, exactly. */
function wasmBytes({ userCount, itemCount, length }: TrainCounts, factors: number): number {
  const ofRows = (rows: number) => FactorTable.bytes(rows, widthOf(factors)) + tableBytes(rows);
  return ofRows(userCount) + ofRows(itemCount) + 2 * tableBytes(length);
}

/** Approximate memory of a fit in bytes; see `SVD.fitBytes`. */
export function descentBytes(train: TrainCounts, factors: number): number {
  const byUser = 4 * train.length;
  const learned = 4 * (factors + 1) * (train.userCount + train.itemCount);
  return wasmBytes(train, factors) + byUser + learned + LOOP_BYTES;
}

/** The row that the loop in WebAssembly takes: 64 bytes at a time. */
function widthOf(factors: number): number {
  return Math.ceil(factors / 16) * 16;
}
