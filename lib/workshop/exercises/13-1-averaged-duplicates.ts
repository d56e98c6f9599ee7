import type { CleanRatings } from '../../data/delimited/clean-ratings';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** What the exercise needs from the notebook. */
export interface CleanedTable {
  readonly ratings: { readonly length: number };
  readonly clean: Pick<CleanRatings, 'rows' | 'file' | 'options'>;
}

export const averagedDuplicates: ExerciseSpec<number, CleanedTable, 'fewer' | 'as many' | 'more'> = {
  id: '13-1',
  title: 'Averaged duplicates',
  level: 'predict',
  task: 'The table keeps the last of several ratings of the same pair. Read the clean copy again with their mean instead: will it have fewer rows, as many, or more? Guess, then answer with its number of rows.',
  needs: ['ratings', 'clean'],
  answer: 'averaged.length',
  hints: [
    'How many rows can a pair of user and item have, if it may have only one?',
    'Only the option `duplicates` of `readRatings` changes.',
    '`const averaged = await readRatings(clean.file, { ...clean.options, duplicates: "mean" })`',
  ],
  guessing: {
    from: ['fewer', 'as many', 'more'],
    outcome: (rows, { ratings }) =>
      rows < ratings.length ? 'fewer' : rows > ratings.length ? 'more' : 'as many',
    tempting: {
      fewer: 'Averaging seems to lose more than keeping the last, but both leave one row of each pair.',
    },
  },
  check(rows, { ratings }) {
    if (rows !== ratings.length)
      return wrong(`It doesn't have ${rows} rows. Read the copy again and ask for its length.`);
    return right(
      'One row for each pair, whichever rule. What differs is the stars, and the scale: means fall between its steps.',
    );
  },
  mistakes: [
    {
      words: 'That is the number of lines in the copy: both ratings of a pair are still in it.',
      is: (rows, { clean }) => rows === clean.rows,
    },
    {
      words: 'That is how many ratings were merged away, not how many are left.',
      is: (rows, { ratings, clean }) => rows === clean.rows - ratings.length,
    },
    {
      words: 'You took the duplicates away twice: the table no longer has them.',
      is: (rows, { ratings, clean }) => rows === ratings.length - (clean.rows - ratings.length),
    },
  ],
};
