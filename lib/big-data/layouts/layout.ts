/** Where the ratings are in a file: how DuckDB reads it, and which column is what. */
import type { RatingScale } from '../../core/rating-scale';
import type { RatingsOptions } from '../../data/delimited/ratings-layout';
import type { TimeFormat } from '../../data/delimited/time-column';

/** The layouts that are known by name. */
export const LAYOUTS = [
  'movielens',
  'amazon-2014',
  'amazon-2018',
  'amazon-reviews',
  'amazon-2023',
  'amazon-2023-reviews',
  'yelp',
] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** A file of ratings, and how it is read. */
export interface RatingsFile {
  readonly path: string;
  /** A known layout, or what else it is: delimited text, or JSON lines. */
  readonly layout: LayoutName | 'delimited' | 'json-lines';
  /** How the layout was found. */
  readonly because: string;
  /** What in it isn't read, or is read as something else, one sentence each. */
  readonly notes: readonly string[];
  readonly isJson: boolean;
  readonly isGzip: boolean;
  /** What DuckDB reads it with, for FROM. */
  readonly from: string;
  /** The names of the columns in {@link from}. */
  readonly columns: {
    readonly user: string;
    readonly item: string;
    readonly rating?: string;
    readonly timestamp?: string;
  };
  readonly timestamps: TimeFormat;
  /** Undefined if the file says nothing about it. */
  readonly scale: RatingScale | undefined;
  /** The same layout for our own reader; for JSON lines, `header` has the names of the fields. */
  readonly options: RatingsOptions;
}
