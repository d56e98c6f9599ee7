import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type Documents = readonly (readonly string[])[];
type Weights = ReadonlyMap<string, number>;
type TfIdf = (films: Documents) => readonly Weights[];

interface Variant {
  readonly noLength?: boolean;
  readonly unsmoothed?: boolean;
  readonly occurrences?: boolean;
}

/** TF-IDF as in the notebook, or with a mistake. A word that a film has twice counts once. */
const tfIdf =
  ({ noLength, unsmoothed, occurrences }: Variant = {}): TfIdf =>
  (films) => {
    const n = films.length;
    const counts = new Map<string, number>();
    for (const words of films) {
      for (const word of occurrences ? words : new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const idf = (word: string) =>
      unsmoothed ? Math.log(n / counts.get(word)!) : Math.log((1 + n) / (1 + counts.get(word)!)) + 1;
    return films.map((words) => {
      const row = [...new Set(words)].map((word) => [word, idf(word)] as const);
      const length = noLength ? 1 : Math.sqrt(row.reduce((sum, [, weight]) => sum + weight ** 2, 0));
      return new Map(row.map(([word, weight]) => [word, length === 0 ? 0 : weight / length]));
    });
  };

const judged = judgeFunction<[Documents], readonly Weights[]>(
  {
    reference: tfIdf(),
    praise:
      'Rare words weigh more, and every film’s row has length 1, as in `itemFeatures`: a film with many words counts no more than a film with few.',
    probes: [
      {
        about: 'the notebook’s films: robot toy, toy, war',
        args: () => [[['robot', 'toy'], ['toy'], ['war']]],
      },
      { about: 'two films with the same word', args: () => [[['toy'], ['toy']]] },
      {
        about: 'a word twice in a film: toy toy robot, toy',
        args: () => [
          [
            ['toy', 'toy', 'robot'],
            ['toy', 'war'],
          ],
        ],
      },
      { about: 'a film without words', args: () => [[[], ['toy', 'war'], ['war']]] },
    ],
  },
  [
    {
      words:
        'The rows aren’t as long as 1: divide each weight by the length of its row, so that films with many words aren’t louder.',
      written: tfIdf({ noLength: true }),
    },
    {
      words:
        'A word that all films have gets the weight 0 or the ratio isn’t smoothed: idf is ln((1 + n) / (1 + n_w)) + 1.',
      written: tfIdf({ unsmoothed: true }),
    },
    {
      words: 'n_w is the number of films with the word, not how often it occurs.',
      written: tfIdf({ occurrences: true }),
    },
  ],
);

export const tfIdfRows: ExerciseSpec<TfIdf> = {
  id: '04-4',
  title: 'TF-IDF',
  level: 'build',
  task: 'Write TF-IDF: a function of each film’s words that returns a `Map` from word to weight for each film, with the formula of *Features on paper*. A word that a film has twice counts once.',
  needs: [],
  answer: 'tfIdf',
  hints: [
    'Which two passes over the films are needed?',
    'First count for each word the films that have it. Then weigh each film’s words, and divide by the length of the row.',
    '`new Set(words)` drops repeats; the length is `Math.sqrt` of the sum of the squared weights.',
  ],
  ...judged,
};
