/** Parquet files between Spark and a model: the ratings that Spark reads, the factors that it writes. Through DuckDB. */
import * as path from 'node:path';
import type { DuckDBListVector } from '@duckdb/node-api';
import { DataError } from '../../core/errors';
import { loadOptional } from '../../core/packaged';
import { type Database, withDatabase } from '../../data/duckdb/database';
import { sqlText } from '../../data/duckdb/sql-text';
import type { Interactions } from '../../data/table/interactions';
import type { FactorState } from '../../models/shared/factor-state';

/** The shape of what is read. */
export interface FactorShape {
  readonly users: number;
  readonly items: number;
  readonly factors: number;
  /** Whether there are biases. Then a row that Spark didn't write is 0, otherwise NaN: see `FactorState`. */
  readonly biased: boolean;
}

const USE = 'Tables for Spark';

/** A column of one file, or of the files in a folder. */
interface Column {
  readonly dir: string;
  readonly name: string;
  readonly rows: number;
  /** Numbers of a row. */
  readonly width: number;
  /** A row that is missing. */
  readonly missing: number;
}

/**
 * Reads the folder that `als.py` has written: its rows go to the places of their ids. 100,000 rows of 16 factors take
 * 0.2 s.
 * @throws DataError if an id has no place, or a row has another length
 */
export async function readFactors(
  dir: string,
  { users, items, factors, biased }: FactorShape,
): Promise<FactorState> {
  return withDatabase({ use: USE }, async (db) => {
    const read = (name: string, rows: number, width: number, missing: number) =>
      readColumn(db, { dir, name, rows, width, missing });
    const nothing = biased ? 0 : Number.NaN;
    return {
      factors,
      userFactors: await read('users', users, factors, nothing),
      // As in ImplicitALS, a user without likes has no scores, and an item without likes has a score of 0.
      itemFactors: await read('items', items, factors, 0),
      userBias: biased ? await read('user_biases', users, 1, 0) : new Float32Array(0),
      itemBias: biased ? await read('item_biases', items, 1, 0) : new Float32Array(0),
    };
  });
}

async function readColumn(db: Database, { dir, name, rows, width, missing }: Column): Promise<Float32Array> {
  const table = new Float32Array(rows * width).fill(missing);
  const values = width === 1 && name.endsWith('biases') ? '[bias]' : 'features';
  const files = sqlText(path.join(dir, name, '*.parquet'));
  await db.eachChunk(`SELECT id, ${values}::FLOAT[] AS row FROM read_parquet(${files})`, (chunk) => {
    const ids = chunk.getColumnVector(0);
    const lists = chunk.getColumnVector(1) as DuckDBListVector;
    const flat = lists.childVector;
    for (let n = 0; n < chunk.rowCount; n++) {
      const id = ids.getItem(n) as number;
      if (!(id >= 0 && id < rows) || lists.getEntryLength(n) !== width) {
        throw new DataError(
          `${path.join(dir, name)}: rows must have ids from 0 to ${rows - 1} and ${width} numbers, got id ${id} with ` +
            `${lists.getEntryLength(n)} numbers`,
        );
      }
      const from = lists.getEntryOffset(n);
      for (let f = 0; f < width; f++) table[id * width + f] = flat.getItem(from + f) as number;
    }
  });
  return table;
}

/** Rows that are handed to DuckDB at a time. */
const CHUNK = 2048;

/** Writes the ratings by inner index: `user` INTEGER, `item` INTEGER, `rating` FLOAT. @param file is replaced */
export async function writeRatings(train: Interactions, file: string): Promise<void> {
  await withDatabase({ use: USE }, async (db) => {
    const { DuckDBDataChunk, FLOAT, INTEGER } = loadOptional(
      USE,
      ['@duckdb/node-api'],
      () => require('@duckdb/node-api') as typeof import('@duckdb/node-api'),
    );
    await db.run('CREATE TABLE ratings ("user" INTEGER, item INTEGER, rating FLOAT)');
    const appender = await db.connection.createAppender('ratings');
    const types = [INTEGER, INTEGER, FLOAT];
    for (let from = 0; from < train.length; from += CHUNK) {
      const to = Math.min(train.length, from + CHUNK);
      const chunk = DuckDBDataChunk.create(types, to - from);
      const columns = [train.userColumn, train.itemColumn, train.ratingColumn];
      chunk.setColumns(columns.map((column) => [...column.slice(from, to)]));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await db.run(`COPY ratings TO ${sqlText(file)} (FORMAT parquet, ROW_GROUP_SIZE 1000000)`);
  });
}
