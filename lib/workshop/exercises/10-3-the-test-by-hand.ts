import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

interface Arm {
  readonly clicked: number;
  readonly users: number;
}
type ZOf = (treatment: Arm, control: Arm) => number;

/** The difference of the shares, divided by this error. */
const over =
  (error: (treatment: Arm, control: Arm) => number): ZOf =>
  (treatment, control) =>
    (treatment.clicked / treatment.users - control.clicked / control.users) / error(treatment, control);

const pooledVariance = (one: Arm, zero: Arm) => {
  const share = (one.clicked + zero.clicked) / (one.users + zero.users);
  return share * (1 - share);
};
const pooled = over((one, zero) => Math.sqrt(pooledVariance(one, zero) * (1 / one.users + 1 / zero.users)));
const variance = ({ clicked, users }: Arm) => ((clicked / users) * (1 - clicked / users)) / users;

const arms = (clicked1: number, users1: number, clicked0: number, users0: number): [Arm, Arm] => [
  { clicked: clicked1, users: users1 },
  { clicked: clicked0, users: users0 },
];

const judged = judgeFunction<Parameters<ZOf>, number>(
  {
    reference: pooled,
    praise:
      'Beyond 1.96 on either side, p is below 0.05. That is good for one look, at a number of users fixed in advance.',
    probes: [
      { about: 'the same share in both arms', args: () => arms(10, 100, 20, 200) },
      { about: '12 of 100 against 8 of 100', args: () => arms(12, 100, 8, 100) },
      { about: 'a treatment that is worse', args: () => arms(8, 100, 12, 100) },
      { about: 'arms of different sizes', args: () => arms(60, 1000, 700, 9000) },
      { about: 'very different shares', args: () => arms(70, 80, 10, 50) },
    ],
  },
  [
    {
      words:
        'Each arm has its own variance here. If both were the same, they would share one: pool the clicks first.',
      written: over((one, zero) => Math.sqrt(variance(one) + variance(zero))),
    },
    {
      words: 'The common share isn’t the mean of the two shares: the larger arm says more about it.',
      written: over((one, zero) => {
        const share = (one.clicked / one.users + zero.clicked / zero.users) / 2;
        return Math.sqrt(share * (1 - share) * (1 / one.users + 1 / zero.users));
      }),
    },
    {
      words:
        'The variance of a difference of two shares is a sum: 1 / users of both arms, not of all users together.',
      written: over((one, zero) => Math.sqrt(pooledVariance(one, zero) / (one.users + zero.users))),
    },
    {
      words: 'A standard error is the square root of the variance.',
      written: over((one, zero) => pooledVariance(one, zero) * (1 / one.users + 1 / zero.users)),
    },
  ],
);

export const theTestByHand: ExerciseSpec<ZOf> = {
  id: '10-3',
  title: 'The test by hand',
  level: 'build',
  task: 'Write `zOf`: a function of two arms `{ clicked, users }`, treatment and control, that returns the z of the first section: the difference of the two shares in standard errors, with the common share of both arms.',
  needs: [],
  answer: 'zOf',
  hints: [
    'If both arms are the same, what is the best guess of their common share?',
    'The variance of a share is p (1 − p) / users; that of a difference is the sum of both, with the same p.',
    '`const p = (treatment.clicked + control.clicked) / (treatment.users + control.users);`',
  ],
  ...judged,
};
