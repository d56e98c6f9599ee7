import { DISPLAY } from '../../kernel/display';
import type { SolutionOf } from '../exercise-spec';
import type { halfStars } from '../exercises/kernel-3-half-stars';

/** Whole stars first, then a half if there is one, then as many empty ones as are missing. */
export const answer: SolutionOf<typeof halfStars> = () => {
  class HalfStars {
    constructor(readonly count: number) {}
    [DISPLAY]() {
      const words = `${this.count} of 5 stars`;
      const full = '★'.repeat(Math.floor(this.count));
      const stars = `${full}${this.count % 1 === 0 ? '' : '½'}`.padEnd(5, '☆');
      return { 'text/plain': words, 'text/html': `<span role="img" aria-label="${words}">${stars}</span>` };
    }
  }
  return (count) => new HalfStars(count);
};
