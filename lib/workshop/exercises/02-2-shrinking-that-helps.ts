import type { Evaluation } from '../../evaluation/ratings/evaluate';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { changedOptions, isOf, sameSplit } from '../same-experiment';

/** The same model without shrinkage, and with it. */
type Pair = readonly [plain: Evaluation, shrunk: Evaluation];

const shrinkageOf = ({ row }: Evaluation) => Number(row.options.shrinkage);
const others = ([plain, shrunk]: Pair) =>
  changedOptions(plain, shrunk).filter((name) => name !== 'shrinkage');

export const shrinkingThatHelps: ExerciseSpec<Pair, { readonly itemKnn: Evaluation }> = {
  id: '02-2',
  title: 'Shrinking that helps',
  level: 'change',
  task: 'Shrunk cosines made `KNNBasic` worse. Find neighbors that predict better with shrinkage than without: evaluate the same model twice on `split`, first with `shrinkage: 0`, then with more.',
  needs: ['itemKnn'],
  answer: '[plain, shrunk]',
  hints: [
    'Why did shrunk cosines pass on too many stars? What if ratings were measured from what the film and the user usually get?',
    '`KNNBaseline` does that, and the similarity `pearson_baseline` says more than a cosine.',
    '`await evaluate(new KNNBaseline({ similarity: "pearson_baseline", userBased: false, shrinkage: 0 }), { split })`, and the same with 100.',
  ],
  check(pair, { itemKnn }) {
    const [plain, shrunk] = pair;
    if (!pair.every((one) => sameSplit(one, itemKnn))) return wrong('Test both on `split`.');
    if (!isOf(plain, shrunk.row.receipt.model) || others(pair).length > 0)
      return wrong('Both must be the same model, with the same options except `shrinkage`.');
    if (shrinkageOf(plain) !== 0 || !(shrinkageOf(shrunk) > 0))
      return wrong('Expected a shrinkage of 0, then one above 0.');
    const [before, after] = pair.map(({ row }) => row.rmse);
    if (!(after < before))
      return wrong(`Shrinking makes this one worse: RMSE ${before.toFixed(4)}, then ${after.toFixed(4)}.`);
    return right(
      `${shrunk.row.model}: RMSE ${before.toFixed(4)} without shrinkage, ${after.toFixed(4)} with ${shrinkageOf(shrunk)}. Here a neighbor's rating counts by how far it is from what was to be expected, so popular neighbors do no harm.`,
    );
  },
  mistakes: [
    {
      words: 'The two are in the wrong order: the one without shrinkage comes first.',
      is: ([plain, shrunk]) => shrinkageOf(plain) > 0 && shrinkageOf(shrunk) === 0,
    },
    {
      words:
        'More than the shrinkage is different between the two, so nobody can say what made the difference.',
      is: (pair) => pair[0].row.model !== pair[1].row.model || others(pair).length > 0,
    },
    {
      words:
        '`KNNBasic` passes on the neighbors’ stars as they are, so popular neighbors predict too many. Try a model that measures ratings from a baseline.',
      is: ([plain, shrunk]) => isOf(plain, 'KNNBasic') && isOf(shrunk, 'KNNBasic'),
    },
    {
      words: 'They were tested on a different split. Pass `{ split }`.',
      is: (pair, { itemKnn }) => pair.some((one) => !sameSplit(one, itemKnn)),
    },
  ],
};
