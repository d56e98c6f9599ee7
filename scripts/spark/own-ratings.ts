/** The ratings for Spark: a prepared folder, or a file that is prepared first. */
import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readSummary } from '../../lib/big-data/prepare/prepared-folder';
import { DataError, OptionError } from '../../lib/core/errors';
import { withAdvice } from '../cli/own-file';
import { noteSources, preparedWords } from '../cli/prepared-words';
import type { Arguments } from './arguments';
import type { StatusLine } from './status-line';

/** What preparing needs. */
export interface Preparing {
  /** A folder for the prepared ratings of a file, which the caller removes. */
  readonly temporary: string;
  readonly screen: StatusLine;
  readonly signal: AbortSignal;
}

/** What is read, and how. */
type Own = Pick<Arguments, 'ratings' | 'columns' | 'skipDamaged'>;

/**
 * Before the work, not after it.
 * @throws DataError if the file or folder doesn't exist, or the folder isn't a prepared one
 * @throws OptionError for a prepared folder with options that a file needs
 */
export function checkRatings({ ratings: from, columns, skipDamaged }: Own): void {
  if (!existsSync(from)) throw new DataError(`${from}: no such file or folder`, { file: from });
  if (!statSync(from).isDirectory()) return;
  readSummary(from);
  if (columns || skipDamaged) {
    throw new OptionError(
      `--${columns ? 'columns' : 'skip-damaged'} can't be used with a folder of prepared ratings: it is for npm run data -- prepare`,
    );
  }
}

/** The prepared folder. @throws DataError if the file can't be read */
export async function preparedFolder(
  { ratings: from, columns, skipDamaged }: Own,
  { temporary, screen: { status, note }, signal }: Preparing,
): Promise<string> {
  if (statSync(from).isDirectory()) return from;
  const into = path.join(temporary, 'prepared');
  try {
    const summary = await prepareRatings({
      from,
      into,
      columns,
      damaged: skipDamaged ? 'skip' : 'error',
      signal,
      onProgress: ({ stage, part }) =>
        status(`preparing: ${stage}, ${Math.round(100 * part)}%`, `preparing: ${stage}`),
    });
    noteSources(summary, note);
    note(`Prepared ${preparedWords(summary)}.`);
    return into;
  } catch (error) {
    throw withAdvice(error, { skipDamaged });
  }
}
