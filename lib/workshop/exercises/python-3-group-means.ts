import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** A row of a small table. */
export interface GenreRow {
  readonly genre: string;
  readonly stars: number;
}
type GroupMeans = (rows: readonly GenreRow[]) => Map<string, number>;

const reference: GroupMeans = (rows) => {
  const groups = new Map<string, number[]>();
  for (const { genre, stars } of rows) groups.set(genre, [...(groups.get(genre) ?? []), stars]);
  return new Map(
    Array.from(groups, ([genre, all]) => [genre, all.reduce((sum, one) => sum + one, 0) / all.length]),
  );
};

const row = (genre: string, stars: number): GenreRow => ({ genre, stars });
/** Compared in order of the names, as a data frame would list them. */
const listed = (means: Map<string, number>) => [...means].sort(([a], [b]) => (a < b ? -1 : 1));

const judged = judgeFunction<[readonly GenreRow[]], readonly (readonly [string, number])[]>(
  {
    reference: (rows) => listed(reference(rows)),
    praise: 'That is `groupby`: one pass, a dictionary of what has been seen so far.',
    probes: [
      { about: 'one row', args: () => [[row('drama', 4)]] },
      { about: 'two rows of a genre', args: () => [[row('drama', 4), row('drama', 1)]] },
      { about: 'two genres', args: () => [[row('drama', 4), row('comedy', 5), row('drama', 2)]] },
      { about: 'no rows', args: () => [[]] },
      {
        about: 'genres in other scripts, one called constructor',
        args: () => [[row('नाटक', 3), row('constructor', 2), row('नाटक', 4)]],
      },
    ],
  },
  [
    {
      words: 'These are sums. Divide each by its number of rows.',
      written: (rows) =>
        listed(
          new Map(
            Array.from(reference(rows), ([genre, mean]) => [
              genre,
              mean * rows.filter((one) => one.genre === genre).length,
            ]),
          ),
        ),
    },
    {
      words:
        'The last row of a genre replaces the ones before: add to what is there, `(sums.get(genre) ?? 0) + stars`.',
      written: (rows) => listed(new Map(rows.map(({ genre, stars }) => [genre, stars]))),
    },
    {
      words: 'You divide by the number of all rows, not by that of the genre.',
      written: (rows) =>
        listed(
          new Map(
            Array.from(reference(rows), ([genre, mean]) => [
              genre,
              (mean * rows.filter((one) => one.genre === genre).length) / rows.length,
            ]),
          ),
        ),
    },
  ],
);

/** The student's function returns a map. */
const asListed =
  (means: GroupMeans): ((rows: readonly GenreRow[]) => readonly (readonly [string, number])[]) =>
  (rows) =>
    listed(means(rows));

export const groupMeans: ExerciseSpec<GroupMeans> = {
  id: 'python-3',
  title: 'Group means',
  level: 'build',
  task: 'Write `df.groupby("genre")["stars"].mean()` by hand: a function of rows of genre and stars that returns a `Map` from each genre to its mean.',
  needs: [],
  answer: 'groupMeans',
  hints: [
    'What must you remember about each genre while you go through the rows?',
    'Two maps, a sum and a count for each genre, then one more pass over them.',
    '`new Map([...sums].map(([genre, sum]) => [genre, sum / counts.get(genre)!]))`',
  ],
  check: (answer) => judged.check(asListed(answer)),
  mistakes: judged.mistakes.map(({ words, is }) => ({
    words,
    is: (answer) => is(asListed(answer), undefined),
  })),
};
