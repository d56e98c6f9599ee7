import type { OnboardingRow } from '../../evaluation/cold-start/onboarding-rows';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** The table of the notebook, with `popular` in it. */
  readonly rows: readonly OnboardingRow[];
}

/** Answers after which the questions are counted. */
const STEP = 3;
const ENTROPY = /entropy/;
const afterThree = (rows: readonly OnboardingRow[], is: (strategy: string) => boolean) =>
  rows.find(({ strategy, step, by }) => is(strategy) && step === STEP && by === 'answers');
const disputed = (rows: readonly OnboardingRow[]) => afterThree(rows, (name) => ENTROPY.test(name));
const popularOf = ({ rows }: Given) => afterThree(rows, (name) => name === 'popular');
const sameUsers = (rows: readonly OnboardingRow[], { rows: others }: Given) =>
  rows[0]?.users === others[0]?.users;

export const knownAndDisputed: ExerciseSpec<
  readonly OnboardingRow[],
  Given,
  'more' | 'fewer' | 'about the same'
> = {
  id: '04b-1',
  title: 'Known and disputed',
  level: 'predict',
  task: '`askEntropy` asks about films that many people know and disagree about. Compared with popular films, how many questions does it take until a newcomer has given three answers? Guess, then play it through for the same `users`.',
  needs: ['rows'],
  answer: 'byEntropy',
  hints: [
    'Only people who have seen a film can answer. Do films that people disagree about have more viewers than the most popular ones?',
    'Do what the cell of `asked` does, for the one strategy `askEntropy(others)`. Then call `onboardingRows`, with that strategy as `against`.',
    '`onboardingRows(evaluateOnboarding({ users, onboarding: askEntropy(others), rater: als, unpersonal }), { against: askEntropy(others).name })`',
  ],
  guessing: {
    from: ['more', 'fewer', 'about the same'],
    outcome: (rows, given) => {
      const ratio = disputed(rows)!.questions / popularOf(given)!.questions;
      if (Math.abs(ratio - 1) < 0.05) return 'about the same';
      return ratio > 1 ? 'more' : 'fewer';
    },
    tempting: {
      fewer: 'Disagreement makes an answer worth more; it doesn’t make it more likely.',
      'about the same': 'Every step away from the most popular films costs viewers.',
    },
  },
  check(rows, given) {
    const [own, popular] = [disputed(rows), popularOf(given)];
    if (own === undefined || popular === undefined)
      return wrong('Expected rows of `askEntropy`, one of them after three answers.');
    if (!sameUsers(rows, given)) return wrong('Play it through for the same `users`.');
    return right(
      `${own.questions.toFixed(1)} questions instead of ${popular.questions.toFixed(1)}, and an RMSE of ${own.rmse.toFixed(3)} instead of ${popular.rmse.toFixed(3)}.`,
    );
  },
  mistakes: [
    {
      words: 'None of these rows is from `askEntropy`.',
      is: (rows) => rows.every(({ strategy }) => !ENTROPY.test(strategy)),
    },
    {
      words: 'There is no row after three answers. Leave `steps` and `by` at their defaults.',
      is: (rows) => disputed(rows) === undefined,
    },
    {
      words: 'These are not the same newcomers. Pass `users`, and ask from `others`.',
      is: (rows, given) => !sameUsers(rows, given),
    },
  ],
};
