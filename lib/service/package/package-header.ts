/** The readable part of a model package: what the model is, where it comes from, and which files belong to it. */
import { createHash } from 'node:crypto';
import type { RatingScale } from '../../core/rating-scale';
import type { PackedParts } from '../../data/table/packed-ids';
import type { Versions } from '../../evaluation/receipt';
import type { ItemIndexes } from '../../models/shared/item-index';
import type { ArrayType, StateArray, StateValue } from '../../recommender/saving/model-json';
import type { ConfidenceScale } from '../served/confidence';
import type { RatingInput } from '../served/rating-input';
import type { SearchParts } from '../served/title-index';
import { PackageError } from './package-error';
import { isPackageFile, type PackageFile } from './package-files';

/** The header's file name. */
export const HEADER = 'model.json';
export const FORMAT = 'recommender-lab/package';
/**
 * Those before can't be read by a version of this library that only knows them. 2: without train ratings. 3: and with
 * packed ids or films, or with indexes.
 */
export const VERSIONS = [1, 2, 3] as const;
/** A header that lists arrays and metrics takes a few thousand bytes. */
const LARGEST = 16 << 20;

/** What the caller says about a model. */
export interface PackageInfo {
  /** When it was trained: `2026-11-24` or `2026-11-24T10:00:00Z`. */
  readonly date: string;
  /** A note for readers: what it is for, what it was tuned on. */
  readonly note?: string;
  /** The split of `metrics`. The packed model itself may have been fitted on more. */
  readonly split?: { readonly name: string; readonly seed: number | null; readonly hash: string };
  /** Rows of `evaluate` or `evaluateRanking`, each with its receipt. Plain JSON. */
  readonly metrics?: readonly object[];
  /** Identifies the data, options, and code it was made from, if the caller wants to recognize it later. */
  readonly fingerprint?: string;
  /** How certain predictions are: see `calibrateConfidence`. */
  readonly confidence?: ConfidenceScale;
  /** What the page calls the items. Default: items. */
  readonly words?: PackageWords;
}

/** Words for the page, so that a page about books doesn't say "films". */
export interface PackageWords {
  /** One item, and more than one: `film`, `films`. */
  readonly one: string;
  readonly many: string;
  /** What a user who rated an item did, as in "Because you watched". Default: `liked`. */
  readonly did?: string;
  /** The heading of the page: `What to watch`. Default: `Recommendations`. */
  readonly heading?: string;
  /** An example of a search: `star wars`. Default: none. */
  readonly example?: string;
}

/** A typed array and its file. Little-endian. */
export interface ArrayFile extends PackageFile {
  readonly type: ArrayType;
  readonly length: number;
}

/** Ids: a list in JSON, or the arrays of `PackedIds`. */
export type IdFiles = PackageFile | { readonly [Part in keyof PackedParts]: ArrayFile };

/** The header, as stored in `model.json`. */
export interface PackageHeader extends PackageInfo {
  readonly format: typeof FORMAT;
  readonly version: (typeof VERSIONS)[number];
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The table that the model was fitted on. */
  readonly train: {
    /** `Interactions.hash()` */
    readonly hash: string;
    readonly ratings: number;
    readonly users: number;
    readonly items: number;
    /** `max` is null for Infinity, which JSON doesn't have. */
    readonly scale: Omit<RatingScale, 'max'> & { readonly max: number | null };
    /** Null in a package saved without its train ratings, which has `summary` instead. */
    readonly columns: {
      readonly user: ArrayFile;
      readonly item: ArrayFile;
      readonly rating: ArrayFile;
      readonly timestamp: ArrayFile | null;
      /** Absent in packages saved before propensities existed. */
      readonly propensity?: ArrayFile | null;
    } | null;
    /** What takes the place of the ratings: see `RowlessTrain` and `RatingFacts`. */
    readonly summary?: {
      readonly mean: number;
      readonly variance: number;
      readonly differ: boolean;
      readonly input: RatingInput;
      readonly userCounts: ArrayFile;
      readonly itemCounts: ArrayFile;
      /** Items that each user has rated; null if they weren't saved. */
      readonly seen: ArrayFile | null;
      /** Of a large catalog, the users who have rated each item, if `seen` was saved. */
      readonly raters?: ArrayFile;
      readonly itemMeans: ArrayFile;
      readonly itemLikes: ArrayFile;
      readonly userSpreads: ArrayFile;
      readonly itemSpreads: ArrayFile;
    };
    readonly userIds: IdFiles;
    readonly itemIds: IdFiles;
    /** Context columns; null if there are none, absent in packages saved before context existed. */
    readonly context?: PackageFile | null;
    /** Item features; null if there are none, absent in packages saved before features existed. */
    readonly itemFeatures?: PackageFile | null;
    readonly userFeatures?: PackageFile | null;
  };
  /** What the model learned: plain values inline, arrays in files. */
  readonly state: {
    readonly values: Readonly<Record<string, Exclude<StateValue, StateArray>>>;
    readonly arrays: Readonly<Record<string, ArrayFile>>;
  };
  /** Approximate indexes of the items; absent if it was saved without. One file can be both. */
  readonly indexes?: { readonly [Kind in keyof ItemIndexes]: PackageFile };
  /** Titles, years, and genres for display; null if none were given. */
  readonly films:
    | PackageFile
    | { readonly text: ArrayFile; readonly ends: ArrayFile; readonly hasGenres: boolean }
    | null;
  /** Of a large catalog, the words of its titles: see `SearchParts`. Absent if it was saved without. */
  readonly search?: { readonly [Part in keyof SearchParts]: ArrayFile };
  readonly versions: Versions;
  /** SHA-256 of this header without this line. It detects damage; it isn't a signature. */
  readonly checksum: string;
}

