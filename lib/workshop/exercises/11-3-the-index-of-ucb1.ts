import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** The number of pulls of a machine, the sum of what they paid, the number of pulls of all machines. */
type Index = (pulls: number, sum: number, allPulls: number) => number;

const withRadius =
  (radius: (pulls: number, allPulls: number) => number, untried = Infinity): Index =>
  (pulls, sum, allPulls) =>
    pulls === 0 ? untried : sum / pulls + radius(pulls, allPulls);

const ucb = (pulls: number, allPulls: number) => Math.sqrt((2 * Math.log(allPulls)) / pulls);

const judged = judgeFunction<Parameters<Index>, number>(
  {
    reference: withRadius(ucb),
    praise:
      'The radius falls as a machine is pulled, and rises slowly while it isn’t: nothing is forgotten for good.',
    probes: [
      { about: 'the only pull of all', args: () => [1, 1, 1] },
      { about: 'one pull that paid nothing, of five', args: () => [1, 0, 5] },
      { about: 'three pulls of five, one of which paid', args: () => [3, 1, 5] },
      { about: 'a thousand pulls of two thousand', args: () => [1000, 321, 2000] },
      { about: 'a machine that nobody has pulled', args: () => [0, 0, 7] },
    ],
  },
  [
    {
      words: 'A machine that nobody has pulled comes first: its index is Infinity.',
      written: withRadius(ucb, 0),
    },
    {
      words: 'ln is the natural logarithm, `Math.log`.',
      written: withRadius((pulls, allPulls) => Math.sqrt((2 * Math.log10(allPulls)) / pulls)),
    },
    {
      words: 'The radius is a square root: without it, it shrinks too fast.',
      written: withRadius((pulls, allPulls) => (2 * Math.log(allPulls)) / pulls),
    },
    {
      words:
        'ln t belongs to the pulls of all machines, n to those of this one. Here it is the other way around.',
      written: withRadius((pulls, allPulls) => ucb(allPulls, pulls)),
    },
    {
      words: 'The index begins with the mean: the sum divided by the pulls.',
      written: (pulls, sum, allPulls) => (pulls === 0 ? Infinity : sum + ucb(pulls, allPulls)),
    },
  ],
);

export const theIndexOfUcb1: ExerciseSpec<Index> = {
  id: '11-3',
  title: 'The index of UCB1',
  level: 'build',
  task: 'Write `index(pulls, sum, allPulls)`: the index of a machine that was pulled `pulls` times and paid `sum` in all, while all machines together were pulled `allPulls` times. A machine that nobody has pulled must come first.',
  needs: [],
  answer: 'index',
  hints: [
    'Which two parts does the index have, and which of them needs a pull?',
    'The mean is `sum / pulls`, and the radius √(2 ln t / n). Without pulls, return `Infinity`.',
    '`if (pulls === 0) return Infinity; return sum / pulls + Math.sqrt(…)`',
  ],
  ...judged,
};
