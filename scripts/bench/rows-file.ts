/**
 * The very same rows for both sides: a split as a file of plain columns that TypeScript and NumPy read alike.
 *
 * `<name>.json` says how many; `<name>.bin` holds, little-endian, train users, train items (int32), train
 * ratings (float32), then the same of the test part. Users and items are numbered by first appearance in the
 * train part, those that only the test part has come after.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Interactions } from '../../lib/data/table/interactions';
import type { Split } from '../../lib/evaluation/splits/split';

/** What `<name>.json` holds. */
export interface RowsHeader {
  readonly name: string;
  /** Rows. */
  readonly train: number;
  readonly test: number;
  /** Different users and items of the train part, and of both parts. */
  readonly trainUsers: number;
  readonly trainItems: number;
  readonly users: number;
  readonly items: number;
  readonly scale: Interactions['scale'];
}

/** Writes both files; `file` is their path without an ending. */
export function writeRows(file: string, split: Split): RowsHeader {
  const { train, test, name } = split;
  const users = numbered(train.users, test.users);
  const items = numbered(train.items, test.items);
  const header: RowsHeader = {
    name,
    train: train.length,
    test: test.length,
    trainUsers: train.userCount,
    trainItems: train.itemCount,
    users: users.count,
    items: items.count,
    scale: train.scale,
  };
  const columns = [
    Int32Array.from(train.userColumn),
    Int32Array.from(train.itemColumn),
    Float32Array.from(train.ratingColumn),
    Int32Array.from(test.userColumn, (user) => users.ofTest[user]),
    Int32Array.from(test.itemColumn, (item) => items.ofTest[item]),
    Float32Array.from(test.ratingColumn),
  ];
  writeFileSync(`${file}.bin`, Buffer.concat(columns.map(({ buffer }) => Buffer.from(buffer))));
  writeFileSync(`${file}.json`, JSON.stringify(header));
  return header;
}

/**
 * Both parts again. Their inner indices are those of the split that was written.
 * @param head number of train rows, with a quarter as many test rows; default all
 */
export function readRows(file: string, head = Number.POSITIVE_INFINITY): Pick<Split, 'train' | 'test'> {
  const header = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as RowsHeader;
  const { buffer, byteOffset } = readFileSync(`${file}.bin`);
  const part = (start: number, rows: number, kept: number, userCount: number, itemCount: number) => {
    const at = byteOffset + 4 * start;
    const columns = {
      user: { ids: ids(userCount), indices: new Int32Array(buffer, at, kept) },
      item: { ids: ids(itemCount), indices: new Int32Array(buffer, at + 4 * rows, kept) },
      rating: new Float32Array(buffer, at + 8 * rows, kept),
    };
    return Interactions.fromColumns(columns, {
      scale: header.scale,
      duplicates: 'keep',
      ownership: 'take',
    });
  };
  const { train, test } = header;
  const whole = part(0, train, Math.min(train, head), header.trainUsers, header.trainItems);
  return {
    train:
      head < train
        ? whole.select(
            Array.from({ length: head }, (_, row) => row),
            { vocabulary: 'remake' },
          )
        : whole,
    test: part(3 * train, test, Math.min(test, Math.ceil(head / 4)), header.users, header.items),
  };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, n) => String(n));
}

/** Places for the test part's ids: the train part's own, and new ones after them. */
function numbered<Id extends string>(
  train: { readonly size: number; indexOf(id: Id): number | undefined },
  test: Iterable<Id>,
): { readonly count: number; readonly ofTest: number[] } {
  let count = train.size;
  const ofTest = Array.from(test, (id) => train.indexOf(id) ?? count++);
  return { count, ofTest };
}
