/** What a package needs to know about its train set: from a table in memory, or from one in files. */
import type { RatingScale } from '../../core/rating-scale';
import type { FiledTable } from '../../data/table/filed-table';
import { IdMap } from '../../data/table/id-map';
import type { Interactions } from '../../data/table/interactions';
import { COLUMN_KINDS, type ColumnName } from '../../data/table/rows-hash';
import type { StateArray } from '../../recommender/saving/model-json';
import type { TrainSummary } from '../../recommender/train-summary';
import { countedFacts, FactsCounting } from '../served/rating-facts';
import type { ArrayFile } from './package-header';

/** A file that has the numbers of an array, little-endian. */
export interface ArrayInFile extends Pick<ArrayFile, 'type' | 'length'> {
  readonly path: string;
}

/** An array to be saved. */
export type SavedArray = StateArray | ArrayInFile;

/** A train set to be saved. */
export interface TrainSource {
  readonly length: number;
  readonly scale: RatingScale;
  /** Raw ids by inner index. */
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  /** To find an item by its id. */
  readonly items: TrainSummary['items'];
  /** The table, if it is in memory: what else it has is saved, too. */
  readonly table?: Interactions;
  hash(): Promise<string>;
  /** Number of ratings of each item. Int32 [items]. */
  itemCounts(): Promise<Int32Array>;
  column(name: ColumnName): SavedArray | undefined;
  /** The items of each user, user after user. Int32 [ratings]. */
  seen(): SavedArray;
  /** The users of each item, item after item. Int32 [ratings]. */
  raters(): Promise<SavedArray>;
  /** Counts, means, and variances. */
  facts(): Promise<FactsCounting>;
}

/** Without a copy of its columns. */
export class TableSource implements TrainSource {
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];

  constructor(readonly table: Interactions) {
    this.userIds = table.users.toJSON();
    this.itemIds = table.items.toJSON();
  }

  get length(): number {
    return this.table.length;
  }

  get scale(): RatingScale {
    return this.table.scale;
  }

  get items(): TrainSummary['items'] {
    return this.table.items;
  }

  async hash(): Promise<string> {
    return this.table.hash();
  }

  async itemCounts(): Promise<Int32Array> {
    return this.table.itemCounts();
  }

  column(name: ColumnName): SavedArray | undefined {
    return this.table[`${name}Column`] as unknown as StateArray | undefined;
  }

  seen(): SavedArray {
    const { byUser, itemColumn } = this.table;
    return Int32Array.from(byUser.rows, (row) => itemColumn[row]);
  }

  async raters(): Promise<SavedArray> {
    const { byItem, userColumn } = this.table;
    return Int32Array.from(byItem.rows, (row) => userColumn[row]);
  }

  async facts(): Promise<FactsCounting> {
    return countedFacts(this.table);
  }
}

/** In passes over the files. Memory: O(users + items). */
export class FiledSource implements TrainSource {
  constructor(private readonly filed: FiledTable) {}

  get length(): number {
    return this.filed.length;
  }

  get scale(): RatingScale {
    return this.filed.parts.scale;
  }

  get userIds(): readonly string[] {
    return this.filed.parts.users;
  }

  get itemIds(): readonly string[] {
    return this.filed.parts.items;
  }

  get items(): TrainSummary['items'] {
    return IdMap.items(this.itemIds);
  }

  hash(): Promise<string> {
    return this.filed.hash();
  }

  async itemCounts(): Promise<Int32Array> {
    const counts = new Int32Array(this.itemIds.length);
    await this.filed.eachPiece('counting the ratings of items', ['item'], ({ item }) => {
      for (let row = 0; row < item.length; row++) counts[item[row]]++;
    });
    return counts;
  }

  column(name: ColumnName): SavedArray | undefined {
    const path = this.filed.parts.files[name];
    return path === undefined ? undefined : this.#inFile(path, name);
  }

  /** The rows are sorted by user. */
  seen(): SavedArray {
    return this.#inFile(this.filed.parts.files.item, 'item');
  }

  async raters(): Promise<SavedArray> {
    return this.#inFile(await this.filed.parts.raters(), 'user');
  }

  async facts(): Promise<FactsCounting> {
    const { filed, scale } = this;
    const [userCount, itemCount] = [this.userIds.length, this.itemIds.length];
    const counting = new FactsCounting({ userCount, itemCount, scale });
    const names = ['user', 'item', 'rating'] as const;
    await filed.eachPiece('counting the ratings', names, (piece) => counting.count(piece));
    await filed.eachPiece('measuring the spread of the ratings', names, (piece) => counting.measure(piece));
    return counting;
  }

  #inFile(path: string, name: ColumnName): ArrayInFile {
    return { path, type: COLUMN_KINDS[name].name as ArrayInFile['type'], length: this.length };
  }
}
