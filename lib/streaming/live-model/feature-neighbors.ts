/** Known items with the features of a new one, such as its genres. */
import type { ItemFeatures } from '../../data/features/feature-table';
import { topIndices } from '../../recommender/top-items';

/** A known item that is similar to a new one. */
export interface FeatureNeighbor {
  /** Its inner index. */
  readonly index: number;
  /** The cosine of the two sets of features, |A ∩ B| / √(|A| |B|): above 0, up to 1. */
  readonly similarity: number;
}

/** Known items that an estimate is made from. */
const MOST = 20;
/** Answers that are kept. */
const KEPT = 1000;
/** Number of items between two pauses. */
const PIECE = 2000;

/**
 * The known items that have most features in common with a new one. A feature of a table such as `genre: Comedy` has two
 * names, `Comedy` too. Cost: O(features of all items), once for each set of features. Memory: 8 bytes for each item and
 * each feature of one.
 *
 * @example
 * const neighbors = new FeatureNeighbors([['Comedy'], ['Drama'], ['Comedy', 'Drama']]);
 * neighbors.of(['Drama']).map(({ index }) => index); // [1, 2]
 */
export class FeatureNeighbors {
  readonly #columnOf = new Map<string, number>();
  readonly #columns: number[] = [];
  /** Where each item's columns end. */
  readonly #ends: number[] = [];
  readonly #kept = new Map<string, readonly FeatureNeighbor[]>();

  /** @param features of the known items, by inner index */
  constructor(features: Iterable<Iterable<string>>) {
    for (const names of features) this.#add(names);
  }

  /** Made in pieces, so that others can run in between. @param pause called and awaited after each piece */
  static async inPieces(
    features: Iterable<Iterable<string>>,
    pause: () => Promise<void>,
  ): Promise<FeatureNeighbors> {
    const made = new FeatureNeighbors([]);
    for (const names of features) {
      made.#add(names);
      if (made.#ends.length % PIECE === 0) await pause();
    }
    return made;
  }

  /** Features of the items of a table, by inner index. */
  static *namesIn(table: ItemFeatures | undefined, itemCount: number): Generator<string[]> {
    for (let item = 0; item < itemCount; item++) {
      const columns = table?.columns.subarray(table.offsets[item], table.offsets[item + 1]) ?? [];
      yield Array.from(columns, (column) => table!.names[column]);
    }
  }

  static ofTable(table: ItemFeatures | undefined, itemCount: number): FeatureNeighbors {
    return new FeatureNeighbors(FeatureNeighbors.namesIn(table, itemCount));
  }

  #add(names: Iterable<string>): void {
    const own = new Set<number>();
    for (const name of names) {
      const short = shortName(name);
      const column = this.#columnOf.get(short) ?? this.#columnOf.size;
      this.#columnOf.set(short, column);
      own.add(column);
    }
    this.#columns.push(...own);
    this.#ends.push(this.#columns.length);
  }

  /** At most 20, the most similar first, ties in the order of the train set; none if no feature is known. */
  of(features: readonly string[]): readonly FeatureNeighbor[] {
    const own = new Set(features.map(shortName));
    const key = JSON.stringify([...own].sort());
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const isOwn = new Uint8Array(this.#columnOf.size);
    for (const name of own) {
      const column = this.#columnOf.get(name);
      if (column !== undefined) isOwn[column] = 1;
    }
    const similarities = new Float64Array(this.#ends.length).fill(Number.NaN);
    let start = 0;
    for (const [index, end] of this.#ends.entries()) {
      let both = 0;
      for (let at = start; at < end; at++) both += isOwn[this.#columns[at]];
      if (both > 0) similarities[index] = both / Math.sqrt(own.size * (end - start));
      start = end;
    }
    const found = topIndices(similarities, MOST).map((index) => ({
      index,
      similarity: similarities[index],
    }));
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(key, found);
    return found;
  }
}

function shortName(name: string): string {
  return name.slice(name.indexOf(': ') + 1).trim();
}