/** The header's text, with its checksum. */
export function headerText(header: Omit<PackageHeader, 'checksum'>): string {
  return `${JSON.stringify({ ...header, checksum: checksumOf(header) }, null, 1)}\n`;
}

/** The header, checked as far as possible without the other files. @throws PackageError with the reason */
export function readHeader(text: string): PackageHeader {
  const refuse = (fault: 'foreign' | 'future' | 'tampered' | 'truncated', what: string): never => {
    throw new PackageError(fault, HEADER, what);
  };
  if (text.length > LARGEST) refuse('foreign', `is ${text.length} characters long`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    refuse('truncated', `is not complete JSON: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null) refuse('foreign', 'is not a JSON object');
  const { checksum, ...header } = json as PackageHeader;
  if (header.format !== FORMAT) {
    refuse('foreign', `format must be "${FORMAT}", got ${JSON.stringify(header.format)}`);
  }
  if (!VERSIONS.includes(header.version)) {
    const got = JSON.stringify(header.version);
    refuse(
      'future',
      `version must be one of ${VERSIONS.join(', ')}, got ${got}; load it with a newer version of this library`,
    );
  }
  if (checksum !== checksumOf(header)) refuse('tampered', 'its checksum differs: it was edited or damaged');
  for (const file of listedFiles(json as PackageHeader)) {
    if (!isPackageFile(file?.name)) refuse('foreign', `lists a file ${JSON.stringify(file?.name)}`);
  }
  return json as PackageHeader;
}

/** All files that the header lists. */
export function filesOf({
  train,
  state,
  films,
  indexes = {} as never,
  search = {} as never,
}: Omit<PackageHeader, 'checksum'>): PackageFile[] {
  const {
    columns,
    summary = {},
    userIds,
    itemIds,
    context = null,
    itemFeatures = null,
    userFeatures = null,
  } = train;
  const ofSummary = Object.values(summary).filter(isFile);
  const arrays = [...Object.values(columns ?? {}), ...ofSummary, ...Object.values(state.arrays)];
  const ids = [userIds, itemIds].flatMap((files) => (isFile(files) ? [files] : Object.values(files)));
  const ofFilms = films === null || isFile(films) ? [films] : [films.text, films.ends];
  const others = [
    context,
    itemFeatures,
    userFeatures,
    ...ofFilms,
    ...Object.values(indexes),
    ...Object.values(search),
  ];
  return [...arrays, ...ids, ...others].filter((file): file is PackageFile => file !== null);
}

/** The checksum by which two lists of ids are the same. */
export function idsHash(files: IdFiles): string {
  return isFile(files) ? files.sha256 : `${files.text.sha256} ${files.ends.sha256}`;
}

/** Whether it is a file, not a value or a group of files. */
export function isFile(value: unknown): value is PackageFile {
  return typeof value === 'object' && value !== null && 'sha256' in value;
}

/** Like `filesOf`, for a header whose fields can be anything. */
function listedFiles(header: PackageHeader): PackageFile[] {
  try {
    return filesOf(header);
  } catch (error) {
    throw new PackageError('invalid', HEADER, `lacks a part: ${(error as Error).message}`);
  }
}

function checksumOf(header: object): string {
  return createHash('sha256').update(JSON.stringify(header)).digest('hex');
}
