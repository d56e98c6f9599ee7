/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as bigData from '../../lib/big-data/big-data';
import { OptionError } from '../../lib/core/errors';
import * as data from '../../lib/data/data';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
const all = { ...data, ...bigData } as any as Readonly<Record<string, (...args: unknown[]) => unknown>>;

const FILE = { text: 'user,item,rating\na,b,3\n' };
const PATHS = { from: 'a.csv', into: 'b' };
const BAD: readonly (readonly [name: string, args: readonly unknown[], message: string])[] = [
  ['filmsWhere', [null, {}], 'films must be a list of films, got null'],
  [
    'filmsWhere',
    [[], null],
    "filter must be an object such as { genres: ['Comedy'] }, or {} for all films, got null",
  ],
  ['filmsWhere', [[], { genres: 'Comedy' }], 'genres must be a list, got "Comedy"'],
  ['filmsWhere', [[], { years: 1990 }], 'years must be a list, got 1990'],
  [
    'loadMovieLens100K',
    [null],
    'options must be an object such as { dir: "data/ml-100k" }, or left out; got null',
  ],
  ['loadMovieLens100K', ['data'], 'options must be an object'],
  ['loadMovieLens100K', [{ folder: 'data' }], 'there is no option folder; the options are dir, onNote'],
  ['loadMovieLens100K', [{ dir: 7 }], 'dir must be a text, got 7'],
  ['lookAtRatings', [undefined], 'source must be a path, bytes, or { text }, got undefined'],
  ['lookAtRatings', [FILE, null], 'options must be an object'],
  ['lookAtRatings', [FILE, { column: {} }], 'there is no option column; the options are columns, name'],
  [
    'lookAtRatings',
    [FILE, { columns: { users: 'a' } }],
    'columns: there is no option users; the options are user, item',
  ],
  [
    'prepareRatings',
    [null],
    "options must be an object such as { from: 'ratings.csv', into: 'data/prepared' }",
  ],
  ['prepareRatings', [{ ...PATHS, from: undefined }], 'from must be the path of a file, or a list of them'],
  ['prepareRatings', [{ ...PATHS, from: 7 }], 'from must be the path of a file, or a list of them'],
  ['prepareRatings', [{ ...PATHS, core: 5 }], 'there is no option core'],
  ['readCatalog', [null], 'file must be a text, got null'],
  ['readCatalog', ['a', null], 'options must be an object'],
  ['readCatalog', ['a', { dir: 'b' }], 'there is no option dir; the options are folder, signal'],
  ['readPrepared', [undefined], 'folder must be a text, got undefined'],
  ['readPrepared', ['a', null], 'options must be an object'],
  ['readPrepared', ['a', { parts: 'test' }], 'there is no option parts; the options are part, signal'],
  ['readRatings', [null], 'source must be a path, bytes, { text }, or a stream, got null'],
  ['readRatings', [{}], 'source must be a path, bytes, { text }, or a stream, got {}'],
  ['readRatingsSync', [7], 'source must be a path, bytes, or { text }, got 7'],
  ['readTitles', [null], 'source must be a path'],
  ['readTitles', [FILE, undefined], 'options must be an object such as { id: "ISBN" }'],
  ['readTitles', [FILE, { id: 'a' }], 'title must be a text, got undefined'],
  [
    'readTitles',
    [FILE, { id: 'a', title: 'b', genres: 'c' }],
    'there is no option genres; the options are id, title, categories',
  ],
  ['unpackPrepared', ['a', undefined], 'options must be an object'],
  ['unpackPrepared', ['a', { to: 'b' }], 'there is no option to; the options are into'],
  ['withTitles', [[], null], 'films must be a list of films, got null'],
];

for (const [name, args, message] of BAD) {
  test(`${name}: ${message}`, async () => {
    await assert.rejects(
      async () => all[name](...args),
      (error: Error) => {
        assert.ok(error instanceof OptionError, error.stack);
        assert.ok(error.message.startsWith(`${name}: `), error.message);
        assert.ok(error.message.includes(message), error.message);
        return true;
      },
    );
  });
}
