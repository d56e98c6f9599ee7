/** A predicted rating as a distribution: not only the best guess, but how likely every rating is. */
import { clipToScale, type RatingScale } from '../core/rating-scale';

/** A distribution of unclipped ratings, such as a `NormalMixture`. */
export interface Distribution {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  probabilityBelow(x: number): number;
  interval(coverage: number): { readonly low: number; readonly high: number };
}

export class PredictedRating {
  constructor(
    readonly scale: RatingScale,
    /** Of the unclipped rating. */
    readonly distribution: Distribution,
  ) {}

  /** r̂ before clipping. */
  get score(): number {
    return this.distribution.mean;
  }

  /** The standard deviation of the rating around r̂. */
  get deviation(): number {
    return this.distribution.deviation;
  }

  /**
   * The probability of a rating of at least this: `4` for "four or five stars". On a scale with steps, a rating
   * includes half a step below it, as if ratings were rounded.
   */
  probabilityOfAtLeast(rating: number): number {
    const { min, step = 0 } = this.scale;
    return rating <= min ? 1 : 1 - this.distribution.probabilityBelow(rating - step / 2);
  }

  /** The interval that contains the rating with this probability, clipped to the scale. */
  interval(coverage = 0.8): { readonly low: number; readonly high: number } {
    const { low, high } = this.distribution.interval(coverage);
    return { low: clipToScale(this.scale, low), high: clipToScale(this.scale, high) };
  }
}
