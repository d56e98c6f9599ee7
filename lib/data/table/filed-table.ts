/** A table of ratings whose columns are files, for more ratings than fit into memory: what reads it, reads it in pieces. */
import { type FileHandle, open } from 'node:fs/promises';
import { DataError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import { COLUMN_KINDS, type ColumnName, type ColumnPieces, RowsHash } from './rows-hash';

/** What a table in files is made of. */
export interface FiledParts {
  /** Raw ids by inner index. */
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly scale: RatingScale;
  /** Number of rows. */
  readonly length: number;
  /** A file for each column: its numbers, little-endian, in the order of the rows, which are sorted by user. */
  readonly files: { readonly [Name in ColumnName]: Name extends 'timestamp' ? string | undefined : string };
  /** Makes a file with the users of each item, item after item, in the order of the rows: Int32 [length]. */
  readonly raters: () => Promise<string>;
  /** Called with what is being done, and the part of it that is done, from 0 to 1. */
  readonly onPart?: (what: string, part: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows that are read at a time. */
const PIECE = 1 << 18;

export class FiledTable {
  #hash: Promise<string> | undefined;

  constructor(readonly parts: FiledParts) {}

  get length(): number {
    return this.parts.length;
  }

  get columns(): readonly ColumnName[] {
    const { timestamp } = this.parts.files;
    return ['user', 'item', 'rating', ...(timestamp === undefined ? [] : (['timestamp'] as const))];
  }

  /**
   * Passes on the rows piece by piece, in order. The pieces are only valid during the call.
   * @param what is being done, for `onPart`
   * @throws DataError if a file is too short; the reason of `signal` if it aborts
   */
  async eachPiece<Name extends ColumnName>(
    what: string,
    names: readonly Name[],
    take: (piece: Pick<ColumnPieces, Name>) => void,
  ): Promise<void> {
    const { files, length, onPart, signal } = this.parts;
    const columns: { name: Name; file: string; handle: FileHandle; room: ColumnPieces[ColumnName] }[] = [];
    try {
      for (const name of names) {
        const file = files[name]!;
        const room = new COLUMN_KINDS[name](Math.min(PIECE, length));
        columns.push({ name, file, handle: await open(file), room });
      }
      for (let from = 0; from < length; from += PIECE) {
        signal?.throwIfAborted();
        const rows = Math.min(PIECE, length - from);
        const piece: Partial<Record<Name, ColumnPieces[ColumnName]>> = {};
        for (const { name, file, handle, room } of columns) {
          const part = room.subarray(0, rows);
          await readFully(handle, part, from * room.BYTES_PER_ELEMENT, file);
          piece[name] = part;
        }
        take(piece as Pick<ColumnPieces, Name>);
        onPart?.(what, (from + rows) / length);
      }
    } finally {
      for (const { handle } of columns) await handle.close();
    }
  }

  /** As `Interactions.hash`. Cost: O(rows), once: two passes over the files. */
  hash(): Promise<string> {
    this.#hash ??= this.#hashRows();
    return this.#hash;
  }

  async #hashRows(): Promise<string> {
    const { users, items, scale, length } = this.parts;
    const what = 'hashing the ratings';
    const hash = new RowsHash({
      ...{ scale, length, userCount: users.length, itemCount: items.length },
      userId: (index) => users[index]!,
      itemId: (index) => items[index]!,
    });
    await this.eachPiece(what, ['user', 'item'], ({ user, item }) => hash.see(user, item));
    for (const name of this.columns) {
      hash.begin(name);
      await this.eachPiece(what, [name], (piece) => hash.add(name, piece[name]));
    }
    return hash.digest();
  }
}

async function readFully(
  handle: FileHandle,
  into: ColumnPieces[ColumnName],
  from: number,
  file: string,
): Promise<void> {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new DataError(`${file}: this file was cut off`, { file });
    at += bytesRead;
  }
}
