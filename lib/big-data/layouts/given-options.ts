/** Options of `readRatings` that say how to prepare a file. */
import { OptionError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import type { RatingScale } from '../../core/rating-scale';
import type { RatingsOptions } from '../../data/delimited/ratings-layout';

/** What a prepared folder has no columns for, or what isn't a choice. */
const NOT_PREPARED = ['context', 'duplicates'] as const;

/**
 * The scale in the options; undefined if it is to be found in the ratings.
 * @throws OptionError for options that can't be followed
 */
export function givenScale(options: RatingsOptions): RatingScale | undefined {
  const odd = NOT_PREPARED.find((name) => options[name] !== undefined);
  if (odd !== undefined) throw new OptionError(`prepareRatings: format must not have ${odd}`);
  if (options.header?.propensity !== undefined || options.fields?.includes('propensity'))
    throw new OptionError('prepareRatings: format must not have propensity');
  const { scale } = options;
  if (typeof scale !== 'function') return scale;
  if (scale === inferScale) return undefined;
  throw new OptionError('prepareRatings: scale must be a rating scale or inferScale, got another function');
}
