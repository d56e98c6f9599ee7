/** A file of your own for `npm run compare -- --data`. */

import { OptionError } from '../../lib/core/errors';
import { areRatings, describeScale } from '../../lib/core/rating-scale';
import type { ReadProgress } from '../../lib/data/delimited/delimited';
import { lookAtRatings } from '../../lib/data/delimited/look-at-ratings';
import { readRatings } from '../../lib/data/delimited/read-ratings';
import type { DuplicatePolicy } from '../../lib/data/table/duplicates';
import type { Interactions } from '../../lib/data/table/interactions';

export interface OwnData {
  readonly file: string;
  /** The names of the columns in the file's header; undefined: see {@link lookAtRatings}. */
  readonly columns: Readonly<Record<string, string>> | undefined;
  readonly duplicates: DuplicatePolicy;
}

/** Time between two notes of progress; milliseconds. */
const NOTE_MS = 2000;
const ROLES = ['user', 'item', 'rating', 'timestamp'];

/** `user=reader,item=book`. @throws OptionError for anything else */
export function columnsNamed(text: string): Readonly<Record<string, string>> {
  const columns: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [, role = '', column = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    if (!ROLES.includes(role))
      throw new OptionError(
        `--columns must be like user=reader,item=book,rating=stars, got ${JSON.stringify(text)}`,
      );
    columns[role] = column;
  }
  if (columns.user === undefined || columns.item === undefined)
    throw new OptionError(`--columns must name user and item, got ${JSON.stringify(text)}`);
  return columns;
}

/** Reads the file, and notes how. @throws DataError or OptionError with file, line, column, and what was expected */
export async function readOwnData(
  { file, columns, duplicates }: OwnData,
  note: (line: string) => void,
): Promise<Interactions> {
  const look = lookAtRatings(file, { columns });
  note(`Read as ${look.code.replace(/^await /, '')}`);
  for (const line of look.notes) note(line);
  let last = performance.now();
  const onProgress = ({ bytes, totalBytes, rows }: ReadProgress) => {
    if (performance.now() - last < NOTE_MS) return;
    last = performance.now();
    const part = totalBytes ? `, ${((100 * bytes) / totalBytes).toFixed(0)}%` : '';
    note(`${rows.toLocaleString('en-US')} rows read${part}`);
  };
  const ratings = await readRatings(file, { ...look.options, duplicates, onProgress });
  note(summary(ratings));
  return ratings;
}

function summary(ratings: Interactions): string {
  const count = (number: number, what: string) => `${number.toLocaleString('en-US')} ${what}`;
  const rows = areRatings(ratings) ? `ratings from ${describeScale(ratings.scale)}` : 'choices';
  return `${count(ratings.length, rows)} by ${count(ratings.users.size, 'users')} of ${count(ratings.items.size, 'items')}`;
}
