/**
 * The vocabulary of a table: raw ids to inner indices and back.
 */
import { inspect } from 'node:util';
import { DataError, OptionError } from '../../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import { nearestNames } from '../../core/nearest-names';
import { PackedIds } from './packed-ids';

/** The kind of ids; used in error messages. */
export type IdKind = 'user' | 'item';

/**
 * Raw ids in order of first appearance; the position of an id is its inner index. Immutable. Lookups cost
 * O(1); memory is one string and one map entry per id, or the arrays of packed ids.
 *
 * @example
 * const films = IdMap.items(['242', '302']);
 * films.indexOf(itemId(302));   // 1
 * films.indexOf(itemId(999));   // undefined
 * films.require(itemId(302));   // 1; throws OptionError for an unknown id
 */
export class IdMap<Id extends string, Index extends number> implements Iterable<Id> {
  readonly kind: IdKind;
  /** The number of ids. */
  readonly size: number;
  /** The ids, followed by those of vocabularies that grew from this one. */
  readonly #ids: Id[];
  readonly #indices: Map<string, Index>;
  /** If there are these, the other two are empty. */
  readonly #packed: PackedIds | undefined;

  private constructor(kind: IdKind, given: Id[] | PackedIds, indices = new Map<string, Index>()) {
    const ids = given instanceof PackedIds ? [] : given;
    for (let n = indices.size; n < ids.length; n++) {
      const id = ids[n];
      if (typeof id !== 'string' || id === '') {
        throw new DataError(`IdMap: ${kind} ids must be non-empty strings, got ${String(id)} at index ${n}`);
      }
      if (indices.has(id)) throw new DataError(`IdMap: ${kind} id ${JSON.stringify(id)} occurs twice`);
      indices.set(id, n as Index);
    }
    this.kind = kind;
    this.size = given.length;
    this.#ids = ids;
    this.#indices = indices;
    this.#packed = given instanceof PackedIds ? given : undefined;
    Object.freeze(this);
  }

  /** A vocabulary of users. DataError when an id is empty or occurs twice. */
  static users(ids: Iterable<string>): IdMap<UserId, UserIndex> {
    return new IdMap<UserId, UserIndex>('user', listed<UserId>(ids));
  }

  /** A vocabulary of items. DataError when an id is empty or occurs twice. */
  static items(ids: Iterable<string>): IdMap<ItemId, ItemIndex> {
    return new IdMap<ItemId, ItemIndex>('item', listed<ItemId>(ids));
  }

  /**
   * The vocabulary followed by these ids, without duplicates and known ones; the vocabulary itself if none
   * remain. This vocabulary isn't changed, and yet not copied: both share one store, of which each sees its
   * own part. (It is copied if another vocabulary has already grown from it, or if it is packed.) Cost: O(new ids).
   */
  with(ids: Iterable<Id>): IdMap<Id, Index> {
    const added = [...new Set(ids)].filter((id) => !this.has(id));
    if (added.length === 0) return this;
    const isShared = this.#packed !== undefined || this.#ids.length > this.size;
    if (isShared || added.some((id) => typeof id !== 'string' || id === '')) {
      return new IdMap<Id, Index>(this.kind, [...this, ...added]);
    }
    for (const id of added) this.#ids.push(id);
    return new IdMap<Id, Index>(this.kind, this.#ids, this.#indices);
  }

  /** The inner index of a raw id, or undefined if it is unknown. */
  indexOf(id: Id): Index | undefined {
    const index = this.#packed ? (this.#packed.indexOf(id) as Index | undefined) : this.#indices.get(id);
    return index !== undefined && index < this.size ? index : undefined;
  }

  /** Whether the raw id is known. */
  has(id: Id): boolean {
    return this.indexOf(id) !== undefined;
  }

  /** The inner index of a raw id. OptionError if it is unknown. */
  require(id: Id): Index {
    const index = this.indexOf(id);
    if (index !== undefined) return index;
    throw new OptionError(`${this.kind} ${JSON.stringify(id)} is unknown: ${this.whyUnknown(id)}`);
  }

  /** For errors about an unknown id: some of the known ids, and the closest ones. */
  whyUnknown(id: string): string {
    const near = nearestNames(id, this).map((name) => JSON.stringify(name));
    const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
    return `not among the ${this.size} ${this.kind} ids (${this.#some()})${meant}`;
  }

  /** The raw id at an inner index. OptionError if it is out of range. */
  idOf(index: Index): Id {
    const id = index < this.size ? this.#at(index) : undefined;
    if (id !== undefined) return id;
    throw new OptionError(
      `${this.kind} index must be a whole number from 0 to ${this.size - 1}, got ${String(index)}`,
    );
  }

  /** The raw ids in the order of their inner indices. */
  *[Symbol.iterator](): IterableIterator<Id> {
    for (let index = 0; index < this.size; index++) yield this.#at(index)!;
  }

  /** The raw ids as a plain array; `IdMap.users(json)` or `IdMap.items(json)` reads it back. */
  toJSON(): Id[] {
    return this.#packed ? [...this] : this.#ids.slice(0, this.size);
  }

  /** What Node and the notebook print: the number of ids, and the first few. */
  [inspect.custom](): string {
    return `IdMap: ${this.size} ${this.kind} ids (${this.#some()})`;
  }

  #some(): string {
    const first = Array.from({ length: Math.min(3, this.size) }, (_, n) => JSON.stringify(this.#at(n)));
    return this.size > 3 ? `${first.join(', ')}, …` : first.join(', ');
  }

  #at(index: number): Id | undefined {
    return this.#packed ? (this.#packed.at(index) as Id | undefined) : this.#ids[index];
  }
}

function listed<Id extends string>(ids: Iterable<string>): Id[] | PackedIds {
  return ids instanceof PackedIds ? ids : (Array.from(ids) as Id[]);
}
