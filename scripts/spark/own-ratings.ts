/** The ratings for Spark: a prepared folder, or a file that is prepared first. */
import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readSummary } from '../../lib/big-data/prepare/prepared-folder';
import { DataError } from '../../lib/core/errors';

/** What preparing needs. */
export interface Preparing {
  /** A folder for the prepared ratings of a file, which the caller removes. */
  readonly temporary: string;
  readonly status: (line: string) => void;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The prepared folder. @throws DataError if there is no such file or folder, or it can't be read */
export async function preparedFolder(
  from: string,
  { temporary, status, note, signal }: Preparing,
): Promise<string> {
  if (!existsSync(from)) throw new DataError(`${from}: no such file or folder`, { file: from });
  if (statSync(from).isDirectory()) {
    readSummary(from);
    return from;
  }
  const into = path.join(temporary, 'prepared');
  const { counts, sources } = await prepareRatings({
    from,
    into,
    signal,
    onProgress: ({ stage, part }) => status(`preparing: ${stage}, ${Math.round(100 * part)} %`),
  });
  const { ratings, users, items } = counts;
  note(`Prepared ${ratings} ratings of ${users} users and ${items} items, read as ${sources[0]?.layout}.`);
  return into;
}
