/** BPR's factors and biases in the memory of WebAssembly, and its steps as a loop there (`lib/math/wasm/assembly/pair-ascent.ts`). */
import type { RandomState } from '../../../math/random/random-state';
import { BINARY } from '../../../math/wasm/pair-ascent-wasm';
import { tableBytes, type WasmTable, WasmTables } from '../../../math/wasm/wasm-tables';
import { checkAddresses, PAGE, type WasmModule, wasm, wasmModule } from '../../../math/wasm/web-assembly';
import { factorsOf, type TrainCounts } from '../../shared/factor-memory';
import type { FactorState } from '../../shared/factor-state';
import { FactorTable } from './factor-table';

/** Triples that are drawn before their steps are taken: a few milliseconds. */
export const TRIPLES = 10_000;

export interface PairAscentOptions {
  readonly factors: number;
  readonly learningRate: number;
  readonly reg: number;
  readonly initStdDev: number;
}

type Rows = Pick<TrainCounts, 'userCount' | 'itemCount'>;

/** Triples (u, i, j), each with its weight. */
export interface Triples {
  readonly users: Int32Array;
  readonly liked: Int32Array;
  readonly others: Int32Array;
  readonly weights: Float32Array;
}

let compiled: WasmModule | undefined;

export class PairAscent {
  /** Room for `TRIPLES`; `ascend` takes the first. */
  readonly triples: Triples;
  /** Takes the steps of the first `count` triples, one after another. */
  readonly ascend: (count: number) => void;
  readonly #users: FactorTable;
  readonly #items: FactorTable;
  readonly #bias: WasmTable<Float32Array>;

  /** Biases and factors are 0 at first; see `start`. */
  constructor(
    rows: Rows,
    private readonly options: PairAscentOptions,
  ) {
    const { userCount, itemCount } = rows;
    const { factors, learningRate, reg } = options;
    const width = widthOf(factors);
    const bytes = wasmBytes(rows, factors);
    checkAddresses({ what: factorsOf('BPR', factors, rows), bytes, advice: 'use fewer factors' });
    const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });
    const tables = new WasmTables(memory);
    this.#users = new FactorTable(tables, userCount, factors, width);
    this.#items = new FactorTable(tables, itemCount, factors, width);
    this.#bias = tables.floats(itemCount);
    const [users, liked, others] = [tables.ints(TRIPLES), tables.ints(TRIPLES), tables.ints(TRIPLES)];
    const weights = tables.floats(TRIPLES);
    this.triples = {
      users: users.values,
      liked: liked.values,
      others: others.values,
      weights: weights.values,
    };
    compiled ??= wasmModule(BINARY);
    const { ascend } = new wasm.Instance(compiled, { env: { memory } }).exports as {
      ascend: (...args: number[]) => void;
    };
    const before = [this.#users.addressOf(0), this.#items.addressOf(0), this.#bias.address];
    const drawn = [users, liked, others, weights].map(({ address }) => address);
    this.ascend = (count) => ascend(...before, ...drawn, count, width, learningRate, reg);
  }

  /** Draws the factors, all users' before all items'. `breathe` is called and awaited every few milliseconds. */
  async start(random: RandomState, breathe: () => Promise<void>): Promise<this> {
    const numbers = { standardDeviation: this.options.initStdDev };
    for (const table of [this.#users, this.#items]) await table.draw(random, numbers, breathe);
    return this;
  }

  /** A copy of what has been learned. */
  state(): FactorState {
    return {
      factors: this.#users.factors,
      userFactors: this.#users.values(),
      itemFactors: this.#items.values(),
      userBias: new Float32Array(this.#users.rows),
      itemBias: this.#bias.values.slice(),
    };
  }
}

/** Compiled code, and what the JavaScript engine needs meanwhile. */
const LOOP_BYTES = 2e6;

/** Approximate memory of a fit in bytes; see `BPR.fitBytes`. */
export function ascentBytes(train: TrainCounts, positives: number, factors: number): number {
  // As user, item, and weight; sorted by item as user and weight, then by user, for which rows are listed, too.
  const ofPositives = (12 + 8 + 12) * positives;
  const learned = 4 * (factors + 1) * (train.userCount + train.itemCount);
  return wasmBytes(train, factors) + learned + ofPositives + LOOP_BYTES;
}

/** Memory of the tables in bytes, exactly. */
function wasmBytes({ userCount, itemCount }: Rows, factors: number): number {
  const width = widthOf(factors);
  const learned = FactorTable.bytes(userCount, width) + FactorTable.bytes(itemCount, width);
  return learned + tableBytes(itemCount) + 4 * tableBytes(TRIPLES);
}

/** The row that the loop in WebAssembly takes: 32 bytes at a time. */
function widthOf(factors: number): number {
  return Math.ceil(factors / 8) * 8;
}
