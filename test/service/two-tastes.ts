/** 80 people x 40 films of two kinds: who likes space films dislikes love films, and the other way round. */
import { itemId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';

export const TASTE_FILMS: readonly Film[] = Array.from({ length: 40 }, (_, n) => ({
  id: itemId(n + 1),
  title: `${n % 2 === 0 ? 'Space' : 'Love'} Story ${n + 1} (${1960 + n})`,
  year: 1960 + n,
  genres: n % 2 === 0 ? ['Sci-Fi', ...(n % 8 === 0 ? ['Horror', 'War'] : [])] : ['Romance', 'Drama'],
}));

export function twoTastes(): Interactions {
  const random = new RandomState(3);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 80; user++) {
    for (let item = 1; item <= 40; item++) {
      if (random.random() < 0.4) continue;
      const likes = user % 2 === (item - 1) % 2;
      rows.push([`u${user}`, `${item}`, (likes ? 4 : 1) + random.interval(1)]);
    }
  }
  return Interactions.fromRows(rows);
}
