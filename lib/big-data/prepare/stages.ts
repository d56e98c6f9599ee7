/** The steps of the preparation, each a few statements on DuckDB's tables. */
import type { Database } from '../../data/duckdb/database';
import type { TimeSplit } from './prepare-options';

/**
 * Numbers users and items by first appearance, and replaces the texts of `lines` by these numbers: `pairs` has `user`,
 * `item`, `rating`, `time`, and `line`; `users` and `items` have `number` and `id`. With a share, only users whose id,
 * with the seed, has a small hash are kept.
 */
export async function numberIds(db: Database, userShare: number, seed: number): Promise<void> {
  // MD5 rather than DuckDB's own hash, which may change with its version.
  const isSampled =
    userShare < 1
      ? `WHERE md5_number_lower("user" || ' ${seed}') < ${userShare} * 18446744073709551616.0`
      : '';
  for (const [table, column] of [
    ['users', '"user"'],
    ['items', 'item'],
  ] as const) {
    await db.run(
      `CREATE TABLE ${table} AS SELECT CAST(row_number() OVER (ORDER BY line) - 1 AS INTEGER) AS number, id
       FROM (SELECT ${column} AS id, min(rowid) AS line FROM lines ${isSampled} GROUP BY ${column})`,
    );
  }
  await db.run(
    `CREATE TABLE pairs AS SELECT users.number AS "user", items.number AS item, rating, time, lines.rowid AS line
     FROM lines JOIN users ON lines."user" = users.id JOIN items ON lines.item = items.id;
     DROP TABLE lines`,
  );
}

/** Users per pass are chosen so that a pass has about this many rows: sorting them must fit into memory. */
const ROWS_PER_PASS = 8e6;

/**
 * Keeps the newest rating of each pair of user and item; of several with the same time, or without times, the one that
 * comes last in the files.
 */
export async function newestPerPair(db: Database, onPart: (part: number) => void): Promise<void> {
  const rows = await db.number('SELECT count(*) FROM pairs');
  const users = await db.number('SELECT count(*) FROM users');
  const passes = Math.max(1, Math.min(users, Math.round(rows / ROWS_PER_PASS)));
  await db.run('ALTER TABLE pairs RENAME TO every; CREATE TABLE pairs AS FROM every LIMIT 0');
  for (let pass = 0; pass < passes; pass++) {
    await db.run(
      `INSERT INTO pairs SELECT * FROM every WHERE "user" % ${passes} = ${pass}
       QUALIFY row_number() OVER (PARTITION BY "user", item ORDER BY time DESC NULLS LAST, line DESC) = 1`,
    );
    onPart((pass + 1) / passes);
  }
  await db.run('DROP TABLE every');
}

/**
 * The k-core: drops users and items with fewer than k ratings until none is left. Its result doesn't depend on the
 * order. Cost: a pass over what remains for each round; MovieLens takes a few, sparse data some dozens.
 */
export async function keepCore(db: Database, k: number): Promise<void> {
  for (;;) {
    const before = await db.number('SELECT count(*) FROM pairs');
    const often = (column: string) =>
      `SELECT ${column} FROM pairs GROUP BY ${column} HAVING count(*) >= ${k}`;
    await db.run(
      `CREATE TABLE core AS SELECT * FROM pairs
       WHERE "user" IN (${often('"user"')}) AND item IN (${often('item')});
       DROP TABLE pairs; ALTER TABLE core RENAME TO pairs`,
    );
    if ((await db.number('SELECT count(*) FROM pairs')) === before) return;
  }
}

/** Gives the users and items that are left places from 0, in the order of their first lines. */
export async function placeIds(db: Database): Promise<void> {
  for (const [table, column] of [
    ['users', '"user"'],
    ['items', 'item'],
  ] as const) {
    await db.run(
      `CREATE TABLE ${table}_left AS SELECT number, CAST(row_number() OVER (ORDER BY number) - 1 AS INTEGER) AS place, id
       FROM ${table} WHERE number IN (SELECT DISTINCT ${column} FROM pairs)`,
    );
  }
}

/** Where the test part begins, and the condition for its rows; undefined if there is no split. */
export interface TestPart {
  /** In seconds since 1970. */
  readonly from?: number;
}

/** Adds the column `is_test` to `pairs`. */
export async function splitByTime(db: Database, split: TimeSplit): Promise<TestPart> {
  if (split.by === 'user') {
    // A user keeps at least one rating for training.
    await db.run(
      `CREATE TABLE parts AS SELECT *, row_number() OVER latest <= ${split.n ?? 1}
         AND count(*) OVER (PARTITION BY "user") > ${split.n ?? 1} AS is_test
       FROM pairs WINDOW latest AS (PARTITION BY "user" ORDER BY time DESC, line DESC);
       DROP TABLE pairs; ALTER TABLE parts RENAME TO pairs`,
    );
    return {};
  }
  const from = split.at ?? (await timeOfShare(db, split.testSize!));
  await db.run(
    `ALTER TABLE pairs ADD COLUMN is_test BOOLEAN; UPDATE pairs SET is_test = time >= ${1000 * from}`,
  );
  return { from };
}

/** The latest second from which on at least this share of the ratings were given. */
async function timeOfShare(db: Database, share: number): Promise<number> {
  const rows = await db.number('SELECT count(*) FROM pairs');
  return db.number(
    `SELECT max(second) FROM (
       SELECT second, sum(count(*)) OVER (ORDER BY second DESC) AS later
       FROM (SELECT time // 1000 AS second FROM pairs) GROUP BY second
     ) WHERE later >= ${Math.ceil(share * rows)}`,
  );
}
