import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** Someone who rated the film: how similar they are, and what they gave. */
interface Rater {
  readonly similarity: number;
  readonly rating: number;
}

type PredictFrom = (raters: readonly Rater[], k: number) => number;

interface Variant {
  readonly unweighted?: boolean;
  readonly unsorted?: boolean;
  readonly byCount?: boolean;
  readonly keepsOpposites?: boolean;
}

/** As in `plain-knn.ts`, or with a mistake. */
const predict =
  ({ unweighted, unsorted, byCount, keepsOpposites }: Variant = {}): PredictFrom =>
  (raters, k) => {
    const alike = raters.filter(({ similarity }) => keepsOpposites || similarity > 0);
    const order = unsorted ? alike : alike.toSorted((a, b) => b.similarity - a.similarity);
    const nearest = order.slice(0, k);
    const weightOf = ({ similarity }: Rater) => (unweighted ? 1 : similarity);
    const weighted = nearest.reduce((sum, rater) => sum + weightOf(rater) * rater.rating, 0);
    const weights = nearest.reduce((sum, rater) => sum + weightOf(rater), 0);
    return weighted / (byCount ? nearest.length : weights);
  };

function drawn(): [Rater[], number] {
  const random = new RandomState(3);
  const rater = () => ({ similarity: 2 * random.random() - 0.6, rating: random.integer(1, 6) });
  return [Array.from({ length: 50 }, rater), 20];
}

const judged = judgeFunction<Parameters<PredictFrom>, number>(
  {
    reference: predict(),
    praise: 'The same as in `lib/models/neighbors/plain/plain-knn.ts`: choose, weigh, divide.',
    probes: [
      {
        about: 'Ben (similarity 0.8, 3 stars) and Cleo (0.4, 2 stars), k = 2',
        args: () => [
          [
            { similarity: 0.8, rating: 3 },
            { similarity: 0.4, rating: 2 },
          ],
          2,
        ],
      },
      {
        about: 'three raters of whom the last is the most similar, k = 1',
        args: () => [
          [
            { similarity: 0.2, rating: 1 },
            { similarity: 0.5, rating: 3 },
            { similarity: 0.9, rating: 5 },
          ],
          1,
        ],
      },
      {
        about: 'one rater with the opposite taste (similarity −0.5), k = 2',
        args: () => [
          [
            { similarity: 0.8, rating: 4 },
            { similarity: -0.5, rating: 1 },
          ],
          2,
        ],
      },
      { about: 'a film that nobody has rated (expected NaN: there is no prediction)', args: () => [[], 2] },
      { about: '50 raters, k = 20', args: drawn },
    ],
  },
  [
    {
      words: 'Every neighbor counts the same. Weigh each rating with the similarity.',
      written: predict({ unweighted: true }),
    },
    {
      words: 'You take the first k raters. Take the k most similar: sort first.',
      written: predict({ unsorted: true }),
    },
    {
      words: 'You divide by the number of neighbors. Divide by the sum of their similarities.',
      written: predict({ byCount: true }),
    },
    {
      words: 'Raters whose similarity isn’t above 0 aren’t neighbors: leave them out before you choose.',
      written: predict({ keepsOpposites: true }),
    },
  ],
);

export const meanOfNeighbors: ExerciseSpec<PredictFrom> = {
  id: '02-3',
  title: 'The mean of the neighbors',
  level: 'build',
  task: 'Write the prediction of k nearest neighbors: a function of everyone who rated the film, as `{ similarity, rating }` in any order, and k. Only raters with a similarity above 0 are neighbors. Without any, it returns NaN.',
  needs: [],
  answer: 'predictFrom',
  hints: [
    'Whose opinion counts, and how much? That is two steps before the mean.',
    'Filter, sort by similarity from high to low, and cut after k. Then divide the weighted sum of the ratings by the sum of the weights.',
    '`const nearest = raters.filter(({ similarity }) => similarity > 0).sort((a, b) => b.similarity - a.similarity).slice(0, k)`; 0 / 0 is NaN.',
  ],
  ...judged,
};
