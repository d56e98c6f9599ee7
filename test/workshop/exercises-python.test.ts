import type { GenreRow } from '../../lib/workshop/exercises/python-3-group-means';
import { examine, examinedAllOf } from './examine';

const stars = { Alien: 5, Heat: 4, Fargo: 4.5, Clueless: 1 };

examine('python-1', {
  given: () => ({ stars }),
  wrong: () => [[5, 4.5, 4, 1], Object.values(stars), [1, 4]],
});

examine('python-2', {
  given: () => ({ stars }),
  wrong: () => [
    ['Alien: 5', 'Fargo: 4.5'],
    ['Alien: 5', 'Heat: 4', 'Fargo: 4.5', 'Clueless: 1'],
    ['Alien', 'Heat', 'Fargo'],
  ],
});

const of = (rows: readonly GenreRow[], genre: string) => rows.filter((row) => row.genre === genre);
const sum = (rows: readonly GenreRow[]) => rows.reduce((total, row) => total + row.stars, 0);
const each = (rows: readonly GenreRow[], value: (own: readonly GenreRow[]) => number) =>
  new Map(rows.map(({ genre }) => [genre, value(of(rows, genre))]));

examine('python-3', {
  given: () => undefined,
  wrong: () => [
    (rows) => each(rows, sum),
    (rows) => new Map(rows.map((row) => [row.genre, row.stars])),
    (rows) => each(rows, (own) => sum(own) / rows.length),
  ],
  alsoRight: () => [(rows) => new Map([...each(rows, (own) => sum(own) / own.length)].reverse())],
});

examinedAllOf('python');
