import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import {
  readMoviesCsv,
  readMoviesDat,
  readRatings,
  readRatingsCsv,
  readRatingsDat,
  readRatingsSync,
  readUsersDat,
} from '../../lib/data/data';

test('ratings.dat: whole stars unless there is a half one', async () => {
  const whole = await readRatingsDat({ text: '1::10::5::978300760\n1::20::3::978302109\n' });
  assert.deepEqual(whole.scale, { min: 1, max: 5, step: 1 });
  assert.deepEqual([...whole][1], { user: '1', item: '20', rating: 3, timestamp: 978302109 });
  const half = await readRatingsDat({ text: '1::10::5::838985046\n1::20::3.5::838983525\n' });
  assert.deepEqual(half.scale, { min: 0.5, max: 5, step: 0.5 });
  const settled = readRatingsDat({ text: '1::10::3.5::1\n' }, { scale: whole.scale, name: 'ratings.dat' });
  await assert.rejects(
    settled,
    /^DataError: ratings\.dat:1: column 3 \(rating\): .* 1 to 5 in steps of 1, got 3\.5$/,
  );
  await assert.rejects(readRatingsDat({ text: '1::10::6::1\n' }), /got 6/);
});

test('movies.dat: colons and bars in place, in either encoding', async () => {
  const text = '10::Odyssey: Part é (1968)::Adventure|Sci-Fi\n20::Plain (1995)::Drama\n';
  for (const encoding of ['latin1', 'utf-8'] as const) {
    const [first, second] = await readMoviesDat(Buffer.from(text, encoding));
    assert.deepEqual(first, {
      id: itemId(10),
      title: 'Odyssey: Part é (1968)',
      year: 1968,
      genres: ['Adventure', 'Sci-Fi'],
    });
    assert.deepEqual(second.genres, ['Drama']);
  }
});

test('users.dat: the occupation is a number with a name', async () => {
  const [first] = await readUsersDat({ text: '1::F::1::10::48067\n' });
  assert.deepEqual(first, {
    id: userId(1),
    age: 1,
    gender: 'F',
    occupation: 'K-12 student',
    zipCode: '48067',
  });
  await assert.rejects(
    readUsersDat({ text: '1::F::1::10::48067\n2::M::56::21::70072\n' }),
    /DataError: the text:2: column 4 \(occupation\): expected a number from 0 to 20, got 21/,
  );
});

test('ratings.csv: a header, half stars, columns in any order', async () => {
  const table = await readRatingsCsv({ text: 'userId,movieId,rating,timestamp\r\n1,10,0.5,964982703\r\n' });
  assert.deepEqual(table.scale, { min: 0.5, max: 5, step: 0.5 });
  assert.deepEqual([...table], [{ user: '1', item: '10', rating: 0.5, timestamp: 964982703 }]);
  const other = await readRatingsCsv({ text: 'rating,timestamp,movieId,userId\n0.5,964982703,10,1\n' });
  assert.equal(other.hash(), table.hash());
  await assert.rejects(
    readRatingsCsv(
      { text: 'userId,movieId,rating,timestamp\n1,10,0.5,1\n1,20,4.2,1\n' },
      { name: 'ratings.csv' },
    ),
    { message: 'ratings.csv:3: column 3 (rating): expected a rating from 0.5 to 5 in steps of 0.5, got 4.2' },
  );
});

test('movies.csv: quoted titles, no genres listed', async () => {
  const text =
    'movieId,title,genres\n10,"Trial, The (1962)",Crime|Drama\n20,"Say ""A"" (2007)",(no genres listed)\n';
  assert.deepEqual(await readMoviesCsv({ text }), [
    { id: '10', title: 'Trial, The (1962)', year: 1962, genres: ['Crime', 'Drama'] },
    { id: '20', title: 'Say "A" (2007)', year: 2007, genres: [] },
  ]);
});

test('your own ratings: names from your header, or the order of your columns', async () => {
  const header = { user: 'reader', item: 'book', rating: 'stars' };
  const mine = await readRatings(
    { text: 'when,book,stars,reader\ntoday,Emma,4,Ann\n' },
    { separator: ',', header },
  );
  assert.deepEqual([...mine], [{ user: 'Ann', item: 'Emma', rating: 4 }]);
  const fields = ['item', 'skip', 'user', 'rating'] as const;
  const other = readRatingsSync({ text: 'Emma;x;Ann;4\n' }, { separator: ';', fields });
  assert.equal(other.hash(), mine.hash());
  assert.equal(
    readRatingsSync({ text: 'Ann\tEmma\t4\n' }).hash(),
    mine.hash(),
    'user, item, rating by default',
  );
});

test('your own ratings: duplicates, scale and places in the file', async () => {
  const text = 'a\tx\t1\na\tx\t2\n';
  assert.throws(
    () => readRatingsSync({ text }),
    /the text:2: column 2 \(item\): user "a" rated item "x" before, in line 1/,
  );
  assert.equal(readRatingsSync({ text }, { duplicates: 'mean' }).ratingColumn[0], 1.5);
  const hundred = { min: 0, max: 100 };
  assert.equal(readRatingsSync({ text: 'a\tx\t99.5\n' }, { scale: hundred }).mean, 99.5);
  assert.throws(
    () => readRatingsSync({ text }, { fields: ['user', 'rating'] }),
    /fields must name item once, got user, rating/,
  );
});
