/**
 * A fitted model as a folder that another process can serve: a readable `model.json`, and arrays. It contains
 * no code. This is above the evaluation layer because it stores metrics with their receipts.
 *
 * Saving writes all other files first, under names that include their hash, then replaces `model.json`
 * atomically. So a process that is killed meanwhile leaves a complete model: the old one or the new one.
 *
 * Large models: arrays of 1 MB and up are checked piece by piece and then mapped into memory
 * (`mapped-file.ts`), so that their pages are loaded on use, can be dropped, and are shared by all processes
 * that serve the model; so are large vocabularies (`packed-ids.ts`) and indexes (`neighbor-index.ts`). What was
 * found intact isn't checked again until its file changes (`checked-files.ts`). Smaller arrays, and all arrays
 * where mapping isn't possible, are read in pieces straight into place; unlike with `toJSON`, no array becomes
 * text. Saving takes 17 MB in addition to the model, `toJSON` 250 MB.
 */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError, OptionError } from '../../core/errors';
import { describeScale } from '../../core/rating-scale';
import type { Film } from '../../data/movielens/film';
import { Interactions } from '../../data/table/interactions';
import { entryNamed, type ModelEntry, type RegisteredModel } from '../../models/model-entry';
import { MODELS } from '../../models/registry';
import { RowlessTrain } from '../../recommender/rowless-train';
import { wrongNumber } from '../../recommender/saving/check-state';
import { ARRAY_TYPES, type StateArray, type StateValue } from '../../recommender/saving/model-json';
import type { SeenItems } from '../../recommender/train-summary';
import type { RatingFacts } from '../served/rating-facts';
import type { TitleSearch } from '../served/title-search';
import { readFilms } from './film-files';
import { readIndexes } from './index-files';
import { PackageError } from './package-error';
import { readPackageFile } from './package-files';
import { type ArrayFile, HEADER, type PackageHeader, readHeader } from './package-header';
import type { Films } from './packed-films';
import { checkInfo, type SaveInfo, savePackage } from './save-package';
import { readSearch } from './search-files';
import { type FileReader, isSameTrain, type LoadedTrain, readTrain } from './train-files';
import { TableSource } from './train-source';

/** The contents of a package. */
export interface ModelPackage {
  readonly model: RegisteredModel;
  /** As given to `saveModel`; empty if none were given. Of a large catalog, see `PackedFilms`. */
  readonly films: Films;
  readonly header: PackageHeader;
  /** What a package saved without its train ratings says about them. */
  readonly facts?: RatingFacts;
  /** Finds items by words of their titles; left out in a small catalog, where that is made when it is first needed. */
  readonly search?: TitleSearch;
  /**
   * Another model that predicts stars for a model that only ranks: see `withStars`. Default: the model
   * itself, if it rates.
   */
  readonly stars?: ModelPackage;
}

/**
 * Combines two packages: the first one's model makes the lists, the second one's predicts the stars. The best
 * models for lists predict no stars, and the best models for stars make poor lists.
 *
 * @example
 * const load = async () => withStars(await loadModel('data/models/ease'), await loadModel('data/models/als'));
 * const service = await createService({ load, feedbackDir: 'data/feedback' });
 * @throws OptionError if the second model doesn't rate, or the rating scales differ
 */
export function withStars(lists: ModelPackage, stars: ModelPackage): ModelPackage {
  if (!stars.model.can.rates) {
    throw new OptionError(
      `withStars: stars must be a model that predicts ratings, but ${stars.header.model} only ranks`,
    );
  }
  const [one, other] = [lists, stars].map(({ model }) => describeScale(model.summary.scale));
  if (one !== other) {
    throw new OptionError(`withStars: both models must have the same rating scale, got ${one} and ${other}`);
  }
  return { ...lists, stars };
}

/** Options of `loadModel`. */
export interface LoadOptions {
  /** Arrays of at least this many bytes are mapped into memory if possible. Default 1 MB; Infinity: none. */
  readonly mapFrom?: number;
  /** The models that it may be of. Default: those of this library. */
  readonly models?: readonly ModelEntry[];
  /**
   * A loaded package. If it was fitted on the same ratings, the two share one train set in memory, which is then the one
   * with the ratings if `shareWith` has them: a package saved without its train ratings can use another one's.
   */
  readonly shareWith?: ModelPackage;
  /** What each user has rated, for a package saved without its train ratings and seen items. */
  readonly seenBy?: SeenItems;
}

/** Below this, reading is as fast, and processes share little. */
const MAP_FROM = 1e6;

