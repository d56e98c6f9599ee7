/** Titles and categories of the items of public data sets. */
import * as path from 'node:path';
import { checkArgument, checkOptions, TEXT } from '../../core/arguments';
import { DataError } from '../../core/errors';
import { itemId } from '../../core/ids';
import { withDatabase } from '../../data/duckdb/database';
import { sqlName, sqlPath } from '../../data/duckdb/sql-text';
import { type Film, yearOfTitle } from '../../data/movielens/film';
import { readMoviesCsv } from '../../data/movielens/movielens-csv';
import { PREPARED_FILES } from '../prepare/prepared-folder';
import { type FileStart, fileStart } from './file-start';
import { checkUnpacks, unpacked } from './gzip';

/** Options of {@link readCatalog}. */
export interface CatalogOptions {
  /** A folder of prepared ratings: only its items are read. Default: all. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** Where a layout has an item's id, title, and categories; `split` is what separates those in a text. */
interface CatalogLayout {
  readonly id: string;
  readonly title: string;
  readonly categories: string;
  readonly split?: string;
}

/** Amazon 2023 (`meta_*.jsonl`), Amazon 2018 (`meta_*.json`), Yelp (`business.json`). */
const CATALOGS: readonly CatalogLayout[] = [
  { id: 'parent_asin', title: 'title', categories: 'categories' },
  { id: 'asin', title: 'title', categories: 'category' },
  { id: 'business_id', title: 'name', categories: 'categories', split: ', ' },
];

/**
 * Reads titles and categories, for explanations in words and for the service's page: MovieLens' `movies.csv`, Amazon's
 * `meta_*.jsonl`, Yelp's `business.json`, packed with gzip or not. Categories become the `genres`; an item without a
 * title has its id as one; of an item that occurs twice, the first is taken. Memory: the items that are returned.
 * For other delimited files, see `readTitles`.
 *
 * @throws DataError for a file in another layout, or with lines that can't be read
 */
export async function readCatalog(file: string, options: CatalogOptions = {}): Promise<Film[]> {
  checkArgument('readCatalog', 'file', file, TEXT);
  checkOptions('readCatalog', options, { folder: 'data/prepared', signal: undefined });
  const { folder, signal } = options;
  const start = fileStart(file);
  const items = folder === undefined ? undefined : path.join(folder, PREPARED_FILES.items);
  if (start.isJson) return jsonCatalog(file, start, { items, signal });
  const films = await readMoviesCsv(start.isGzip ? unpacked(file, signal) : file, { signal, name: file });
  if (items === undefined) return films;
  const ids = await withDatabase({ use: 'Catalogs', signal }, (db) =>
    db.rows<{ id: string }>(`SELECT id FROM ${sqlPath(items)}`),
  );
  const wanted = new Set(ids.map(({ id }) => id));
  return films.filter(({ id }) => wanted.has(id));
}

async function jsonCatalog(
  file: string,
  start: FileStart,
  { items, signal }: { readonly items?: string; readonly signal?: AbortSignal },
): Promise<Film[]> {
  const { id, title, categories, split } = layoutOf(file, start);
  if (start.isGzip) await checkUnpacks(file, signal);
  const list = split === undefined ? 'VARCHAR[]' : 'VARCHAR';
  const types = `{${sqlName(id)}: 'VARCHAR', ${sqlName(title)}: 'VARCHAR', ${sqlName(categories)}: '${list}'}`;
  const from = `read_json(${sqlPath(file)}, format = 'newline_delimited', columns = ${types}, ignore_errors = true,
    compression = '${start.isGzip ? 'gzip' : 'uncompressed'}', maximum_object_size = ${64 << 20})`;
  // Lines that can't be read have no id.
  const wanted =
    items === undefined ? '' : `WHERE coalesce(id, '') = '' OR id IN (SELECT id FROM ${sqlPath(items)})`;
  return withDatabase({ use: 'Catalogs', settings: { memory_limit: '2GB' }, signal }, async (db) => {
    await db.run(
      `CREATE TABLE catalog AS SELECT * FROM (
         SELECT row_number() OVER () AS line, ${sqlName(id)} AS id, ${sqlName(title)} AS title,
           ${sqlName(categories)} AS categories FROM ${from}
       ) ${wanted}`,
    );
    const [fault] = await db.rows<{ line: string }>(
      "SELECT line FROM catalog WHERE coalesce(id, '') = '' ORDER BY line LIMIT 1",
    );
    if (fault) throw new DataError(`${file}: object ${fault.line} has no field "${id}"`, { file });
    const rows = await db.rows<{ id: string; title: string | null; categories: string[] | string | null }>(
      `SELECT id, first(title ORDER BY line) AS title, first(categories ORDER BY line) AS categories
       FROM catalog GROUP BY id ORDER BY min(line)`,
    );
    return rows.map((row): Film => {
      const name = row.title?.trim() || row.id;
      const names =
        typeof row.categories === 'string' ? row.categories.split(split!) : (row.categories ?? []);
      return { id: itemId(row.id), title: name, year: yearOfTitle(name), genres: names };
    });
  });
}

function layoutOf(file: string, { bytes }: FileStart): CatalogLayout {
  const line = Buffer.from(bytes).toString('utf8').split('\n', 1)[0]!;
  // The first line may be longer than what was read of it; names are enough.
  const known = CATALOGS.find((layout) =>
    [layout.id, layout.title].every((name) => line.includes(`${JSON.stringify(name)}:`)),
  );
  if (known) return known;
  throw new DataError(
    `${file}: expected items of Amazon or Yelp, with the fields ${CATALOGS.map(({ id, title }) => `${id} and ${title}`).join(', or ')}, got ${line.slice(0, 100)}`,
    { file },
  );
}
