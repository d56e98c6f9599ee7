/** Films with genres and places for `syntheticRatings`, and a split with an item that nobody has in train. */
import { type ItemId, itemId } from '../../../lib/core/ids';
import type { Film } from '../../../lib/data/movielens/film';
import { Interactions } from '../../../lib/data/table/interactions';
import { type Split, splitRows } from '../../../lib/evaluation/splits/split';
import { RandomState } from '../../../lib/math/random/random-state';
import { syntheticRatings } from '../synthetic-ratings';

const GENRES = ['Comedy', 'Drama', 'War', 'Western'];

export const FILMS: readonly Film[] = Array.from({ length: 60 }, (_, n) => ({
  id: itemId(`i${n}`),
  title: `Film ${n} (2000)`,
  year: 2000,
  genres: GENRES.filter((_genre, place) => (n + place) % 3 === 0 || place === n % 4),
}));

const random = new RandomState(3);
const VECTORS = new Map(FILMS.map(({ id }) => [id, Array.from(random.normals(3))]));
export const vectorOf = (item: ItemId): readonly number[] => VECTORS.get(item) ?? [];

/** A fifth of the rows is tested; of item i9, all. User u61 has no test row. */
export function madeUpSplit(): Split {
  const ratings = syntheticRatings();
  const isTest = (row: number) => {
    const { user, item } = ratings.row(row);
    return item === 'i9' || (row % 5 === 0 && user !== 'u61');
  };
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  return splitRows(ratings, {
    name: 'made up',
    train: rows.filter((row) => !isTest(row)),
    test: rows.filter(isTest),
  });
}

/** Train and test rows by hand. */
export function splitOf(
  train: readonly (readonly [string, string, number])[],
  test: readonly (readonly [string, string, number])[],
): Split {
  const ratings = Interactions.fromRows([...train, ...test], { scale: { min: 1, max: 5, step: 1 } });
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  return splitRows(ratings, {
    name: 'by hand',
    train: rows.slice(0, train.length),
    test: rows.slice(train.length),
  });
}
