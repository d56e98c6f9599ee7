import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../../lib/core/ids';
import type { Film } from '../../../lib/data/movielens/film';
import { filmsWhere, withTitles } from '../../../lib/data/movielens/film-filter';

const film = (id: number, title: string, year: number | undefined, ...genres: string[]): Film => ({
  id: itemId(id),
  title,
  year,
  genres,
});
const films: readonly Film[] = Object.freeze([
  film(1, 'Toy Robots (1995)', 1995, 'Animation', 'Comedy', 'Sci-Fi'),
  film(2, 'Old Stars (1977)', 1977, 'Sci-Fi', 'War'),
  film(3, 'Two Friends (1995)', 1995, 'Comedy', 'Romance'),
  film(4, 'unknown', undefined),
]);

test('films by genres, all of them, and without others', () => {
  assert.deepEqual(filmsWhere(films, { genres: ['Sci-Fi'] }), ['1', '2']);
  assert.deepEqual(filmsWhere(films, { genres: ['Sci-Fi', 'Comedy'] }), ['1']);
  assert.deepEqual(filmsWhere(films, { genres: ['Sci-Fi'], notGenres: ['War'] }), ['1']);
  assert.deepEqual(filmsWhere(films, { notGenres: ['Comedy', 'War'] }), ['4']);
});

test('films by years, both ends included; who has no year is in none', () => {
  assert.deepEqual(filmsWhere(films, { years: [1977, 1995] }), ['1', '2', '3']);
  assert.deepEqual(filmsWhere(films, { years: [1978, Number.POSITIVE_INFINITY] }), ['1', '3']);
  assert.deepEqual(filmsWhere(films, { years: [1995, 1995], genres: ['Romance'] }), ['3']);
});

test('no condition gives all films, and conditions that none meets give none', () => {
  assert.deepEqual(filmsWhere(films, {}), ['1', '2', '3', '4']);
  assert.deepEqual(filmsWhere(films, { genres: [], notGenres: [] }), ['1', '2', '3', '4']);
  assert.deepEqual(filmsWhere(films, { years: [2000, 2010] }), []);
  assert.deepEqual(filmsWhere([], {}), []);
});

test('what is mistyped is refused', () => {
  assert.throws(() => filmsWhere(films, { genres: ['SciFi'] }), {
    name: 'OptionError',
    message: /"SciFi"; the genres are Animation, Comedy, Romance, Sci-Fi, War/,
  });
  assert.throws(() => filmsWhere(films, { notGenres: ['Drama'] }), /no film has the genre "Drama"/);
  assert.throws(() => filmsWhere(films, { years: [1999, 1990] }), /years must be \[from, to\]/);
  assert.throws(() => filmsWhere(films, { years: [Number.NaN, 1990] }), /years must be \[from, to\]/);
  assert.throws(() => filmsWhere(films, { genre: ['War'] } as object), /no condition genre/);
});

test('a list with titles keeps what it had, in its order', () => {
  const list = [
    { item: itemId(3), score: 4.5 },
    { item: itemId(9), score: 4.4 },
    { item: itemId(4), score: 4 },
  ];
  assert.deepEqual(withTitles(list, films), [
    { title: 'Two Friends (1995)', genres: 'Comedy, Romance', item: '3', score: 4.5 },
    { title: 'item 9', genres: '', item: '9', score: 4.4 },
    { title: 'unknown', genres: '', item: '4', score: 4 },
  ]);
  assert.deepEqual(withTitles([], films), []);
});
