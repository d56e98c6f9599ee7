import { itemId, userId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { EASE } from '../../lib/models/item-item/ease';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 1 });
const films = [...ratings.items].map((id, n): Film => {
  const genres = n % 3 === 0 ? ['Comedy', 'Drama'] : ['Drama'];
  return { id, title: `Film ${n}`, genres } as unknown as Film;
});
const protocol = { split, k: 5, relevantFrom: 4, films };
const byMean = (damping: number) => new MostPopular({ by: 'damped mean', damping });

examine('03-1', {
  around: () => ({ protocol }),
  given: async () => ({ ease: await evaluateRanking(new EASE(), protocol) }),
  wrong: async (_, [small, large]) => {
    const longer = await evaluateRanking(new EASE({ reg: 5000 }), { ...protocol, k: 6 });
    return [
      [large, small],
      [small, small],
      [small, longer],
    ] as const;
  },
});

examine('03-2', {
  around: () => ({ protocol }),
  given: async () => ({ popular: await evaluateRanking(new MostPopular(), protocol) }),
  wrong: async ({ popular }, { plain, damped }) => [
    { plain: popular, damped },
    { plain: damped, damped: plain },
    { plain, damped: await evaluateRanking(byMean(50), { ...protocol, relevantFrom: 5 }) },
  ],
});

const someone = userId('u7');
examine('03-3', {
  given: () => ({ split, films, someone }),
  wrong: (_, list) => {
    const seen = split.train.ratingsOf(someone).map(({ item }) => item);
    const drama = films.find(({ id, genres }) => !genres.includes('Comedy') && !seen.includes(id))!;
    return [
      [{ item: seen[0], score: 9 }, ...list.slice(1)],
      [{ item: itemId(drama.id), score: 9 }, ...list.slice(1)],
      list.slice(0, 3),
    ];
  },
  alsoRight: (_, list) => [list.map(({ item, score }) => ({ item, score: score - 100 }))],
});

const count = (list: readonly string[], relevant: ReadonlySet<string>) =>
  [...list].filter((id) => relevant.has(id)).length;
examine('03-4', {
  given: () => undefined,
  wrong: () => [
    (list, relevant, k) => count(list.slice(0, k), relevant) / list.slice(0, k).length,
    (list, relevant, k) => count(list.slice(0, k), relevant) / relevant.size,
    (list, relevant, k) => count(list, relevant) / k,
    (list, relevant, k) => count(list.slice(0, k), relevant) / Math.min(k, relevant.size),
  ],
});

type Candidates = readonly { readonly item: string; readonly score: number }[];
type Apart = (one: string, other: string) => number;

/** Written again: `far` and `scale` are what the mistakes change. */
function picks(
  far: (all: number[]) => number,
  scale: (score: number, low: number, high: number) => number,
  flip = false,
) {
  return (
    candidates: Candidates,
    apart: Apart,
    { lambda, k }: { readonly lambda: number; readonly k: number },
  ) => {
    const all = candidates.map(({ score }) => score);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const share = flip ? 1 - lambda : lambda;
    const done: string[] = [];
    for (let n = 0; n < k; n++) {
      const worth = candidates.map(({ item, score }) =>
        done.includes(item)
          ? Number.NEGATIVE_INFINITY
          : share * scale(score, low, high) +
            (1 - share) * (n === 0 ? 1 : far(done.map((one) => apart(item, one)))),
      );
      done.push(candidates[worth.indexOf(Math.max(...worth))].item);
    }
    return done;
  };
}

const nearest = (all: number[]) => Math.min(...all);
const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
const scaled = (score: number, low: number, high: number) => (score - low) / (high - low);

examine('03-5', {
  given: () => undefined,
  wrong: () => [picks(mean, scaled), picks(nearest, (score) => score), picks(nearest, scaled, true)],
  alsoRight: () => [picks(nearest, scaled)],
});

examinedAllOf('03');
