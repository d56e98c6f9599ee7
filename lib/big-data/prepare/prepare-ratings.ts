/** Prepares a file of ratings of any size for training: on disk, with DuckDB, larger than memory. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { DataError, OptionError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import { syncFolder, writeDurably } from '../../core/write-durably';
import { type Database, withDatabase } from '../../data/duckdb/database';
import { sqlText } from '../../data/duckdb/sql-text';
import { detectLayout } from '../layouts/detect-layout';
import type { RatingsFile } from '../layouts/layout';
import { checkedOptions, type PrepareOptions } from './prepare-options';
import { PREPARED_FILES, PREPARED_FORMAT, PREPARED_VERSION, type PreparedSummary } from './prepared-folder';
import { readLines, scaleOf } from './read-lines';
import { keepCore, newestPerPair, numberIds, placeIds, splitByTime } from './stages';

const { remove, makeTemporary, replaceFolder } = require('../../core/whole-folder.cjs') as {
  remove(target: string): void;
  makeTemporary(parent: string): string;
  replaceFolder(from: string, to: string): void;
};

/**
 * Makes a folder with `ratings.parquet`, `users.parquet`, `items.parquet`, and `prepared.json` from a file of ratings:
 * one row per pair of user and item, the newest; users and items numbered; optionally a sample of the users, the
 * k-core, and the latest ratings set aside for tests. Rows are ordered by user, then as in the file. The folder appears
 * when it is complete, so that one that was interrupted isn't mistaken for it.
 *
 * Memory: `memoryMB` and about 400 MB; the rest is on disk, beside the result.
 *
 * @throws DataError with file, line, field and value for a line that can't be read, and for an unknown layout
 * @throws OptionError for an invalid option, and for `overwrite` of a file, or of a folder with anything else in it
 * @throws the reason of `signal` if it aborts
 *
 * @example
 * await prepareRatings({ from: 'ratings.csv', into: 'data/prepared' });
 * const ratings = await readPrepared('data/prepared');
 */
export async function prepareRatings(given: PrepareOptions): Promise<PreparedSummary> {
  const options = checkedOptions(given);
  const { into, overwrite = false, signal } = given;
  checkInto(into, overwrite, options.files);
  const files = options.files.map((file) => detectLayout(file, given.format, given.columns));
  checkAlike(files, options.split !== undefined);
  const temporary = makeTemporary(path.dirname(path.resolve(into)));
  try {
    const summary = await new Preparation(files, given, path.join(temporary, 'work')).run(temporary);
    signal?.throwIfAborted();
    await rm(path.join(temporary, 'work'), { recursive: true, force: true });
    replaceFolder(temporary, into);
    await syncFolder(path.dirname(path.resolve(into)));
    return summary;
  } finally {
    remove(temporary);
  }
}

/** Only prepared ratings are replaced. @throws OptionError for any other folder or file, or one that is to be read */
function checkInto(into: string, overwrite: boolean, files: readonly string[]): void {
  if (!existsSync(into)) return;
  const refuse = (what: string): never => {
    throw new OptionError(`prepareRatings: ${what}, got ${into}`);
  };
  if (!overwrite) {
    throw new OptionError(
      `prepareRatings: the folder to make must not exist yet, got ${into}; pass overwrite to replace it`,
    );
  }
  const there = statSync(into).isDirectory() ? readdirSync(into) : refuse('into must be a folder');
  if (there.length > 0 && !there.includes(PREPARED_FILES.summary))
    refuse('a folder to overwrite must contain prepared ratings or be empty');
  const folder = realpathSync(into) + path.sep;
  if (files.some((file) => existsSync(file) && realpathSync(file).startsWith(folder)))
    refuse('the files to read must not be in the folder to overwrite');
}

/** Files must be of one layout. */
function checkAlike(files: readonly RatingsFile[], needsTimes: boolean): void {
  const [first, ...others] = files;
  const columnsOf = ({ columns }: RatingsFile) =>
    Object.keys(columns).filter((role) => columns[role as 'user']);
  for (const other of others) {
    if (other.layout === first!.layout && `${columnsOf(other)}` === `${columnsOf(first!)}`) continue;
    throw new DataError(
      `prepareRatings: all files must have the same layout, but ${first!.path} is ${first!.layout} (${columnsOf(first!).join(', ')}), and ${other.path} ${other.layout} (${columnsOf(other).join(', ')})`,
      { file: other.path },
    );
  }
  if (needsTimes && first!.columns.timestamp === undefined)
    throw new OptionError(`prepareRatings: split needs times, but ${first!.path} has none`);
}

/** The stages of one call. */
class Preparation {
  readonly #options: ReturnType<typeof checkedOptions>;
  readonly #stages: readonly string[];
  #stage = 0;
  #donePart = 0;

  constructor(
    private readonly files: readonly RatingsFile[],
    private readonly given: PrepareOptions,
    /** The folder for DuckDB's files. */
    private readonly work: string,
  ) {
    this.#options = checkedOptions(given);
    this.#stages = [
      ...files.map(({ path: file }) => `reading ${path.basename(file)}`),
      'numbering users and items',
      'finding the newest rating of each pair',
      ...(this.#options.kCore > 1 ? [`finding the ${this.#options.kCore}-core`] : []),
      'writing',
    ];
  }