/**
 * Saves a fitted model, by default with its train set, so that seen items, supports, and new ratings can be served.
 *
 * @param dir created if needed; an existing package is replaced
 * @example
 * await saveModel(model, 'data/models/svd', { date: '2026-11-24' }, films);
 * await saveModel(model, 'data/models/small', { date: '2026-11-24', train: 'seen' }, films);
 * const { model: same } = await loadModel('data/models/svd');
 * @throws OptionError if the folder contains anything else, `info.date` isn't a date, or the model can't be saved without
 *   its train ratings; NotFittedError; TrainRowsError for a model that was loaded without them; DataError if it has learned
 *   a number that may not be there, such as NaN
 */
export async function saveModel(
  model: RegisteredModel,
  dir: string,
  info: SaveInfo,
  films: readonly Film[] = [],
): Promise<PackageHeader> {
  checkInfo(model, info);
  const source = new TableSource(model.train);
  const state = (info.train ?? 'rows') === 'rows' ? model.state : model.learnedForServing;
  return savePackage(dir, { model, source, state, films, withIndexes: true }, info);
}

/**
 * Loads the model; it predicts exactly as the saved one did. Every file is checked against its size and
 * SHA-256, and what the model has learned for numbers that may not be there, such as NaN; large files once. Arrays are
 * mapped or read straight into place, with no more memory than the model itself takes.
 *
 * @throws PackageError that names the file at fault and the reason
 */
export async function loadModel(dir: string, options: LoadOptions = {}): Promise<ModelPackage> {
  const header = await headerIn(dir);
  try {
    return await loadParts(dir, header, options);
  } catch (error) {
    // If a model saved to this folder meanwhile has removed the files, load that one.
    if (!(error instanceof PackageError && error.fault === 'missing')) throw error;
    const now = await headerIn(dir);
    if (now.checksum === header.checksum) throw error;
    return loadParts(dir, now, options);
  }
}

/** The readable part only, without checking the other files. @throws PackageError */
export async function headerIn(dir: string): Promise<PackageHeader> {
  const text = await readFile(path.join(dir, HEADER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new PackageError('missing', HEADER, `there is no model in ${dir}`);
  });
  return readHeader(text);
}

async function loadParts(
  dir: string,
  header: PackageHeader,
  { mapFrom = MAP_FROM, models = MODELS, shareWith, seenBy }: LoadOptions,
): Promise<ModelPackage> {
  const files: FileReader = {
    array: async (file, wrong) => {
      const check = (bytes: ArrayBuffer) => {
        const what = wrong?.(arrayIn(file, bytes));
        if (what) throw new PackageError('invalid', file.name, what);
      };
      return arrayIn(file, await readPackageFile(dir, file, { mapFrom, check }));
    },
    json: async (file) => JSON.parse(Buffer.from(await readPackageFile(dir, file)).toString()) as unknown,
  };
  try {
    const model = entryNamed(header.model, models).create(header.options);
    const state: Record<string, StateValue> = { ...header.state.values };
    const counts = { userCount: header.train.users, itemCount: header.train.items };
    for (const [name, file] of Object.entries(header.state.arrays)) {
      const wrong = (values: StateArray) => wrongNumber(name, values, model.floatsAllowed(name), counts);
      state[name] = await files.array(file, wrong);
    }
    const { train, facts } = sharedTrain(header, shareWith) ?? (await readTrain(files, header.train, seenBy));
    model.checkState(train, state);
    model.restore(train, state);
    await readIndexes(dir, model, header.indexes);
    const films = await readFilms(files, header.films, model.summary.items);
    const search = await readSearch(files, header.search, films, model.summary);
    return { model, films, header, ...(facts && { facts }), ...(search && { search }) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error instanceof PackageError) throw error;
    throw new PackageError('invalid', HEADER, error.message);
  }
}

function arrayIn({ name, type, length }: ArrayFile, bytes: ArrayBuffer): StateArray {
  const TypedArray = Object.hasOwn(ARRAY_TYPES, type) ? ARRAY_TYPES[type] : undefined;
  if (TypedArray && bytes.byteLength === length * TypedArray.BYTES_PER_ELEMENT) return new TypedArray(bytes);
  throw new PackageError('invalid', name, `is not a ${type} of length ${length}`);
}

/** The train set of a package in memory, if it is the same and has all that this one needs. */
function sharedTrain({ train }: PackageHeader, other: ModelPackage | undefined): LoadedTrain | undefined {
  if (!other || !isSameTrain(train, other.header.train)) return undefined;
  const { summary } = other.model;
  if (summary.hash() !== train.hash) return undefined; // it was updated since it was loaded
  if (summary instanceof Interactions) return { train: summary };
  if (!(summary instanceof RowlessTrain) || train.columns !== null) return undefined;
  return train.summary?.seen && !summary.toParts().seen ? undefined : { train: summary, facts: other.facts };
}
