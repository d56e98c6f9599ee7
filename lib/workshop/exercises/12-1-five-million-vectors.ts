import { type ExerciseSpec, right, wrong } from '../exercise-spec';

const BYTES = 5e6 * 64 * 4;
const isNear = (one: number, other: number) => Math.abs(one - other) <= 1e-3 * other;

export const fiveMillionVectors: ExerciseSpec<number, void, 'below 1 GB' | '1 to 2 GB' | 'above 2 GB'> = {
  id: '12-1',
  title: 'Five million vectors',
  level: 'predict',
  task: 'How much memory do the vectors of five million users take, with 64 factors each, as 32-bit numbers? Guess first. Then compute the bytes.',
  needs: [],
  answer: 'bytes',
  hints: [
    'How many numbers are there, and how many bytes does each take?',
    'A table of 5,000,000 × 64 numbers, each of 32 bits. A byte has 8 bits.',
    '`5_000_000 * 64 * …`',
  ],
  guessing: {
    from: ['below 1 GB', '1 to 2 GB', 'above 2 GB'],
    outcome: (bytes) => (bytes < 1e9 ? 'below 1 GB' : bytes <= 2e9 ? '1 to 2 GB' : 'above 2 GB'),
    tempting: {
      'below 1 GB': 'There are 320 million numbers, and each takes four bytes.',
      'above 2 GB': 'That would be right for 64-bit numbers, which these vectors don’t need.',
    },
  },
  check(bytes) {
    if (!isNear(bytes, BYTES)) return wrong(`Expected another number of bytes, got ${bytes}.`);
    return right(
      '1.28 GB: five million users fit on a laptop. How many ratings they gave doesn’t matter for the vectors.',
    );
  },
  mistakes: [
    {
      words: 'That is how many numbers there are. Each takes more than one byte.',
      is: (bytes) => isNear(bytes, BYTES / 4),
    },
    { words: 'That is for 64-bit numbers.', is: (bytes) => isNear(bytes, 2 * BYTES) },
    { words: 'Those are bits. A byte has 8 of them.', is: (bytes) => isNear(bytes, 8 * BYTES) },
    { words: 'Those are gigabytes. Answer in bytes.', is: (bytes) => bytes > 0 && bytes < 100 },
  ],
};