  async run(folder: string): Promise<PreparedSummary> {
    await mkdir(this.work);
    // In memory, as tables of a file are compressed, which takes longer; what doesn't fit goes to the folder.
    const settings = {
      memory_limit: `${this.#options.memoryMB}MB`,
      temp_directory: path.join(this.work, 'spilled'),
    };
    const summary = await withDatabase(
      {
        use: 'Prepared ratings',
        settings,
        signal: this.given.signal,
        onPart: (part) => this.#report(part),
      },
      (db) => this.#prepare(db, folder),
    );
    const json = JSON.stringify(summary, null, 2);
    await writeDurably(folder, PREPARED_FILES.summary, Buffer.from(`${json}\n`));
    return summary;
  }

  async #prepare(db: Database, folder: string): Promise<PreparedSummary> {
    const { damaged, userShare, seed, kCore, split, memoryMB } = this.#options;
    const sources: PreparedSummary['sources'][number][] = [];
    for (const file of this.files) {
      this.#begin();
      const { signal } = this.given;
      const counts = await readLines(db, file, { damaged, temporary: this.work, signal });
      const { layout, because, notes } = file;
      sources.push({ file: path.basename(file.path), layout, because, notes, ...counts });
    }
    const scale: RatingScale = await scaleOf(db, this.files);
    const rows = async () => db.number('SELECT count(*) FROM pairs');
    const read = sources.reduce((sum, source) => sum + source.rows, 0);
    this.#begin();
    await numberIds(db, userShare ?? 1, seed);
    const sampled = await rows();
    this.#begin();
    await newestPerPair(db, (part) => this.#report(part));
    const single = await rows();
    if (kCore > 1) {
      this.#begin();
      await keepCore(db, kCore);
    }
    const left = await rows();
    if (left === 0) {
      throw new DataError(
        `prepareRatings: no ratings remain of the ${read} read: ${kCore > 1 ? `the ${kCore}-core` : 'the sample'} is empty`,
      );
    }
    this.#begin();
    await placeIds(db);
    const part = split && (await splitByTime(db, split));
    const written = await writeTables(db, folder, this.files[0]!, split !== undefined);
    return {
      format: PREPARED_FORMAT,
      version: PREPARED_VERSION,
      sources,
      hasRatings: this.files[0]!.columns.rating !== undefined,
      hasTimestamps: this.files[0]!.columns.timestamp !== undefined,
      scale,
      counts: {
        read,
        damaged: sources.reduce((sum, source) => sum + source.damaged, 0),
        notSampled: read - sampled,
        repeated: sampled - single,
        outsideCore: single - left,
        ...written,
      },
      ...(part?.from === undefined ? {} : { testFrom: part.from }),
      options: { damaged, kCore, userShare, seed, split, memoryMB },
    };
  }

  /** Begins the next stage. */
  #begin(): void {
    this.given.signal?.throwIfAborted();
    this.#stage++;
    this.#donePart = 0;
    this.#report(0);
  }

  #report(part: number): void {
    // A stage has several statements, of which each begins at 0.
    this.#donePart = Math.max(this.#donePart, part);
    this.given.onProgress?.({
      stage: this.#stages[this.#stage - 1]!,
      number: this.#stage,
      stages: this.#stages.length,
      part: this.#donePart,
    });
  }
}

/** Writes the tables, and counts their rows. @throws DataError if a part of the split would be empty */
async function writeTables(
  db: Database,
  folder: string,
  { columns }: RatingsFile,
  isSplit: boolean,
): Promise<Pick<PreparedSummary['counts'], 'ratings' | 'test' | 'users' | 'items'>> {
  const copy = (query: string, name: string) =>
    db.run(`COPY (${query}) TO ${sqlText(path.join(folder, name))} (FORMAT parquet, COMPRESSION zstd)`);
  const all = await db.number('SELECT count(*) FROM pairs');
  const test = isSplit ? await db.number('SELECT count(*) FILTER (is_test) FROM pairs') : 0;
  if (isSplit && (test === 0 || test === all)) {
    throw new DataError(
      `prepareRatings: split would leave ${test === 0 ? 'no rating for tests' : 'no rating to train on'}, of ${all}`,
    );
  }
  const time = columns.timestamp === undefined ? '' : ', time // 1000 AS timestamp';
  const ratings = (where: string) =>
    `SELECT users_left.place AS "user", items_left.place AS item, rating${time}
     FROM pairs JOIN users_left ON pairs."user" = users_left.number JOIN items_left ON pairs.item = items_left.number
     ${where} ORDER BY users_left.place, line`;
  await copy(ratings(isSplit ? 'WHERE NOT is_test' : ''), PREPARED_FILES.ratings);
  if (isSplit) await copy(ratings('WHERE is_test'), PREPARED_FILES.test);
  for (const name of ['users', 'items'] as const)
    await copy(`SELECT place, id FROM ${name}_left ORDER BY place`, PREPARED_FILES[name]);
  return {
    ratings: all - test,
    test,
    users: await db.number('SELECT count(*) FROM users_left'),
    items: await db.number('SELECT count(*) FROM items_left'),
  };
}
