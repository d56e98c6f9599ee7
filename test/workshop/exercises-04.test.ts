import type { Film } from '../../lib/data/movielens/film';
import { filmFeatures } from '../../lib/data/movielens/film-features';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { coldItems } from '../../lib/evaluation/splits/cold-items';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { createModel } from '../../lib/models/registry';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const bare = syntheticRatings();
const films = [...bare.items].map((id, n): Film => {
  const genres = [['Drama', 'Comedy', 'War'][n % 3]];
  return {
    id,
    title: `${n % 2 ? 'Robot' : 'Toy'} ${n % 4 ? 'War' : 'Story'} (199${n % 10})`,
    year: 1990 + (n % 10),
    genres,
  } as unknown as Film;
});
const ratings = bare.withItemFeatures(filmFeatures(films));
const coldShare = 0.2;
const cold = coldItems(ratings, { share: coldShare, seed: 0 });
const split = trainTestSplit(ratings, { seed: 1 });
const content = { model: 'ContentRidge' };
const cf = { model: 'SVD', options: { factors: 2, epochs: 2, seed: 0 } };
const ridge = (on: typeof split) => evaluate(createModel('ContentRidge'), { split: on });

examine('04-1', {
  around: () => ({ bare, films, coldShare }),
  given: async () => ({ cold, coldRidge: await ridge(cold) }),
  wrong: async ({ coldRidge }) => {
    const plain = bare.withItemFeatures(filmFeatures(films, { titleWords: false }));
    const sameFilms = coldItems(plain, { share: coldShare, seed: 0 });
    return [
      coldRidge,
      await ridge(coldItems(plain, { share: coldShare, seed: 1 })),
      await evaluate(createModel('ContentProfile'), { split: sameFilms }),
    ];
  },
});

examine('04-2', {
  around: () => ({ content, epochs: 3 }),
  given: () => ({ split }),
  wrong: async (_, { alone, hybrid }) => {
    const mixed = (options: object) =>
      evaluate(createModel('WeightedHybrid', { content, ...options }), { split });
    return [
      { alone, hybrid: await mixed({ cf, weight: 0.2 }) },
      { alone: await evaluate(createModel('MeanRating'), { split }), hybrid },
      { alone: await evaluate(createModel('ALS', { epochs: 1, seed: 0 }), { split: cold }), hybrid },
      { alone: await evaluate(createModel('ALS', { epochs: 1, seed: 0 }), { split }), hybrid },
    ];
  },
  alsoWrong: async (_, { alone }) => {
    const als = { model: 'ALS', options: { epochs: 3, seed: 0 } };
    const mean = createModel('WeightedHybrid', { cf: als, content: { model: 'MeanRating' }, weight: 0.1 });
    return [{ alone, hybrid: await evaluate(mean, { split }) }];
  },
});

examine('04-3', {
  around: () => ({ cf, content }),
  given: async () => ({ cold, coldRidge: await ridge(cold) }),
  wrong: async () => {
    const hybrid = (name: string, options: object, on = cold) =>
      evaluate(createModel(name, { cf, ...options }), { split: on });
    return [
      await hybrid('WeightedHybrid', { content, weight: 0.2 }),
      await hybrid('SwitchingHybrid', { fallback: content, by: 'user' }),
      await hybrid('SwitchingHybrid', { fallback: content, by: 'item' }, split),
    ];
  },
  alsoWrong: async () => {
    const options = { cf, fallback: { model: 'MeanRating' }, by: 'item' };
    return [await evaluate(createModel('SwitchingHybrid', options), { split: cold })];
  },
});

const withWord = (films: readonly (readonly string[])[], word: string, twice: boolean) =>
  films.reduce(
    (sum, words) => sum + (twice ? words.filter((one) => one === word).length : words.includes(word) ? 1 : 0),
    0,
  );
const rows =
  (idf: (n: number, count: number) => number, { twice = false, scaled = true } = {}) =>
  (films: readonly (readonly string[])[]) =>
    films.map((words) => {
      const own = [...new Set(words)].map(
        (word) => [word, idf(films.length, withWord(films, word, twice))] as const,
      );
      const length = scaled ? Math.hypot(...own.map(([, weight]) => weight)) : 1;
      return new Map(own.map(([word, weight]) => [word, weight === 0 ? 0 : weight / length]));
    });
const smooth = (n: number, count: number) => Math.log((1 + n) / (1 + count)) + 1;

examine('04-4', {
  given: () => undefined,
  wrong: () => [
    rows(smooth, { scaled: false }),
    rows((n, count) => Math.log(n / count)),
    rows(smooth, { twice: true }),
  ],
  alsoRight: () => [rows(smooth)],
});

examinedAllOf('04');
