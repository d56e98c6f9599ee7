/**
 * Features of items and of users: sparse tables of what is known about them in addition to ratings.
 */
import { inspect } from 'node:util';
import { ContentHash } from '../../core/content-hash';
import { DataError, OptionError } from '../../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import type { Float32Vector, Int32Vector } from '../../core/readonly-vector';
import { IdMap } from '../table/id-map';

/** A feature with its weight for one item or user. */
export interface Feature {
  readonly name: string;
  readonly weight: number;
}

/** A feature table as plain data that JSON and `postMessage` can carry. */
export interface FeatureColumns {
  /** Ids of the rows. */
  readonly ids: readonly string[];
  /** Names of the columns. */
  readonly names: readonly string[];
  /** The entries of row r are at `offsets[r]` to `offsets[r + 1] - 1`. Int32 [rows + 1]. */
  readonly offsets: Int32Array;
  /** Column of each entry. Int32. */
  readonly columns: Int32Array;
  /** Weight of each entry. Float32. */
  readonly values: Float32Array;
}

/**
 * Features: a sparse table with one row per item (or user) and one column per feature. Immutable. Made by
 * `filmFeatures`, `itemFeatures`, `demographics`, and `userFeatures`, combined with `beside`, and attached to
 * ratings with `Interactions.withItemFeatures` and `withUserFeatures`.
 *
 * Memory: 8 bytes per nonzero cell.
 *
 * @example
 * const features = itemFeatures([{ item: 1, words: ['robot', 'toy'] }, { item: 2, words: ['toy'] }]);
 * features.featuresOf(itemId(2)); // [{ name: 'toy', weight: 1 }]
 */
export class FeatureTable<Id extends string, Index extends number> {
  /** Raw ids of the rows. */
  readonly ids: IdMap<Id, Index>;
  /** Names of the columns, such as `genre: Comedy`. */
  readonly names: readonly string[];
  readonly #offsets: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float32Array;

  private constructor(ids: IdMap<Id, Index>, table: Omit<FeatureColumns, 'ids'>) {
    this.ids = ids;
    this.names = table.names;
    this.#offsets = table.offsets;
    this.#columns = table.columns;
    this.#values = table.values;
    Object.freeze(this);
  }

  /**
   * Makes a table of items from its parts, which are copied.
   * @throws DataError when an id or a name occurs twice, the parts don't match, or a weight isn't a finite
   *   number
   */
  static ofItems(columns: FeatureColumns): ItemFeatures {
    return FeatureTable.#of(IdMap.items(columns.ids), columns);
  }

  /** The same for users. */
  static ofUsers(columns: FeatureColumns): UserFeatures {
    return FeatureTable.#of(IdMap.users(columns.ids), columns);
  }

