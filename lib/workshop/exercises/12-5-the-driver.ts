import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** Spark's `spark.driver.maxResultSize`, 1g. */
const MOST = 2 ** 30;
const FACTORS = 64;
const vectors = (bytes: number) => Math.floor(MOST / bytes);
const WANTED = vectors(4 + 4 * FACTORS);
const isNear = (one: number, other: number) => Math.abs(one - other) <= 2e-3 * other;
const millions = (count: number) => `${(count / 1e6).toFixed(1)} million`;

export const theDriver: ExerciseSpec<number> = {
  id: '12-5',
  title: 'The driver',
  level: 'change',
  task: 'A job on Spark ends with `model.userFactors.collect()`: all users’ vectors travel to the driver. Each is at least a number of 4 bytes and 64 factors of 4 bytes, and by default Spark ends a job whose results are larger than 1 GB, which is 2³⁰ bytes here. What is the largest number of users for which this job could still pass?',
  needs: [],
  answer: 'users',
  hints: [
    'How many bytes does one user take?',
    'The number of the user takes 4 bytes, and the factors 64 times 4.',
    '`Math.floor(2 ** 30 / (4 + 4 * 64))`',
  ],
  check(users) {
    if (!isNear(users, WANTED)) return wrong(`Expected another number of users, got ${users}.`);
    return right(
      `${millions(WANTED)} users, however many machines there are. Raising the limit only moves it to the driver’s memory. The way out is to let each worker write its own part, as \`als.py\` does.`,
    );
  },
  mistakes: [
    {
      words: 'Each vector also has the number of its user, 4 bytes.',
      is: (users) => isNear(users, vectors(4 * FACTORS)),
    },
    { words: 'A factor takes four bytes, not one.', is: (users) => isNear(users, vectors(4 + FACTORS)) },
    { words: 'These factors are 32-bit numbers.', is: (users) => isNear(users, vectors(4 + 8 * FACTORS)) },
    { words: 'Those are bytes. How many users is that?', is: (users) => isNear(users, MOST) },
  ],
};
