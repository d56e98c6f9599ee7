import type { RandomState } from '../../math/random/random-state';

/** How a user goes through a list: which places are looked at, and which are clicked. */
export interface ClickModel {
  /**
   * The probability of a click at each place, exactly.
   * @param appeals of the items, from the top. Float64 [places]
   */
  chances(appeals: ArrayLike<number>): Float64Array;
  /** The places that are clicked in one visit, from the top. */
  click(appeals: ArrayLike<number>, random: RandomState): number[];
}
