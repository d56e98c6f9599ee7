import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

interface Means {
  /** Ordered by the mean rating as it is. */
  readonly plain: RankingEvaluation;
  /** Ordered by a damped mean. */
  readonly damped: RankingEvaluation;
}

interface Given {
  readonly popular: RankingEvaluation;
}

const isMean = (one: RankingEvaluation) => isOf(one, 'MostPopular', { by: 'damped mean' });
const dampingOf = ({ row }: RankingEvaluation) => Number(row.options.damping);

export const thePopularAndTheGood: ExerciseSpec<Means, Given> = {
  id: '03-2',
  title: 'The popular and the good',
  level: 'change',
  task: 'Is the mean rating a better measure of popularity than the count? Measure `MostPopular` ordered by mean rating, once without damping and once with a damping of your choice. Look at the lists, too.',
  needs: ['popular'],
  answer: '{ plain, damped }',
  hints: [
    'Which films have the highest means? (See exercise 01-2.)',
    'The option `by` takes "damped mean", and `damping` says how many made-up ratings each film gets.',
    '`await ranked(new MostPopular({ by: "damped mean", damping: 50 }), "damped")`, and the same with 0.',
  ],
  check({ plain, damped }, { popular }) {
    if (![plain, damped].every(isMean)) return wrong('Both must be `MostPopular` with `by: "damped mean"`.');
    if (![plain, damped].every((one) => sameProtocol(one, popular)))
      return wrong('Measure both the way `popular` was.');
    if (dampingOf(plain) !== 0 || !(dampingOf(damped) > 0))
      return wrong('Expected a damping of 0 and one above 0.');
    const [a, b, c] = [plain, damped, popular].map(({ row }) => row.ndcg.toFixed(3));
    return right(
      `nDCG ${a} by the mean, ${b} with a damping of ${dampingOf(damped)}, ${c} by the count. Without damping, films with one or two lucky fives come first; and what is liked by those who saw it is not yet what people choose.`,
    );
  },
  mistakes: [
    {
      words: 'One of them still counts ratings: set `by: "damped mean"`.',
      is: ({ plain, damped }) => [plain, damped].some((one) => isOf(one, 'MostPopular', { by: 'count' })),
    },
    {
      words: 'The two are swapped, or `damping` was left at its default, which isn’t 0.',
      is: ({ plain }) => isMean(plain) && dampingOf(plain) > 0,
    },
    {
      words:
        'One was not measured the way `popular` was: the split, the length, the threshold, or the candidates differ. Use `ranked`.',
      is: (means, { popular }) => [means.plain, means.damped].some((one) => !sameProtocol(one, popular)),
    },
  ],
};
