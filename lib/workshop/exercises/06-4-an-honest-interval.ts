import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type HalfWidth = (errors: readonly number[], coverage: number) => number;

/** The value at a place, from 1, of the sorted list; infinite beyond its end. */
const at = (values: readonly number[], place: number) =>
  [...values].sort((a, b) => a - b)[Math.max(0, place - 1)] ?? Number.POSITIVE_INFINITY;
/** 9 · 0.7 may be a little above 6.3: such a rounding must not move the place. */
const up = (place: number) => Math.ceil(place - 1e-9);
const sizes = (errors: readonly number[]) => errors.map(Math.abs);

const judged = judgeFunction<Parameters<HalfWidth>, number>(
  {
    reference: (errors, coverage) => at(sizes(errors), up((errors.length + 1) * coverage)),
    praise: 'Half the width of an interval that keeps its promise, whatever the errors look like.',
    probes: [
      { about: 'errors 1, 2, 3, 4 and coverage 0.8', args: () => [[1, 2, 3, 4], 0.8] },
      { about: 'errors −3, 1, −2, 0.5 and coverage 0.6', args: () => [[-3, 1, -2, 0.5], 0.6] },
      { about: 'four errors and coverage 0.9: too few to promise that', args: () => [[1, 2, 3, 4], 0.9] },
      {
        about: '99 random errors and coverage 0.8',
        args: () => [Array.from(new RandomState(3).normals(99, 0.3, 1)), 0.8],
      },
    ],
  },
  [
    {
      words: 'Errors have a sign: an interval must cover both sides. Take their absolute values.',
      written: (errors, coverage) => at(errors, up((errors.length + 1) * coverage)),
    },
    {
      words:
        'You took the share of n. With n held-out errors, it must be the share of n + 1: the new one is part of the draw.',
      written: (errors, coverage) => at(sizes(errors), up(errors.length * coverage)),
    },
    {
      words:
        'That is a mean error. Half of the errors may be larger: take the one at the right place of the sorted errors.',
      written: (errors) => sizes(errors).reduce((sum, size) => sum + size, 0) / errors.length,
    },
  ],
);

export const anHonestInterval: ExerciseSpec<HalfWidth> = {
  id: '06-4',
  title: 'An honest interval',
  level: 'build',
  task: 'Write split conformal prediction: a function of the errors on held-out ratings (true − predicted) and the coverage, 0 to 1, that returns half the width of the interval: of the n absolute errors, the ⌈(n + 1) · coverage⌉-th smallest, or Infinity if there are too few.',
  needs: [],
  answer: 'halfWidth',
  hints: [
    'If half the width were the largest of four errors, how often would a fifth be larger?',
    'Sort the absolute errors, and take the one at place ⌈(n + 1) · coverage⌉, counted from 1.',
    '`sizes[Math.ceil((errors.length + 1) * coverage) - 1] ?? Infinity`',
  ],
  ...judged,
};
