/** Made-up files of ratings in the exact layouts of public data sets, of any size, for tests and measurements. */
import { existsSync } from 'node:fs';
import { OptionError } from '../../core/errors';
import { refuseUnknownOptions } from '../../core/options';
import { type Database, withDatabase } from '../../data/duckdb/database';
import { sqlText } from '../../data/duckdb/sql-text';
import { LAYOUTS, type LayoutName } from '../layouts/layout';

/** Options of {@link generateFile}. */
export interface GenerateFileOptions {
  readonly layout: LayoutName;
  readonly rows: number;
  /** The file to write; packed with gzip if its name ends in `.gz`. */
  readonly to: string;
  /** Default: one user per 154 ratings, as in MovieLens 25M. */
  readonly users?: number;
  /** Default: as many as MovieLens 25M has for its ratings, and at most a twentieth of the rows. */
  readonly items?: number;
  /** Default 42. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Time of the first rating, in seconds since 1970, and how many seconds the ratings spread over. */
const [START, SPAN] = [1_100_000_000, 450_000_000];
/** A unit from 0 to 1 that depends on these values, and on nothing else. */
const unit = (...values: (string | number)[]) => `(hash(${values.join(', ')}) % 1000003 / 1000003.0)`;
/** Text of letters and digits that depends on a number: not the same for any two numbers below 36^8. */
const code = (number: string, length: number, salt: number) =>
  `(upper(substr(md5(${number} || ' ${salt}'), 1, ${length - 8})) || lpad(upper(to_base(${number}, 36)), 8, '0'))`;
const PRODUCT = "'B' || lpad(upper(to_base(i, 36)), 9, '0')";
/** An ASIN: every fifth is the number of a book, with leading zeros. */
const ASIN = `if(i % 5 = 0, lpad(CAST(i AS VARCHAR), 10, '0'), ${PRODUCT})`;
const AMAZON_USER = `('A' || ${code('u', 13, 1)})`;
const USER_2023 = `('A' || ${code('u', 27, 2)})`;
const YELP = (number: string, salt: number) => `('-' || ${code(number, 21, salt)})`;
const MS = '(1000 * time + hash(row, 9) % 1000)';
const DATE = "strftime(make_timestamp(1000000 * time), '%Y-%m-%d %H:%M:%S')";
const TEXT = `list_extract(['It works.', 'Said "no", then yes', 'Ça va, 良い', ''], CAST(row % 4 + 1 AS INTEGER))`;

/** The columns of each layout, as SELECT has them; `stars` are whole, `halves` are in steps of a half. */
const COLUMNS: Readonly<Record<LayoutName, string>> = {
  movielens: `u + 1 AS "userId", 3 * i + 1 AS "movieId", halves AS rating, time AS timestamp`,
  'amazon-2014': `${AMAZON_USER} AS "user", ${ASIN} AS item, stars AS rating, time`,
  'amazon-2018': `${ASIN} AS item, ${AMAZON_USER} AS "user", stars AS rating, time`,
  'amazon-2023': `${USER_2023} AS user_id, ${PRODUCT} AS parent_asin, stars AS rating, ${MS} AS timestamp`,
  'amazon-reviews': `stars AS overall, hash(row) % 2 = 0 AS verified, strftime(make_timestamp(1000000 * time), '%m %-d, %Y') AS "reviewTime",
    ${AMAZON_USER} AS "reviewerID", ${ASIN} AS asin, 'Kim' AS "reviewerName", ${TEXT} AS "reviewText", 'Yes' AS summary, time AS "unixReviewTime"`,
  'amazon-2023-reviews': `stars AS rating, 'Good' AS title, ${TEXT} AS text, CAST([] AS VARCHAR[]) AS images, ${ASIN} AS asin, ${ASIN} AS parent_asin,
    ${USER_2023} AS user_id, ${MS} AS timestamp, hash(row) % 8 AS helpful_vote, true AS verified_purchase`,
  yelp: `${YELP('row', 3)} AS review_id, ${YELP('u', 4)} AS user_id, ${YELP('i', 5)} AS business_id, stars, hash(row) % 5 AS useful,
    0 AS funny, 0 AS cool, ${TEXT} AS text, ${DATE} AS date`,
};

/** Whether the layout is JSON lines, or CSV with or without a header. */
const KIND: Readonly<Record<LayoutName, 'json' | 'header' | 'plain'>> = {
  movielens: 'header',
  'amazon-2014': 'plain',
  'amazon-2018': 'plain',
  'amazon-2023': 'header',
  'amazon-reviews': 'json',
  'amazon-2023-reviews': 'json',
  yelp: 'json',
};

/**
 * Writes a file. A few users rate a lot, and a few items are rated a lot; a rating is the mean plus what user and item
 * add and whether they are of the same of two kinds, plus noise, so that there is something to learn. A few percent of
 * the pairs occur more than once. Lines are ordered by user. The same seed gives the same file with the same version of
 * DuckDB. Cost: O(rows); 25 million lines of MovieLens are 670 MB.
 *
 * @throws OptionError for an unknown layout, an invalid number, or a file that exists
 * @throws the reason of `signal` if it aborts
 *
 * @example
 * await generateFile({ layout: 'yelp', rows: 1000, to: 'made-up.json' });
 * detectLayout('made-up.json').layout; // 'yelp'
 */
export async function generateFile(options: GenerateFileOptions): Promise<void> {
  const { layout, rows, to, seed = 42, signal } = options;
  refuseUnknownOptions('generateFile', options, ['layout', 'rows', 'to', 'users', 'items', 'seed', 'signal']);
  if (!LAYOUTS.includes(layout))
    throw new OptionError(`generateFile: layout must be one of ${LAYOUTS.join(', ')}, got ${String(layout)}`);
  if (existsSync(to)) throw new OptionError(`generateFile: the file to write must not exist yet, got ${to}`);
  const users = options.users ?? Math.ceil(rows / 154);
  const items = options.items ?? Math.ceil(Math.min(rows / 20, 62_423));
  for (const [name, value] of Object.entries({ rows, users, items })) {
    if (!(Number.isSafeInteger(value) && value > 0))
      throw new OptionError(`generateFile: ${name} must be a positive whole number, got ${value}`);
  }
  const settings = { memory_limit: '1GB' };
  await withDatabase({ use: 'Generated files', settings, signal }, (db) =>
    write(db, { layout, rows, to, seed, users, items }),
  );
}

function write(
  db: Database,
  { layout, rows, to, seed, users, items }: Required<Omit<GenerateFileOptions, 'signal'>>,
): Promise<void> {
  const gzip = to.endsWith('.gz') ? ', COMPRESSION gzip' : ', COMPRESSION none';
  const format = KIND[layout] === 'json' ? 'FORMAT json' : `FORMAT csv, HEADER ${KIND[layout] === 'header'}`;
  const score = `3.5 + 1.2 * (${unit('u', seed)} - 0.5) + 1.6 * (${unit('i', seed + 1)} - 0.5)
    + if(hash(u, ${seed + 2}) % 2 = hash(i, ${seed + 3}) % 2, 0.4, -0.4) + 2 * (${unit('row', seed + 4)} - 0.5)`;
  return db.run(
    `COPY (
       SELECT ${COLUMNS[layout]} FROM (
         SELECT *, CAST(greatest(0.5, least(5, round(2 * score) / 2)) AS DECIMAL(2, 1)) AS halves,
           CAST(greatest(1, least(5, round(score))) AS DECIMAL(2, 1)) AS stars FROM (
           SELECT *, ${score} AS score, CAST(${START} + ${unit('u', seed + 5)} * ${SPAN} + row % 1000 * 7 AS BIGINT) AS time FROM (
             SELECT row, CAST(floor(${users} * power(row / ${rows}, 1.5)) AS BIGINT) AS u,
               CAST(floor(${items} * power(${unit('row', seed + 6)}, 3)) AS BIGINT) AS i
             FROM range(${rows}) AS rows(row))))
     ) TO ${sqlText(to)} (${format}${gzip})`,
  );
}
