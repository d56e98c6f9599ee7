/** A predicted rating as a distribution: not only the best guess, but how likely every rating is. */
import { OptionError } from '../core/errors';
import { exceeds } from '../core/liked-from';
import { clipToScale, type RatingScale, stepUp } from '../core/rating-scale';

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
   * The probability of a rating of at least this: `4` for "four or five stars"; 0 above the scale. On a scale with
   * steps, a rating includes half a step below it, as if ratings were rounded, and 3.2 of five stars means at least 4.
   * @throws OptionError for NaN
   */
  probabilityOfAtLeast(rating: number): number {
    if (Number.isNaN(rating)) throw new OptionError('PredictedRating: rating must be a number, got NaN');
    const { min, max, step = 0 } = this.scale;
    if (rating <= min) return 1;
    if (exceeds(rating, max)) return 0;
    return 1 - this.distribution.probabilityBelow(stepUp(this.scale, rating) - step / 2);
  }

  /**
   * The interval that contains the rating with this probability, clipped to the scale.
   * @throws OptionError unless coverage is between 0 and 1
   */
  interval(coverage = 0.8): { readonly low: number; readonly high: number } {
    if (!(coverage > 0 && coverage < 1)) {
      throw new OptionError(`PredictedRating: coverage must be a number between 0 and 1, got ${coverage}`);
    }
    const { low, high } = this.distribution.interval(coverage);
    return { low: clipToScale(this.scale, low), high: clipToScale(this.scale, high) };
  }
}