  static #of<Id extends string, Index extends number>(
    ids: IdMap<Id, Index>,
    { names, offsets, columns, values }: FeatureColumns,
  ): FeatureTable<Id, Index> {
    if (new Set(names).size < names.length) throw new DataError('FeatureTable: names must be unique');
    const fits =
      offsets.length === ids.size + 1 &&
      offsets[0] === 0 &&
      offsets.every((offset, row) => row === 0 || offset >= offsets[row - 1]) &&
      offsets[ids.size] === columns.length &&
      columns.length === values.length &&
      columns.every((column) => column >= 0 && column < names.length);
    if (!fits) {
      throw new DataError(
        `FeatureTable: offsets, columns and values must make a table of ${ids.size} rows and ${names.length} columns`,
      );
    }
    if (!values.every(Number.isFinite)) throw new DataError('FeatureTable: values must be finite numbers');
    return new FeatureTable(ids, {
      names: Object.freeze([...names]),
      offsets: offsets.slice(),
      columns: columns.slice(),
      values: values.slice(),
    });
  }

  /** The number of features. */
  get columnCount(): number {
    return this.names.length;
  }

  /** The entries of row r are at `offsets[r]` to `offsets[r + 1] - 1`. Int32 [rows + 1]. */
  get offsets(): Int32Vector {
    return this.#offsets;
  }

  /** Column of each entry. Int32. */
  get columns(): Int32Vector {
    return this.#columns;
  }

  /** Weight of each entry. Float32. */
  get values(): Float32Vector {
    return this.#values;
  }

  /** The features of an item (or user), heaviest first; empty for an unknown one. */
  featuresOf(id: Id): Feature[] {
    const row = this.ids.indexOf(id);
    if (row === undefined) return [];
    const features: Feature[] = [];
    for (let at = this.#offsets[row]; at < this.#offsets[row + 1]; at++) {
      features.push({ name: this.names[this.#columns[at]], weight: this.#values[at] });
    }
    return features.sort((a, b) => b.weight - a.weight);
  }

  /**
   * Combines the columns of two tables, those of `other` multiplied by `weight`; has the rows of both. If
   * the rows of both tables have length 1, `weight` is the weight of the second relative to the first.
   *
   * @throws OptionError for a weight that isn't above 0, DataError when both have a feature of the same name
   */
  beside(other: FeatureTable<Id, Index>, weight = 1): FeatureTable<Id, Index> {
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new OptionError(`FeatureTable: weight must be a number above 0, got ${weight}`);
    }
    const ids = this.ids.with(other.ids);
    const [offsets, columns, values] = [new Int32Array(ids.size + 1), [] as number[], [] as number[]];
    for (const [row, id] of [...ids].entries()) {
      for (const [table, shift, times] of [
        [this, 0, 1] as const,
        [other, this.columnCount, weight] as const,
      ]) {
        const from = table.ids.indexOf(id);
        if (from === undefined) continue;
        for (let at = table.#offsets[from]; at < table.#offsets[from + 1]; at++) {
          columns.push(shift + table.#columns[at]);
          values.push(times * table.#values[at]);
        }
      }
      offsets[row + 1] = columns.length;
    }
    return FeatureTable.#of(ids, {
      ids: ids.toJSON(),
      names: [...this.names, ...other.names],
      offsets,
      columns: Int32Array.from(columns),
      values: Float32Array.from(values),
    });
  }

  /**
   * The same features with a row for each id of a vocabulary, in its order; empty for an id without features.
   */
  alignedTo(ids: IdMap<Id, Index>): FeatureTable<Id, Index> {
    if (ids === this.ids) return this;
    const from = Array.from(ids, (id) => this.ids.indexOf(id) ?? -1);
    const offsets = new Int32Array(ids.size + 1);
    for (const [row, own] of from.entries()) {
      offsets[row + 1] = offsets[row] + (own < 0 ? 0 : this.#offsets[own + 1] - this.#offsets[own]);
    }
    const columns = new Int32Array(offsets[ids.size]);
    const values = new Float32Array(offsets[ids.size]);
    for (const [row, own] of from.entries()) {
      if (own < 0) continue;
      columns.set(this.#columns.subarray(this.#offsets[own], this.#offsets[own + 1]), offsets[row]);
      values.set(this.#values.subarray(this.#offsets[own], this.#offsets[own + 1]), offsets[row]);
    }
    return new FeatureTable(ids, { names: this.names, offsets, columns, values });
  }

  /** Copies the table to plain data; `FeatureTable.ofItems` or `ofUsers` reads it back. */
  toColumns(): FeatureColumns {
    return {
      ids: this.ids.toJSON(),
      names: [...this.names],
      offsets: this.#offsets.slice(),
      columns: this.#columns.slice(),
      values: this.#values.slice(),
    };
  }

  /** SHA-256 of ids, names and weights, 64 hex digits. For receipts. */
  hash(): string {
    return new ContentHash()
      .add('items', this.ids.toJSON())
      .add('names', this.names)
      .add('offsets', this.#offsets)
      .add('columns', this.#columns)
      .add('values', this.#values)
      .digest();
  }

  /** What Node and the notebook print. */
  [inspect.custom](): string {
    const some = this.names.slice(0, 3).join(', ');
    const more = this.names.length > 3 ? ', …' : '';
    const of = this.ids.kind === 'user' ? 'UserFeatures' : 'ItemFeatures';
    return `${of}: ${this.columnCount} features (${some}${more}) of ${this.ids.size} ${this.ids.kind}s`;
  }
}

/** Features of items. */
export type ItemFeatures = FeatureTable<ItemId, ItemIndex>;

/** Features of users. */
export type UserFeatures = FeatureTable<UserId, UserIndex>;
