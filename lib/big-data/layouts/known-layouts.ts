/**
 * The layouts of public data sets of ratings, from their READMEs and data cards.
 *
 * - MovieLens 20M, 25M, 32M, latest: `ratings.csv` with a header; half stars; seconds.
 * - Amazon 2014: user, item, rating, seconds, without a header. Amazon 2018: the same with item and user swapped.
 *   Reviews of both years: JSON lines.
 * - Amazon 2023: CSV with a header, or JSON lines; milliseconds. Variants of a product share its `parent_asin`.
 * - Yelp: JSON lines; dates in UTC.
 */
import { HALF_STARS, type RatingScale, WHOLE_STARS } from '../../core/rating-scale';
import type { RatingsOptions } from '../../data/delimited/ratings-layout';
import type { LayoutName } from './layout';

/** A layout with its columns. */
export interface KnownLayout {
  readonly isJson: boolean;
  readonly scale: RatingScale;
  readonly options: RatingsOptions;
}

export const KNOWN: Readonly<Record<LayoutName, KnownLayout>> = {
  movielens: csv(HALF_STARS, {
    header: { user: 'userId', item: 'movieId', rating: 'rating', timestamp: 'timestamp' },
  }),
  'amazon-2014': csv(WHOLE_STARS, { fields: ['user', 'item', 'rating', 'timestamp'] }),
  'amazon-2018': csv(WHOLE_STARS, { fields: ['item', 'user', 'rating', 'timestamp'] }),
  'amazon-2023': csv(WHOLE_STARS, {
    header: { user: 'user_id', item: 'parent_asin', rating: 'rating', timestamp: 'timestamp' },
    timestamps: 'milliseconds',
  }),
  'amazon-reviews': json({
    header: { user: 'reviewerID', item: 'asin', rating: 'overall', timestamp: 'unixReviewTime' },
  }),
  'amazon-2023-reviews': json({
    header: { user: 'user_id', item: 'parent_asin', rating: 'rating', timestamp: 'timestamp' },
    timestamps: 'milliseconds',
  }),
  yelp: json({
    header: { user: 'user_id', item: 'business_id', rating: 'stars', timestamp: 'date' },
    timestamps: 'date',
  }),
};

function csv(scale: RatingScale, options: RatingsOptions): KnownLayout {
  return { isJson: false, scale, options: { separator: ',', ...options } };
}

function json(options: RatingsOptions): KnownLayout {
  return { isJson: true, scale: WHOLE_STARS, options };
}
