/** What is in a folder of prepared ratings. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DataError } from '../../core/errors';
import { CHOICES, type RatingScale, ratingScale, scaleFromJson } from '../../core/rating-scale';

/** The version of the layout below. */
export const PREPARED_VERSION = 1;
export const PREPARED_FORMAT = 'recommender-lab prepared ratings';

/** The files of the folder. `test.parquet` is there only after a split. */
export const PREPARED_FILES = {
  /** `user` INTEGER, `item` INTEGER (places, from 0), `rating` FLOAT, and if known `timestamp` BIGINT, in seconds. */
  ratings: 'ratings.parquet',
  /** The same columns. */
  test: 'test.parquet',
  /** `place` INTEGER and `id` VARCHAR, by place. */
  users: 'users.parquet',
  items: 'items.parquet',
  summary: 'prepared.json',
} as const;

/** `prepared.json`. */
export interface PreparedSummary {
  readonly format: typeof PREPARED_FORMAT;
  readonly version: number;
  /** The files that were read, and as what. */
  readonly sources: readonly {
    readonly file: string;
    readonly layout: string;
    readonly because: string;
    /** What in it isn't read, or is read as something else; missing in folders of earlier versions. */
    readonly notes?: readonly string[];
    readonly rows: number;
    readonly damaged: number;
  }[];
  /** False if each row is a choice, such as a click: its rating is 1, on the scale from 0 to 1. */
  readonly hasRatings: boolean;
  readonly hasTimestamps: boolean;
  /** `max` is null if there is no upper end. */
  readonly scale: RatingScale;
  readonly counts: {
    /** Lines that were read, and lines that couldn't be. */
    readonly read: number;
    readonly damaged: number;
    /** Left out: ratings of users who aren't in the sample, older ratings of the same pair, those outside the k-core. */
    readonly notSampled: number;
    readonly repeated: number;
    readonly outsideCore: number;
    /** Rows of `ratings.parquet` and `test.parquet`. */
    readonly ratings: number;
    readonly test: number;
    readonly users: number;
    readonly items: number;
  };
  /** Where the test part begins after a split by time, in seconds since 1970. */
  readonly testFrom?: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Reads `prepared.json`. @throws DataError if the folder isn't one of prepared ratings */
export function readSummary(folder: string): PreparedSummary {
  const file = path.join(folder, PREPARED_FILES.summary);
  const fail = (what: string): never => {
    throw new DataError(`${file}: ${what}; prepareRatings makes such a folder`, { file });
  };
  let json: Partial<PreparedSummary>;
  try {
    json = Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    return fail(code === 'ENOENT' ? 'this file does not exist' : message);
  }
  if (json.format !== PREPARED_FORMAT) return fail('not a folder of prepared ratings');
  if (json.version !== PREPARED_VERSION)
    return fail(`expected version ${PREPARED_VERSION}, got ${JSON.stringify(json.version)}`);
  return { ...(json as PreparedSummary), scale: scaleFromJson(json.scale) };
}

/** The scale of the folder's table. */
export function scaleIn({ hasRatings, scale }: Pick<PreparedSummary, 'hasRatings' | 'scale'>): RatingScale {
  return ratingScale(hasRatings ? scale : CHOICES);
}
