import { type Evaluation, evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { KNNBaseline } from '../../lib/models/neighbors/knn-baseline';
import { KNNBasic } from '../../lib/models/neighbors/knn-basic';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 1 });
const other = trainTestSplit(ratings, { seed: 2 });

examine('02-1', {
  around: () => ({ split }),
  given: async () => ({
    userKnn: await evaluate(new KNNBasic({ similarity: 'msd', neighbors: 30 }), { split }),
  }),
  wrong: async () => [
    await evaluate(new KNNBasic({ similarity: 'msd', neighbors: 5, userBased: false }), { split }),
    await evaluate(new KNNBasic({ similarity: 'msd' }), { split }),
    await evaluate(new KNNBasic({ similarity: 'msd', neighbors: 5 }), { split: other }),
  ],
});

const baseline = (shrinkage: number, { userBased = false, on = split } = {}) =>
  evaluate(new KNNBaseline({ similarity: 'pearson_baseline', userBased, shrinkage }), { split: on });
/** Made-up ratings are kind to shrunk cosines; those of films aren't. */
const worse = (one: Evaluation): Evaluation => ({ ...one, row: { ...one.row, rmse: one.row.rmse + 1 } });
const basic = (shrinkage: number) =>
  evaluate(new KNNBasic({ similarity: 'cosine', userBased: false, shrinkage }), { split });

examine('02-2', {
  around: () => ({ split }),
  given: async () => ({ itemKnn: await basic(0) }),
  wrong: async (_, [plain, shrunk]) => {
    const pairs: [Evaluation, Evaluation][] = [
      [shrunk, plain],
      [plain, await baseline(100, { userBased: true })],
      [await basic(0), worse(await basic(25))],
      [await baseline(0, { on: other }), await baseline(100, { on: other })],
    ];
    return pairs;
  },
});

type Raters = readonly { readonly similarity: number; readonly rating: number }[];

/** Written again: what differs is what each mistake changes. */
function wrongly(mistake: 'flat' | 'first ones' | 'counted' | 'opposites') {
  return (raters: Raters, k: number) => {
    const near = mistake === 'opposites' ? [...raters] : raters.filter((rater) => rater.similarity > 0);
    if (mistake !== 'first ones') near.sort((a, b) => b.similarity - a.similarity);
    let [above, below] = [0, 0];
    for (const { similarity, rating } of near.slice(0, k)) {
      above += mistake === 'flat' ? rating : similarity * rating;
      below += mistake === 'flat' || mistake === 'counted' ? 1 : similarity;
    }
    return above / below;
  };
}

examine('02-3', {
  given: () => undefined,
  wrong: () => (['flat', 'first ones', 'counted', 'opposites'] as const).map(wrongly),
});

examinedAllOf('02');
