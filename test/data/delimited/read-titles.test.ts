import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTitles } from '../../../lib/data/delimited/read-titles';
import { messyLoans } from '../../../lib/simulation/messy-loans';

test('titles and categories of books', async () => {
  const text = 'ISBN;Book-Title;topics;price\n1;"La peste; roman";novel, France ,novel;7\n2;कामायनी;;9\n';
  const books = await readTitles(
    { text },
    { separator: ';', id: 'ISBN', title: 'Book-Title', categories: 'topics', between: ',' },
  );
  assert.deepEqual(
    books.map(({ id, title, genres }) => [id, title, genres]),
    [
      ['1', 'La peste; roman', ['novel', 'France']],
      ['2', 'कामायनी', []],
    ],
  );
  await assert.rejects(
    readTitles({ text }, { separator: ';', id: 'ISBN', title: 'ISBN' }),
    /readTitles: id, title and categories must be different columns, got "ISBN" twice/,
  );
  await assert.rejects(readTitles({ text: 'a;b\n1;x\n1;y\n' }, { separator: ';', id: 'a', title: 'b' }), /1/);
});

test('the made-up catalog has a title for each book of the loans', async () => {
  const { loans, books } = messyLoans({ readers: 60, books: 150, loans: 1000 });
  const titles = await readTitles(
    { text: books },
    { separator: ';', id: 'book', title: 'title', categories: 'topics' },
  );
  assert.equal(titles.length, 150);
  assert.equal(new Set(titles.map(({ title }) => title)).size, 150);
  const lent = new Set([...loans.matchAll(/;(book \d+);/g)].map(([, id]) => id));
  const known = new Set(titles.map(({ id }) => String(id)));
  assert.deepEqual(
    [...lent].filter((id) => !known.has(id!)),
    [],
  );
  assert.equal(messyLoans({ readers: 60, books: 150, loans: 1000 }).loans, loans);
});
