import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** A popularity `value` as of the time `at`. */
interface Score {
  readonly value: number;
  readonly at: number;
}
type Add = (score: Score, time: number, halfLife: number) => Score;
/** The popularity of clicks at these times. */
type Popularity = (times: readonly number[], now: number, halfLife: number) => number;

/** The same popularity can be written as of any time, so what counts is its value now. */
const popularityWith =
  (add: Add): Popularity =>
  (times, now, halfLife) => {
    let score: Score = { value: 0, at: 0 };
    for (const time of times) score = add(score, time, halfLife);
    return score.value * 2 ** ((score.at - now) / halfLife);
  };

const adding =
  (fade: (halfLives: number) => number): Add =>
  ({ value, at }, time, halfLife) =>
    time > at
      ? { value: value * fade((time - at) / halfLife) + 1, at: time }
      : { value: value + fade((at - time) / halfLife), at };
const halving = (halfLives: number) => 2 ** -halfLives;

const { check, mistakes } = judgeFunction<Parameters<Popularity>, number>(
  {
    reference: (times, now, halfLife) =>
      times.reduce((sum, time) => sum + halving((now - time) / halfLife), 0),
    praise: 'Two numbers for each film, whatever the number of clicks. This is how `trending` is kept.',
    probes: [
      { about: 'one click, one half-life ago', args: () => [[10], 20, 10] },
      { about: 'clicks now, and one and two half-lives ago', args: () => [[0, 10, 20], 20, 10] },
      { about: 'two clicks at the same time', args: () => [[5, 5], 5, 2] },
      { about: 'a click that arrives late', args: () => [[20, 10], 20, 10] },
      { about: 'many clicks, some of them late', args: () => [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3], 12, 3] },
    ],
  },
  [
    {
      words: 'It fades by 1/e in each half-life. It must be halved: use powers of 2.',
      written: popularityWith(adding((halfLives) => Math.exp(-halfLives))),
    },
    {
      words: 'The clicks before don’t fade. First bring the value to the time of the new click, then add 1.',
      written: popularityWith(({ value, at }, time) => ({ value: value + 1, at: Math.max(at, time) })),
    },
    {
      words: 'A click that arrives late counts in full. At the time of the score, it has faded already.',
      written: popularityWith((score, time, halfLife) =>
        time < score.at ? { ...score, value: score.value + 1 } : adding(halving)(score, time, halfLife),
      ),
    },
  ],
);

export const popularityThatFades: ExerciseSpec<Add> = {
  id: '09-4',
  title: 'A popularity that fades',
  level: 'build',
  task: 'Write `add`: a function of a score, the time of a click, and the half-life that returns the new score. A score is `{ value, at }`: the popularity Σ 2^−((at − t) / halfLife) of all clicks t so far, as of the time `at`. Clicks may arrive late.',
  needs: [],
  answer: 'add',
  hints: [
    'If you know the sum at one time, what is it a half-life later?',
    'If the click is newer than `at`, bring the value to its time and add 1. If it is older, add what is left of it at `at`.',
    '`time > at ? { value: value * 2 ** ((at - time) / halfLife) + 1, at: time } : …`',
  ],
  check: (add) => check(popularityWith(add)),
  mistakes: mistakes.map(({ words, is }) => ({
    words,
    is: (add: Add) => is(popularityWith(add), undefined),
  })),
};
