/** The ratings for Spark: a prepared folder, or a file that is prepared first. */
import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readSummary } from '../../lib/big-data/prepare/prepared-folder';
import { DataError } from '../../lib/core/errors';
import type { StatusLine } from './status-line';

/** What preparing needs. */
export interface Preparing {
  /** A folder for the prepared ratings of a file, which the caller removes. */
  readonly temporary: string;
  readonly screen: StatusLine;
  readonly signal: AbortSignal;
}

/** Before the work, not after it. @throws DataError if the file or folder doesn't exist, or the folder isn't a prepared one */
export function checkRatings(from: string): void {
  if (!existsSync(from)) throw new DataError(`${from}: no such file or folder`, { file: from });
  if (statSync(from).isDirectory()) readSummary(from);
}

/** The prepared folder. @throws DataError if the file can't be read */
export async function preparedFolder(
  from: string,
  { temporary, screen: { status, note }, signal }: Preparing,
): Promise<string> {
  if (statSync(from).isDirectory()) return from;
  const into = path.join(temporary, 'prepared');
  const { counts, sources } = await prepareRatings({
    from,
    into,
    signal,
    onProgress: ({ stage, part }) =>
      status(`preparing: ${stage}, ${Math.round(100 * part)}%`, `preparing: ${stage}`),
  });
  const { ratings, users, items } = counts;
  note(`Prepared ${ratings} ratings of ${users} users and ${items} items, read as ${sources[0]?.layout}.`);
  return into;
}
