import type { Film } from '../../lib/data/movielens/film';
import { evaluateRanking, type RankingEvaluation } from '../../lib/evaluation/ranking/evaluate-ranking';
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

examine('03b-1', {
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
  alsoWrong: async () => {
    const withPenalty = (reg: number) => evaluateRanking(new EASE({ reg }), protocol);
    return [[await withPenalty(399), await withPenalty(401)] as const];
  },
});

/** Lists with this much more variety, and this share of the nDCG. */
const reranked = (ease: RankingEvaluation, gain: number, kept: number): RankingEvaluation => {
  const { genreDiversity, ndcg } = ease.row;
  return { ...ease, row: { ...ease.row, genreDiversity: genreDiversity + gain, ndcg: ndcg * kept } };
};

examine('03b-2', {
  around: () => ({ mmr: async () => reranked(await evaluateRanking(new EASE(), protocol), 0.04, 0.98) }),
  given: async () => ({ ease: await evaluateRanking(new EASE(), protocol) }),
  wrong: async ({ ease }) => [
    await evaluateRanking(new EASE(), { ...protocol, k: 6 }),
    reranked(ease, 0.02, 0.99),
    reranked(ease, 0.06, 0.9),
  ],
  alsoWrong: async () => [reranked(await evaluateRanking(new MostPopular(), protocol), 1, 100)],
  alsoRight: ({ ease }) => [reranked(ease, 0.2, 1.1)],
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

examine('03b-3', {
  given: () => undefined,
  wrong: () => [picks(mean, scaled), picks(nearest, (score) => score), picks(nearest, scaled, true)],
  alsoRight: () => [picks(nearest, scaled)],
});

examinedAllOf('03b');
