/** The hash of a table of ratings, `Interactions.hash`, from columns that come in pieces. */
import { ContentHash } from '../../core/content-hash';
import type { RatingScale } from '../../core/rating-scale';
import { FirstSeen } from './renumber';

/** The columns, in the order in which they are hashed. */
export const COLUMN_KINDS = {
  user: Int32Array,
  item: Int32Array,
  rating: Float32Array,
  timestamp: Float64Array,
} as const;

export type ColumnName = keyof typeof COLUMN_KINDS;

/** Pieces of the columns. */
export interface ColumnPieces {
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly rating: Float32Array;
  readonly timestamp: Float64Array;
}

/** What is hashed besides the rows. */
export interface HashedTable {
  readonly scale: RatingScale;
  /** Raw ids by inner index. */
  readonly userId: (index: number) => string;
  readonly itemId: (index: number) => string;
  readonly userCount: number;
  readonly itemCount: number;
  readonly length: number;
}

/**
 * Users and items are hashed in the order in which they first appear, so all their indices are seen first; then each
 * column begins and follows in pieces, in the order of `COLUMN_KINDS`.
 */
export class RowsHash {
  readonly #hash = new ContentHash();
  readonly #orders: { readonly user: FirstSeen; readonly item: FirstSeen };

  constructor(private readonly table: HashedTable) {
    this.#orders = { user: new FirstSeen(table.userCount), item: new FirstSeen(table.itemCount) };
  }

  see(users: Int32Array, items: Int32Array): void {
    this.#orders.user.see(users);
    this.#orders.item.see(items);
  }

  begin(name: ColumnName): void {
    const { scale, userId, itemId, length } = this.table;
    if (name === 'user') {
      const { user, item } = this.#orders;
      this.#hash.add('scale', scale);
      this.#hash.addTexts('users', () => mapped(user.old, userId));
      this.#hash.addTexts('items', () => mapped(item.old, itemId));
    }
    this.#hash.begin(name, COLUMN_KINDS[name].name, length);
  }

  add<Name extends ColumnName>(name: Name, piece: ColumnPieces[Name]): void {
    const order = name === 'user' || name === 'item' ? this.#orders[name as 'user' | 'item'] : undefined;
    this.#hash.more(order ? order.renumbered(piece as Int32Array) : piece);
  }

  digest(): string {
    return this.#hash.digest();
  }
}

function* mapped(indices: Int32Array, idOf: (index: number) => string): Generator<string> {
  for (const index of indices) yield idOf(index);
}
