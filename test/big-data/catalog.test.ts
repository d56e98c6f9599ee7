import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readCatalog } from '../../lib/big-data/layouts/read-catalog';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';

const dir = mkdtempSync(join(tmpdir(), 'catalog-'));
after(() => rmSync(dir, { recursive: true, force: true }));
function written(name: string, content: string | Uint8Array): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}
const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');

test('titles of MovieLens, Amazon and Yelp; only those of a prepared folder', async () => {
  const movies =
    'movieId,title,genres\n31,"Quiet Harbour, The (1998)",Drama|Mystery\n2044,"Say ""Cheese"" (2010)",(no genres listed)\n';
  const ofMovies = await readCatalog(written('movies.csv', movies));
  assert.deepEqual(
    ofMovies.map(({ id, title, year, genres }) => [id, title, year, genres]),
    [
      ['31', 'Quiet Harbour, The (1998)', 1998, ['Drama', 'Mystery']],
      ['2044', 'Say "Cheese" (2010)', 2010, []],
    ],
  );
  const ratings = written('ratings.csv', 'userId,movieId,rating,timestamp\n1,2044,3,1000\n');
  await prepareRatings({ from: ratings, into: join(dir, 'prepared') });
  const ofFolder = await readCatalog(written('movies.csv.gz', gzipSync(movies)), {
    folder: join(dir, 'prepared'),
  });
  assert.deepEqual(ofFolder, [ofMovies[1]]);
  const meta = lines(
    {
      main_category: 'Toys',
      title: 'Kite, "big"',
      details: { a: [1] },
      categories: ['Toys', 'Kites'],
      parent_asin: '0001',
    },
    { main_category: null, title: '', categories: [], parent_asin: 'B07A0' },
    { title: 'again', categories: [], parent_asin: '0001' },
  );
  assert.deepEqual(
    (await readCatalog(written('meta.jsonl.gz', gzipSync(meta)))).map(({ id, title, genres }) => [
      id,
      title,
      genres,
    ]),
    [
      ['0001', 'Kite, "big"', ['Toys', 'Kites']],
      ['B07A0', 'B07A0', []],
    ],
  );
  const business = lines(
    { business_id: 'b1', name: 'Suppe & Löffel', stars: 4.5, categories: 'Soup, Restaurants' },
    { business_id: 'b2', name: 'ラーメン', stars: 4.5, categories: null },
  );
  assert.deepEqual(
    (await readCatalog(written('business.json', business))).map(({ id, title, genres }) => [
      id,
      title,
      genres,
    ]),
    [
      ['b1', 'Suppe & Löffel', ['Soup', 'Restaurants']],
      ['b2', 'ラーメン', []],
    ],
  );
});

test('a file that is not a catalog is refused', async () => {
  await assert.rejects(
    readCatalog(written('a.json', lines({ who: 1 }))),
    /a\.json: expected items of Amazon or Yelp, .*got \{"who":1\}/,
  );
  const broken = `${lines({ business_id: 'b1', name: 'x' })}oops\n`;
  await assert.rejects(
    readCatalog(written('b.json', broken)),
    /b\.json: object 2 has no field "business_id"/,
  );
  await assert.rejects(readCatalog(join(dir, 'gone.json')), /gone\.json: this file does not exist/);
});
