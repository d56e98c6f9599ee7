import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';
import { type ToyWorld, toyCosine } from './parts/toy-world';

const [ADA, BEN] = [0, 1];

/** Ada's row and Ben's, where Ben gives Heat one star. */
function changed({ films, ratings }: ToyWorld) {
  const heat = films.indexOf('Heat');
  return [ratings[ADA], ratings[BEN].map((stars, i) => (i === heat ? 1 : stars))] as const;
}

const near = (answer: number, wanted: number) => isClose(answer, wanted, 0.0006);
const norm = (row: readonly (number | null)[]) =>
  Math.sqrt(row.reduce<number>((sum, r) => sum + (r ?? 0) ** 2, 0));
const dot = (a: readonly (number | null)[], b: readonly (number | null)[]) =>
  a.reduce<number>((sum, r, i) => sum + (r ?? 0) * (b[i] ?? 0), 0);

export const oneStarForHeat: ExerciseSpec<number, ToyWorld, number> = {
  id: '00-2',
  title: 'One star for Heat',
  level: 'change',
  task: 'Ben changes his mind and gives Heat one star instead of five. What is the cosine of Ada and Ben now? Compute it to at least three digits.',
  needs: ['films', 'ratings'],
  answer: '0.5',
  hints: [
    'Which films have both Ada and Ben rated?',
    'Alien and Heat: the two vectors are now [5, 4] and [4, 1].',
    '(5 · 4 + 4 · 1) divided by √(25 + 16) · √(16 + 1).',
  ],
  guessing: { from: { low: -1, high: 1 }, outcome: (answer) => answer, within: 0.05 },
  check(answer, world) {
    const wanted = toyCosine(...changed(world));
    if (!near(answer, wanted)) return wrong(`It is not ${answer}. Use only the films that both have rated.`);
    return right(
      'Still close to 1. All stars are positive, so two vectors of stars never point far apart: cosine cannot see dislike.',
    );
  },
  mistakes: [
    {
      words: 'Right so far, but rounded: give at least three digits after the point.',
      is: (answer, world) => isClose(answer, toyCosine(...changed(world)), 0.006),
    },
    {
      words: 'That is the old similarity, with Ben’s five stars for Heat still in it.',
      is: (answer, { ratings }) => near(answer, toyCosine(ratings[ADA], ratings[BEN])),
    },
    {
      words:
        'You computed each length over all of a person’s films. Only the films that both have rated count.',
      is: (answer, world) => {
        const [a, b] = changed(world);
        return near(answer, dot(a, b) / (norm(a) * norm(b)));
      },
    },
    {
      words: 'A square root is missing: the product is divided by the lengths, not by their squares.',
      is: (answer, world) => {
        const [a, b] = changed(world);
        const shared = (row: typeof a, other: typeof a) => row.map((r, i) => (other[i] === null ? null : r));
        return near(answer, dot(a, b) / (norm(shared(a, b)) * norm(shared(b, a))) ** 2);
      },
    },
  ],
};
