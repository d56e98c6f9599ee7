import type { SolutionOf } from '../exercise-spec';
import type { beforeYouAllocate } from '../exercises/12-4-before-you-allocate';

/** Three columns of four bytes, and a vector for each user and each item. */
export const answer: SolutionOf<typeof beforeYouAllocate> = () => {
  type Sizes = {
    readonly ratings: number;
    readonly users: number;
    readonly items: number;
    readonly factors: number;
  };
  const bytesOf = ({ ratings, users, items, factors }: Sizes) => 12 * ratings + 4 * factors * (users + items);
  return bytesOf;
};
