import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

interface Size {
  readonly ratings: number;
  readonly users: number;
  readonly items: number;
  readonly factors: number;
}
type BytesOf = (size: Size) => number;

const small = (): [Size] => [{ ratings: 100_000, users: 943, items: 1682, factors: 20 }];
const large = (): [Size] => [{ ratings: 25_000_095, users: 162_541, items: 59_047, factors: 64 }];

const judged = judgeFunction<[Size], number>(
  {
    reference: ({ ratings, users, items, factors }) => 12 * ratings + 4 * factors * (users + items),
    praise:
      'Nothing was allocated to find that out. For 25 million ratings, the ratings take most of it; for many factors and users, the vectors do.',
    probes: [
      {
        about: 'one rating, one user, one item, one factor',
        args: () => [{ ratings: 1, users: 1, items: 1, factors: 1 }],
      },
      { about: 'a model without ratings', args: () => [{ ratings: 0, users: 10, items: 5, factors: 2 }] },
      { about: 'MovieLens 100K', args: small },
      { about: 'MovieLens 25M', args: large },
    ],
  },
  [
    {
      words:
        'Vectors are added to vectors: there is one for each user and one for each item, not one for each pair.',
      written: ({ ratings, users, items, factors }) => 12 * ratings + 4 * factors * users * items,
    },
    {
      words: 'These are the numbers. Each takes four bytes.',
      written: ({ ratings, users, items, factors }) => 3 * ratings + factors * (users + items),
    },
    {
      words: 'The vectors are 32-bit numbers, not 64-bit ones.',
      written: ({ ratings, users, items, factors }) => 12 * ratings + 8 * factors * (users + items),
    },
    {
      words: 'Items have vectors, too.',
      written: ({ ratings, users, factors }) => 12 * ratings + 4 * factors * users,
    },
  ],
);

export const beforeYouAllocate: ExerciseSpec<BytesOf> = {
  id: '12-4',
  title: 'Before you allocate',
  level: 'build',
  task: 'Write `bytesOf({ ratings, users, items, factors })`: the bytes of a table of ratings (user and item as 32-bit integers, the rating as a 32-bit number) and of a factor model (one 32-bit number per factor, for each user and each item).',
  needs: [],
  answer: 'bytesOf',
  hints: [
    'How many columns does the table have, and how many vectors the model?',
    'Three columns of 4 bytes for each rating; `users + items` vectors of `factors` numbers.',
    '`({ ratings, users, items, factors }) => 12 * ratings + …`',
  ],
  ...judged,
};
