/** Lists and similar films on MovieLens 100K. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { filmsWhere, withTitles } from '../../lib/data/movielens/film-filter';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { SVD } from '../../lib/models/factors/svd';
import { KNNBasic } from '../../lib/models/neighbors/knn-basic';
import { withoutMovieLens } from '../fixtures/movielens';

const skip = withoutMovieLens();
const toyStory = itemId(1);

test('the lists of all 943 users at once are those one by one, in a fraction of the time', {
  skip,
}, async () => {
  const { ratings, films } = loadMovieLens100K();
  const model = await new SVD({ factors: 100, epochs: 2 }).fit(ratings);
  const lists = await model.recommendAll();
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const began = performance.now();
    await model.recommendAll();
    times.push(performance.now() - began);
  }
  const done = performance.now();
  const single = [...ratings.users].map((user) => model.recommend(user));
  const oneByOne = performance.now() - done;
  assert.deepEqual(
    lists.users.map((user) => lists.of(user)),
    single,
  );
  // 26 ms against 380 on a quiet machine of two cores.
  assert.ok(Math.min(...times) < oneByOne, `${times.join(', ')} ms, one by one ${oneByOne} ms`);

  const [user] = ratings.users;
  const among = filmsWhere(films, { genres: ['Sci-Fi'], notGenres: ['Horror'], years: [1970, 1989] });
  const byId = new Map(films.map((film) => [film.id, film]));
  const listed = withTitles(model.recommend(user, { among }), films);
  assert.equal(listed.length, 10);
  for (const { item, title } of listed) {
    const film = byId.get(item);
    assert.equal(title, film?.title);
    assert.ok(film?.genres.includes('Sci-Fi') && !film.genres.includes('Horror'));
    assert.ok((film?.year ?? 0) >= 1970 && (film?.year ?? 0) <= 1989);
  }
});

test('177 films tie with Toy Story by cosine; support tells why, and cures it', { skip }, async () => {
  const { ratings } = loadMovieLens100K();
  const model = await new KNNBasic({ similarity: 'cosine', userBased: false }).fit(ratings);
  const ties = model.similarItems(toyStory, { k: 2000 }).filter(({ similarity }) => similarity > 1 - 1e-12);
  assert.equal(ties.length, 177);
  assert.ok(ties.every(({ support }) => support <= 3));
  const supported = model.similarItems(toyStory, { minSupport: 50 });
  assert.ok(supported.length === 10 && supported.every(({ support }) => support >= 50));
  const [first, second] = model.similarItems(toyStory, { shrinkage: 100 });
  assert.ok(first.support > 200 && second.support > 200 && first.similarity < 0.9);
});
