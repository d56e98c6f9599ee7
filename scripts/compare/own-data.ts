/** A file of your own for `npm run compare -- --data`. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREPARED_FILES } from '../../lib/big-data/prepare/prepared-folder';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';
import { OptionError } from '../../lib/core/errors';
import { areRatings, describeScale } from '../../lib/core/rating-scale';
import { type CleanRatings, cleanRatings } from '../../lib/data/delimited/clean-ratings';
import type { ReadProgress } from '../../lib/data/delimited/delimited';
import { type LookOptions, lookAtRatings, type RatingsLook } from '../../lib/data/delimited/look-at-ratings';
import type { RatingsOptions } from '../../lib/data/delimited/ratings-layout';
import { readRatings } from '../../lib/data/delimited/read-ratings';
import type { DuplicatePolicy } from '../../lib/data/table/duplicates';
import type { Interactions } from '../../lib/data/table/interactions';
import { inCommand, withAdvice } from '../cli/own-file';

export interface OwnData {
  readonly file: string;
  /** The names of the columns in the file's header; undefined: see {@link lookAtRatings}. */
  readonly columns: LookOptions['columns'];
  readonly duplicates: DuplicatePolicy;
  /** Whether damaged lines are left out. Otherwise reading stops at the first. */
  readonly skipDamaged: boolean;
}

/** Damaged lines that are printed. */
const SHOWN = 5;
/** Time between two notes of progress; milliseconds. */
const NOTE_MS = 2000;

/** Reads the file, and notes how. @throws DataError or OptionError with file, line, column, and what was expected */
export async function readOwnData(own: OwnData, note: (line: string) => void): Promise<Interactions> {
  const { file, columns, duplicates, skipDamaged } = own;
  const read = (path: string, options: RatingsOptions) =>
    readRatings(path, { ...options, duplicates, name: file, onProgress: progressNotes(note) });
  try {
    if (existsSync(join(file, PREPARED_FILES.summary))) return await prepared(own, note);
    const look = lookAtRatings(file, { columns });
    note(`Read as ${look.code.replace(/^await /, '')}`);
    for (const line of look.notes) note(inCommand(line));
    const ratings = skipDamaged
      ? await withCleanCopy(file, look, note, ({ file: copy, options }) => read(copy, options))
      : await read(file, look.options);
    note(summary(ratings));
    return ratings;
  } catch (error) {
    throw withAdvice(error, own);
  }
}

/** The train part of a prepared folder. @throws OptionError for options that a file of text needs */
async function prepared(
  { file, columns, skipDamaged }: OwnData,
  note: (line: string) => void,
): Promise<Interactions> {
  if (columns || skipDamaged) {
    throw new OptionError(
      `--${columns ? 'columns' : 'skip-damaged'} can't be used with a folder of prepared ratings: it is for npm run data -- prepare`,
    );
  }
  const ratings = await readPrepared(file);
  note(`Prepared ratings: ${summary(ratings)}`);
  return ratings;
}

async function withCleanCopy<Result>(
  file: string,
  look: RatingsLook,
  note: (line: string) => void,
  work: (clean: CleanRatings) => Promise<Result>,
): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'clean-ratings-'));
  try {
    const notes = nowAndThen(note);
    const clean = await cleanRatings(file, look, join(dir, 'clean.csv'), {
      onProgress: (part) => notes(() => `Copying the intact lines: ${(100 * part).toFixed(0)}%`),
    });
    const { damaged, incomplete, examples } = clean;
    note(`${damaged} damaged and ${incomplete} incomplete lines are left out`);
    for (const { line, problem } of examples.slice(0, SHOWN)) note(`${file}:${line}: ${inCommand(problem)}`);
    return await work(clean);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function progressNotes(note: (line: string) => void): (progress: ReadProgress) => void {
  const notes = nowAndThen(note);
  return ({ bytes, totalBytes, rows }) =>
    notes(() => {
      const part = totalBytes ? `, ${((100 * bytes) / totalBytes).toFixed(0)}%` : '';
      return `${rows.toLocaleString('en-US')} rows read${part}`;
    });
}

/** Passes on a line every two seconds. */
function nowAndThen(note: (line: string) => void): (line: () => string) => void {
  let last = performance.now();
  return (line) => {
    if (performance.now() - last < NOTE_MS) return;
    last = performance.now();
    note(line());
  };
}

function summary(ratings: Interactions): string {
  const count = (number: number, what: string) => `${number.toLocaleString('en-US')} ${what}`;
  const rows = areRatings(ratings) ? `ratings from ${describeScale(ratings.scale)}` : 'choices';
  return `${count(ratings.length, rows)} by ${count(ratings.users.size, 'users')} of ${count(ratings.items.size, 'items')}`;
}
