/** Options of `prepareRatings`, and their checks. */
import { OptionError } from '../../core/errors';
import {
  checkOption,
  mustBeOptions,
  number,
  type OptionsOf,
  oneOf,
  options,
  orNull,
  refuseUnknownOptions,
  seedNumber,
  whole,
} from '../../core/options';
import type { LookOptions } from '../../data/delimited/look-at-ratings';
import type { GivenFormat } from '../layouts/detect-layout';

/** The options with a plain value. */
const PREPARE_OPTIONS = options('prepareRatings', {
  /** `error`: a line that can't be read is an error. `skip`: it is left out, and counted. */
  damaged: oneOf(['error', 'skip'], { default: 'error' }),
  /** Users and items with fewer ratings are left out, until each of the others has that many; 1 keeps all. */
  kCore: whole({ from: 1, default: 1 }),
  /** The share of the users that are kept, with all of their ratings, before `kCore` applies; null for all. */
  userShare: orNull(number({ above: 0, to: 1, default: 1 })),
  /** Chooses the users of the sample. */
  seed: seedNumber(),
  /** DuckDB's memory in megabytes; what doesn't fit goes to a temporary folder beside the result. */
  memoryMB: whole({ from: 256, default: 1024 }),
});

/** How the latest ratings are set aside for tests. */
export type TimeSplit =
  /** The latest ratings of all: a share, such as 0.2, or those from a time on, in seconds since 1970. */
  | { readonly by: 'time'; readonly testSize?: number; readonly at?: number }
  /** The last n ratings of each user who has more than n. Default 1. */
  | { readonly by: 'user'; readonly n?: number };

/** Where the stages of the work have got to. */
export interface PrepareProgress {
  /** What is being done: `reading ratings.csv`. */
  readonly stage: string;
  /** From 1. */
  readonly number: number;
  readonly stages: number;
  /** The part of this stage that is done, from 0 to 1. */
  readonly part: number;
}

/** Options of `prepareRatings`. */
export interface PrepareOptions extends Partial<OptionsOf<typeof PREPARE_OPTIONS>> {
  /** The file, or several in the same layout. */
  readonly from: string | readonly string[];
  /** The folder to make. */
  readonly into: string;
  /** What the files are: a known layout, or the options of `readRatings`. Default: found out. */
  readonly format?: GivenFormat;
  /**
   * Columns that you know, by their names in the header or the fields of JSON lines, without a header by their numbers;
   * the others are found out. See `lookAtRatings`. Not together with `format`.
   */
  readonly columns?: LookOptions['columns'];
  /** Whether a folder that exists is replaced. Default: no. */
  readonly overwrite?: boolean;
  /** Sets the latest ratings aside as `test.parquet`. Default: none. */
  readonly split?: TimeSplit;
  readonly onProgress?: (progress: PrepareProgress) => void;
  /** Stops the work, which leaves nothing; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

const OTHERS = ['from', 'into', 'format', 'columns', 'overwrite', 'split', 'onProgress', 'signal'];

/** The options with defaults. @throws OptionError for an invalid one */
export function checkedOptions(given: PrepareOptions) {
  mustBeOptions('prepareRatings', given, "{ from: 'ratings.csv', into: 'data/prepared' }");
  const own = Object.keys(PREPARE_OPTIONS.declared);
  refuseUnknownOptions('prepareRatings', given, [...OTHERS, ...own]);
  const plain = Object.fromEntries(Object.entries(given).filter(([name]) => own.includes(name)));
  const files =
    typeof given.from === 'string' ? [given.from] : Array.isArray(given.from) ? [...given.from] : [];
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  if (files.length === 0 || !files.every(isText))
    throw new OptionError('prepareRatings: from must be the path of a file, or a list of them');
  if (given.format !== undefined && given.columns !== undefined)
    throw new OptionError('prepareRatings: pass format or columns, not both');
  if (!isText(given.into)) throw new OptionError('prepareRatings: into must be the path of a folder');
  if (given.split) checkSplit(given.split);
  return { ...PREPARE_OPTIONS.resolve(plain), files, split: given.split };
}

function checkSplit(split: TimeSplit): void {
  const check = (name: string, value: unknown, option: Parameters<typeof checkOption>[3]) =>
    checkOption('prepareRatings', `split.${name}`, value, option);
  check('by', split.by, oneOf(['time', 'user'], { default: 'time' }));
  if (split.by === 'user') {
    refuseUnknownOptions('prepareRatings: split', split, ['by', 'n']);
    check('n', split.n ?? 1, whole({ from: 1, default: 1 }));
    return;
  }
  refuseUnknownOptions('prepareRatings: split', split, ['by', 'testSize', 'at']);
  if ((split.at === undefined) === (split.testSize === undefined))
    throw new OptionError('prepareRatings: split by time must have testSize or at, and not both');
  if (split.at !== undefined) check('at', split.at, number({ default: 0 }));
  else check('testSize', split.testSize, SHARE);
}

const SHARE = {
  allowed: 'a share above 0 and below 1',
  allows: (value: unknown) => typeof value === 'number' && value > 0 && value < 1,
};
