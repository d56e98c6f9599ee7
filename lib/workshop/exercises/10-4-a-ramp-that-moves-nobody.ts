import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type PlaceOf = (first: number, second: number, traffic: number) => string;

/** Out unless the one number lets a user in; the other one decides the arm. */
const placing =
  (isIn: (first: number, second: number, traffic: number) => boolean, forArm: PlaceBy): PlaceOf =>
  (first, second, traffic) => {
    if (!isIn(first, second, traffic)) return 'out';
    return forArm(first, second, traffic) ? 'treatment' : 'control';
  };
type PlaceBy = (first: number, second: number, traffic: number) => boolean;

const firstIsIn: PlaceBy = (first, _, traffic) => first < traffic;
const bySecond: PlaceBy = (_, second) => second >= 0.5;

const judged = judgeFunction<Parameters<PlaceOf>, string>(
  {
    reference: placing(firstIsIn, bySecond),
    praise:
      'Raising the traffic only adds users, and the arm never changes, because its number has nothing to do with the traffic.',
    probes: [
      { about: 'no traffic yet', args: () => [0, 0.2, 0] },
      { about: 'a user who takes part, in control', args: () => [0.03, 0.2, 0.1] },
      { about: 'a user who takes part, in treatment', args: () => [0.03, 0.7, 0.1] },
      { about: 'a user who has to wait', args: () => [0.4, 0.2, 0.1] },
      { about: 'the same user with more traffic', args: () => [0.4, 0.2, 0.5] },
      { about: 'a high first and a low second number', args: () => [0.9, 0.1, 1] },
      { about: 'a low first and a high second number', args: () => [0.1, 0.9, 1] },
      { about: 'a second number of exactly one half', args: () => [0.1, 0.5, 1] },
    ],
  },
  [
    {
      words:
        'The arm depends on the first number relative to the traffic: when traffic grows, users move from treatment to control.',
      written: placing(firstIsIn, (first, _, traffic) => first >= traffic / 2),
    },
    {
      words:
        'One number decides both. With little traffic, everybody who takes part has a low number, so they are all in one arm.',
      written: placing(firstIsIn, (first) => first >= 0.5),
    },
    {
      words: 'The second number decides who takes part here, and the first the arm. Swap them.',
      written: placing(
        (_, second, traffic) => second < traffic,
        (first) => first >= 0.5,
      ),
    },
    {
      words: 'The arms are the wrong way around: numbers below one half are control.',
      written: placing(firstIsIn, (_, second) => second < 0.5),
    },
  ],
);

export const aRampThatMovesNobody: ExerciseSpec<PlaceOf> = {
  id: '10-4',
  title: 'A ramp that moves nobody',
  level: 'build',
  task: 'Two hashes give each user two independent numbers from 0 to below 1. Write `placeOf(first, second, traffic)`, which returns `"out"`, `"control"`, or `"treatment"`: the first number decides whether a user takes part while the share `traffic` is let in, the second one the arm, with control below one half. Raising the traffic must never move a user between arms.',
  needs: [],
  answer: 'placeOf',
  hints: [
    'Which of the two numbers may be compared with the traffic?',
    'Users whose first number is below `traffic` take part. Their arm must not depend on the traffic at all.',
    '`if (first >= traffic) return "out"; return second < 0.5 ? …`',
  ],
  ...judged,
};
