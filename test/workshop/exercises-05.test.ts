import { itemId, userId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { filmFeatures } from '../../lib/data/movielens/film-features';
import { counterfactuals } from '../../lib/explain/counterfactuals';
import { EASE } from '../../lib/models/item-item/ease';
import { createModel } from '../../lib/models/registry';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const bare = syntheticRatings();
const films = [...bare.items].map(
  (id, n) => ({ id, title: `Film ${n} (1990)`, year: 1990, genres: ['Drama'] }) as unknown as Film,
);
const ratings = bare.withItemFeatures(filmFeatures(films));
const someone = userId('u3');
const wanted = [...bare.items].find(
  (item) => !bare.ratingsOf(someone).some((rating) => rating.item === item),
)!;

examine('05-1', {
  around: () => ({ ratings }),
  given: () => ({ someone, wanted, neighbors: 20 }),
  wrong: async (_, careful) => {
    const thin = await createModel('KNNBasic', { neighbors: 40, minNeighbors: 10 }).fit(ratings);
    return [
      thin.explain(someone, wanted),
      { ...careful, terms: careful.terms.slice(0, 3) },
      { ...careful, user: userId('u4') },
    ];
  },
});

/** Of five ratings, some decide about the first place and others don't. */
async function visit() {
  const ease = await new EASE({ reg: 5 }).fit(bare);
  for (let first = 0; first < 55; first += 3) {
    const visitor = [0, 1, 2, 3, 4].map((n) => ({ item: itemId(`i${first + n}`), rating: n === 4 ? 1 : 5 }));
    const seen = new Set(visitor.map(({ item }) => item));
    const [{ item: jedi }] = ease.foldIn(visitor).recommend({ k: 1 });
    const all = counterfactuals(ease, visitor, jedi, { k: 5 });
    const falls = all.filter(({ before, score }) => score < before.score).length;
    const moved = all.filter(({ rank }) => rank > 1).length;
    if (!seen.has(jedi) && moved > 0 && moved !== falls && falls < 5) return { ease, visitor, jedi };
  }
  throw new Error('no such visitor');
}

examine('05-2', {
  given: visit,
  wrong: ({ ease, visitor, jedi }) => [
    counterfactuals(ease, visitor, jedi, { k: 5 })
      .filter(({ before, score }) => score < before.score)
      .map(({ without }) => without),
    visitor.map(({ item }) => item),
    [jedi],
  ],
  alsoRight: (_, needed) => [[...needed].reverse()],
});

examine('05-3', {
  around: () => ({ ratings }),
  given: () => ({ someone, wanted }),
  wrong: (_, { hybrid, common, als, content }) => [
    { hybrid, common: 0, als, content },
    { hybrid, common, als: content, content: als },
    { hybrid, common, als: hybrid.terms.filter(({ member }) => member === 'ALS').length, content },
  ],
});

type Rated = { readonly rating: number; readonly similarity: number };
const sum = (rated: readonly Rated[]) => rated.reduce((all, one) => all + one.similarity, 0);
examine('05-4', {
  given: () => undefined,
  wrong: () => [
    (mean, rated) => [mean, ...rated.map((one) => (one.rating * one.similarity) / sum(rated))],
    (mean, rated) => [mean, ...rated.map((one) => ((one.rating - mean) * one.similarity) / rated.length)],
    (mean, rated) => rated.map((one) => ((one.rating - mean) * one.similarity) / sum(rated)),
  ],
});

examinedAllOf('05');
