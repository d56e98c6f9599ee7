/** Known items with the features of a new one, such as its genres. */
import type { ItemFeatures } from '../../data/features/feature-table';

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

/**
 * The known items that have most features in common with a new one. A feature of a table such as `genre: Comedy` has two
 * names, `Comedy` too. Cost: O(features of all items), once for each set of features.
 *
 * @example
 * const neighbors = new FeatureNeighbors([['Comedy'], ['Drama'], ['Comedy', 'Drama']]);
 * neighbors.of(['Drama']).map(({ index }) => index); // [1, 2]
 */
export class FeatureNeighbors {
  readonly #features: readonly ReadonlySet<string>[];
  readonly #kept = new Map<string, readonly FeatureNeighbor[]>();

  /** @param features of the known items, by inner index */
  constructor(features: readonly Iterable<string>[]) {
    this.#features = features.map((names) => new Set(Array.from(names, shortName)));
  }

  static ofTable(table: ItemFeatures | undefined, itemCount: number): FeatureNeighbors {
    const namesOf = (item: number) =>
      Array.from(
        table?.columns.subarray(table.offsets[item], table.offsets[item + 1]) ?? [],
        (column) => table!.names[column],
      );
    return new FeatureNeighbors(Array.from({ length: itemCount }, (_, item) => namesOf(item)));
  }

  /** At most 20, the most similar first, ties in the order of the train set; none if no feature is known. */
  of(features: readonly string[]): readonly FeatureNeighbor[] {
    const own = new Set(features.map(shortName));
    const key = JSON.stringify([...own].sort());
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const found = this.#features
      .map((names, index) => ({ index, similarity: cosine(own, names) }))
      .filter(({ similarity }) => similarity > 0)
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, MOST);
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(key, found);
    return found;
  }
}

function cosine(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0;
  for (const name of one) if (other.has(name)) both++;
  return both === 0 ? 0 : both / Math.sqrt(one.size * other.size);
}

function shortName(name: string): string {
  return name.slice(name.indexOf(': ') + 1).trim();
}
