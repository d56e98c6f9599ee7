import { pairedBootstrap } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import { generateInContext } from '../../simulation/generate-in-context';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

interface Both {
  /** The machine with context. */
  readonly withContext: Evaluation;
  /** The same one without. */
  readonly without: Evaluation;
}

interface Given {
  readonly seed: number;
}

const both = ({ withContext, without }: Both) => [withContext, without];

export const worldWithoutContext: ExerciseSpec<Both, Given, 'better' | 'about the same' | 'worse'> = {
  id: '08-1',
  title: 'A world without context',
  level: 'predict',
  task: 'In a world of strength 0, device, hour, and place mean nothing. Evaluate the machine with context and without on such a world, with the same seed and a split with seed 0. Guess first: is the one with context better, about the same (within .02), or worse?',
  needs: ['seed'],
  answer: '{ withContext, without }',
  hints: [
    'What does a Gibbs sampler do with a group of features that doesn’t matter?',
    '`generateInContext({ strength: 0, seed })` makes the world; split its ratings as above, and evaluate both machines.',
    '`const flat = trainTestSplit(generateInContext({ strength: 0, seed }).ratings, { testSize: 0.2, seed: 0 })`',
  ],
  guessing: {
    from: ['better', 'about the same', 'worse'],
    outcome: ({ withContext, without }) => {
      const gain = without.row.rmse - withContext.row.rmse;
      return Math.abs(gain) <= 0.02 ? 'about the same' : gain > 0 ? 'better' : 'worse';
    },
    tempting: {
      better: 'More columns, but nothing in them: there is nothing to gain.',
      worse: 'It could overfit. But each group has a precision of its own, and noise makes it large.',
    },
  },
  check(answer, { seed }) {
    if (both(answer).some((one) => !isOf(one, 'FactorizationMachine')))
      return wrong('Both must be evaluations of a FactorizationMachine.');
    if (answer.withContext.row.options.context !== true || answer.without.row.options.context !== false)
      return wrong('`withContext` needs `context: true`, `without` needs `context: false`.');
    const flat = generateInContext({ strength: 0, seed }).ratings.hash();
    if (both(answer).some(({ row }) => row.receipt.data !== flat))
      return wrong('The ratings aren’t those of the world with strength 0 and this seed.');
    if (answer.withContext.row.receipt.split !== answer.without.row.receipt.split)
      return wrong('The two were tested on different splits.');
    const { words } = pairedBootstrap({ a: answer.withContext, b: answer.without });
    return right(
      `${words}. Context that says nothing costs little, because the sampler finds out that it says nothing.`,
    );
  },
  mistakes: [
    {
      words: 'These ratings are from a world in which the context matters. Its strength must be 0.',
      is: ({ withContext }, { seed }) =>
        withContext.row.receipt.data === generateInContext({ seed }).ratings.hash(),
    },
    {
      words: 'Both have the same setting of `context`: one must do without.',
      is: ({ withContext, without }) => withContext.row.options.context === without.row.options.context,
    },
    {
      words: 'The two are swapped.',
      is: ({ withContext, without }) =>
        withContext.row.options.context === false && without.row.options.context === true,
    },
  ],
};
