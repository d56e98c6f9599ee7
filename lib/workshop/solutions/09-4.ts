import type { SolutionOf } from '../exercise-spec';
import type { popularityThatFades } from '../exercises/09-4-popularity-that-fades';

/** No click needs to be kept: they all fade alike. */
export const answer: SolutionOf<typeof popularityThatFades> = () => {
  type Score = { value: number; at: number };
  const add = ({ value, at }: Score, time: number, halfLife: number): Score =>
    time > at
      ? { value: value * 2 ** ((at - time) / halfLife) + 1, at: time }
      : { value: value + 2 ** ((time - at) / halfLife), at };
  return add;
};
