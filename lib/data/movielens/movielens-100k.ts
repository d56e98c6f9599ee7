/**
 * MovieLens 100K from the project's data folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { checkArgument, checkOptions, FUNCTION, TEXT } from '../../core/arguments';
import { DataError } from '../../core/errors';
import { IS_PACKAGED } from '../../core/packaged';
import { WHOLE_STARS } from '../../core/rating-scale';
import { readDelimitedSync } from '../delimited/delimited';
import { readRatingsSync } from '../delimited/read-ratings';
import type { Interactions } from '../table/interactions';
import { type Film, filmsOf } from './film';
import { summaryOf } from './movielens-summary';
import { type User, usersOf } from './user';

type SourceName = 'yours' | 'official' | 'mirror' | 'synthetic';

const layout = require('./layout-100k.cjs') as {
  readonly FILES_100K: readonly string[];
  readonly GENRES_100K: readonly string[];
  readonly SOURCES_100K: readonly SourceName[];
};

/** The genres of `u.item`, in the order of its flags, without the first flag, `unknown`. */
export const { GENRES_100K } = layout;

/** Where the files came from; setup writes it to `source.json`. */
export interface DataSource {
  /** `yours`: you put the files there; `synthetic`: generated, not MovieLens at all. */
  readonly source: SourceName;
  /** The origin in words. */
  readonly from: string;
  /** The license in a sentence. */
  readonly license: string;
  /** For your own files: whether the ratings are the published ones, if setup has checked. */
  readonly genuine?: boolean;
}

/**
 * Whether the ratings are those of MovieLens 100K as published, so that statements about them can be checked:
 * false if they are synthetic, or if your own files have different ones.
 *
 * @example
 * isPublished(loadMovieLens100K().source); // true
 */
export function isPublished(source: Pick<DataSource, 'source' | 'genuine'>): boolean {
  return source.source !== 'synthetic' && source.genuine !== false;
}

/** The data set in memory. */
export interface MovieLens {
  readonly ratings: Interactions;
  readonly films: readonly Film[];
  readonly users: readonly User[];
  readonly source: DataSource;
  /** A few lines of text: source, counts, time span, license. */
  readonly summary: readonly string[];
}

/** Options of `loadMovieLens100K`. */
export interface LoadOptions {
  /** Folder with u.data, u.item and u.user. Default: `data/ml-100k` of the project. */
  readonly dir?: string;
  /** Called with the source of the data, and with warnings. */
  readonly onNote?: (note: string) => void;
}

const LICENSE =
  'GroupLens: for research, with acknowledgment; not to be redistributed or used commercially without permission.';

const FETCH = IS_PACKAGED
  ? 'unpack ml-100k.zip from https://grouplens.org/datasets/movielens/100k/ there, or give its folder as `dir`'
  : '`npm run setup` fetches the data set';

/**
 * Loads ratings, films, and users in about 0.1 s. If a file is missing, the DataError says to run setup; if
 * one is malformed, it gives file, line, column, value, and what was expected.
 *
 * @example
 * const { ratings, films, summary } = loadMovieLens100K();
 * ratings.length; // 100000
 */
export function loadMovieLens100K(options: LoadOptions = {}): MovieLens {
  checkOptions('loadMovieLens100K', options, { dir: 'data/ml-100k', onNote: undefined });
  checkArgument('loadMovieLens100K', 'dir', options.dir ?? '', TEXT);
  checkArgument('loadMovieLens100K', 'onNote', options.onNote ?? (() => {}), FUNCTION);
  const dir = options.dir ?? path.join(projectFolder(), 'data', 'ml-100k');
  for (const name of layout.FILES_100K) {
    if (existsSync(path.join(dir, name))) continue;
    const where = path.relative(projectFolder(), dir) || '.';
    throw new DataError(
      `MovieLens 100K: ${name} is missing from ${where.startsWith('..') ? dir : where}; ${FETCH}`,
      { file: path.join(dir, name) },
    );
  }
  const source = readSource(path.join(dir, 'source.json'));
  const ratings = readRatingsSync(path.join(dir, 'u.data'), { scale: WHOLE_STARS, name: 'u.data' });
  const films = readFilms(path.join(dir, 'u.item'));
  const users = readUsers(path.join(dir, 'u.user'));
  const summary = summaryOf(ratings, source, isPublished(source));
  options.onNote?.(summary[0]);
  const known = new Set(films.map((film) => film.id));
  const nameless = Array.from(ratings.items).filter((id) => !known.has(id));
  if (nameless.length > 0) {
    const some = nameless.slice(0, 3).join(', ');
    options.onNote?.(
      `u.item has no entry for ${nameless.length} rated films (${some}${nameless.length > 3 ? ', …' : ''})`,
    );
  }
  return Object.freeze({ ratings, films, users, source, summary });
}

/**
 * `u.item`: `id|title (year)|date|video date|address|19 flags`. Latin-1 as published; UTF-8 is recognized.
 */
function readFilms(file: string): Film[] {
  const flags = Object.fromEntries(GENRES_100K.map((genre) => [genre, 'integer' as const]));
  const { columns, place } = readDelimitedSync(file, {
    separator: '|',
    quotes: false, // titles can start with a quote
    encoding: 'detect',
    name: 'u.item',
    columns: {
      id: 'id',
      title: 'text',
      date: 'skip',
      videoDate: 'skip',
      address: 'skip',
      unknown: 'integer',
      ...flags,
    },
  });
  const genreColumns = columns as unknown as Readonly<Record<string, Float64Array>>;
  const genres = (row: number) =>
    GENRES_100K.filter((genre) => {
      const flag = genreColumns[genre][row];
      if (flag === 0 || flag === 1) return flag === 1;
      const at = place(row, genre as 'unknown');
      throw new DataError(
        `u.item:${at.line}: column ${at.column} (${genre}): expected 0 or 1, got ${flag}`,
        at,
      );
    });
  return filmsOf(columns.id, columns.title, genres, (row) => place(row, 'id'));
}

/** `u.user`: `id|age|gender|occupation|zip code`. */
function readUsers(file: string): User[] {
  const { columns, place } = readDelimitedSync(file, {
    separator: '|',
    quotes: false,
    name: 'u.user',
    columns: { id: 'id', age: 'integer', gender: 'text', occupation: 'text', zipCode: 'text' },
  });
  return usersOf(
    columns,
    (row) => columns.occupation[row],
    (row) => place(row, 'id'),
  );
}

function readSource(file: string): DataSource {
  const yours: DataSource = { source: 'yours', from: 'files that you put there', license: LICENSE };
  if (!existsSync(file)) return yours;
  const fail = (what: string): never => {
    throw new DataError(
      `source.json: ${what}; delete the file${IS_PACKAGED ? '' : ' or run `npm run setup`'}`,
      { file },
    );
  };
  let given: Partial<DataSource> | null;
  try {
    given = JSON.parse(readFileSync(file, 'utf8')) as Partial<DataSource> | null;
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause));
  }
  const source = { ...yours, ...given };
  if (layout.SOURCES_100K.includes(source.source)) return source;
  return fail(
    `source must be one of ${layout.SOURCES_100K.join(', ')}, got ${JSON.stringify(source.source)}`,
  );
}

/** The folder of the nearest package.json: above this file or, if the library is a package, above the current folder. */
function projectFolder(): string {
  for (let folder = IS_PACKAGED ? process.cwd() : __dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) return process.cwd();
  }
}
