import { usersForMeansNormal } from '../../experiments/planning/power';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** The difference in CTR that the A/B test found, in standard deviations. */
  readonly effect: number;
}

/** Rounded or not. */
const isNear = (one: number, other: number) => Math.abs(one - other) <= 1;
const perArm = (effect: number) => usersForMeansNormal(effect);

export const halfTheEffect: ExerciseSpec<number, Given> = {
  id: '10-2',
  title: 'Half the effect',
  level: 'change',
  task: 'The next model is expected to bring half of what EASE brought. How many users does each arm need to find that with 80% power?',
  needs: ['effect'],
  answer: 'perArm',
  hints: [
    'How does the number of users depend on the effect?',
    '`effect` is the difference that was found, in standard deviations, and `usersForMeansNormal` takes such an effect.',
    '`usersForMeansNormal(effect / …)`',
  ],
  check(answer, { effect }) {
    const wanted = perArm(effect / 2);
    if (!isNear(answer, wanted))
      return wrong('That isn’t the number of users per arm for half of the effect.');
    return right(
      `About ${Math.ceil(wanted).toLocaleString('en-US')}: four times as many as for the whole effect. The standard error falls with the square root of users, so small gains are expensive. CUPED and interleaving exist for this reason.`,
    );
  },
  mistakes: [
    {
      words:
        'Twice as many would do if the error fell with the number of users. It falls with its square root.',
      is: (answer, { effect }) => isNear(answer, 2 * perArm(effect)),
    },
    {
      words: 'That is for both arms together. The question is about one arm.',
      is: (answer, { effect }) => isNear(answer, 2 * perArm(effect / 2)),
    },
    {
      words: 'That is for the effect that EASE had. The next one is half as large.',
      is: (answer, { effect }) => isNear(answer, perArm(effect)),
    },
  ],
};
