/**
 * Writes a package: first all other files, then `model.json`, which makes them a package. What a save that fails has
 * written is removed, and the package that was there before stays.
 */
import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises';
import * as path from 'node:path';
import { OptionError } from '../../core/errors';
import { writeDurably } from '../../core/write-durably';
import type { Film } from '../../data/movielens/film';
import type { FiledTable } from '../../data/table/filed-table';
import { versions } from '../../evaluation/receipt';
import type { RegisteredModel } from '../../models/model-entry';
import { MODELS } from '../../models/registry';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { ModelState, StateArray, StateValue } from '../../recommender/saving/model-json';
import { TRAIN_PARTS, type TrainPart } from '../../recommender/saving/model-to-json';
import { writeFilms } from './film-files';
import { writeIndexes } from './index-files';
import { removeOthers } from './package-files';
import {
  type ArrayFile,
  FORMAT,
  filesOf,
  HEADER,
  headerText,
  isFile,
  type PackageHeader,
  type PackageInfo,
  readHeader,
} from './package-header';
import { packageWriter, type WritingOptions } from './package-writer';
import { writeSearch } from './search-files';
import { writeTrain } from './train-files';
import { FiledSource, type TrainSource } from './train-source';

/** What `saveModel` takes: the header's words, and how much of the train set is saved. */
export interface SaveInfo extends PackageInfo {
  /**
   * `rows` (default): all ratings. `seen`: which items each user has rated, so lists can leave them out. `none`: neither.
   * Without its train ratings, a package takes less memory; it gives no reasons ("because you watched") to users of the
   * train set, and counts no common raters of similar items if it has no seen items either.
   */
  readonly train?: TrainPart;
  /** Without its train ratings, ids are packed if there are at least this many: see `PackedIds`. Default 50,000. */
  readonly packFrom?: number;
}

/** What was learned from a table in files. */
export interface LearnedFromFiles {
  /** As `BaseModel.state`, or if the ratings aren't saved, as `learnedForServing`. */
  readonly state: ModelState;
  readonly train: FiledTable;
}

/**
 * As `saveModel`, for what was learned elsewhere from more ratings than fit into memory. Memory: O(users + items) and
 * the state.
 * @param model says what the state is of; it need not be fitted
 */
export async function saveLearned(
  model: RegisteredModel,
  { state, train }: LearnedFromFiles,
  dir: string,
  info: SaveInfo,
  options: WritingOptions = {},
): Promise<PackageHeader> {
  checkInfo(model, info);
  return savePackage(dir, { model, source: new FiledSource(train), state }, info, options);
}

/** What a package is made of. */
export interface PackageParts {
  readonly model: RegisteredModel;
  readonly source: TrainSource;
  /** What is saved of what it learned. */
  readonly state: ModelState;
  readonly films?: readonly Film[];
  /** Whether the model's indexes, if it has any, are of this state. */
  readonly withIndexes?: boolean;
}

/**
 * Writes it. `info` must be checked: see `checkInfo`.
 * @throws OptionError if the folder has other files; DataError if a number of the state may not be there, such as NaN
 */
export async function savePackage(
  dir: string,
  parts: PackageParts,
  info: SaveInfo,
  options: WritingOptions = {},
): Promise<PackageHeader> {
  const { model, source, state } = parts;
  model.checkFloats({ userCount: source.userIds.length, itemCount: source.itemIds.length }, state);
  const isNew = (await mkdir(dir, { recursive: true })) !== undefined;
  const there = await readdir(dir);
  if (!there.includes(HEADER) && there.some((name) => !name.startsWith('.'))) {
    throw new OptionError(
      `saveModel: ${dir} contains other files and no model; give the model its own folder`,
    );
  }
  try {
    const whole = await writeFiles(dir, parts, info, options);
    const text = headerText(whole);
    options.signal?.throwIfAborted();
    await writeDurably(dir, HEADER, Buffer.from(text));
    await removeOthers(dir, namesIn(whole));
    return readHeader(text);
  } catch (error) {
    await undo(dir, isNew).catch(() => {}); // the first error says more
    throw error;
  }
}

async function writeFiles(
  dir: string,
  { model, source, state, films = [], withIndexes = false }: PackageParts,
  { train: part = 'rows', packFrom = LARGE_CATALOG, ...info }: SaveInfo,
  options: WritingOptions,
): Promise<Omit<PackageHeader, 'checksum'>> {
  const files = packageWriter(dir, packFrom, options);
  const indexes = withIndexes ? await writeIndexes(dir, model) : undefined;
  const train = await writeTrain(files, source, part);
  const search = await writeSearch(files, films, source);
  const isPacked = !isFile(train.userIds) || !isFile(train.itemIds); // and with them, films
  const filmFiles = await writeFilms(files, films, source, part !== 'rows');
  const values: Record<string, Exclude<StateValue, StateArray>> = {};
  const arrays: Record<string, ArrayFile> = {};
  for (const [name, value] of Object.entries(state)) {
    if (ArrayBuffer.isView(value)) arrays[name] = await files.array(`state-${name}`, value);
    else values[name] = value;
  }
  return {
    format: FORMAT,
    version: isPacked || indexes ? 3 : part === 'rows' ? 1 : 2,
    model: model.name,
    options: model.options,
    ...info,
    train,
    state: { values, arrays },
    ...(indexes && { indexes }),
    films: filmFiles,
    ...(search && { search }),
    versions: versions(),
  };
}

/** Removes what belongs to no package. */
async function undo(dir: string, isNew: boolean): Promise<void> {
  const before = await readFile(path.join(dir, HEADER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  await removeOthers(dir, before === undefined ? new Set() : namesIn(readHeader(before)));
  if (isNew) await rmdir(dir);
}

function namesIn(header: Omit<PackageHeader, 'checksum'>): ReadonlySet<string> {
  return new Set(filesOf(header).map(({ name }) => name));
}

/** @throws OptionError if `info` isn't allowed, or not for this model */
export function checkInfo(model: RegisteredModel, { date, train: part = 'rows' }: SaveInfo): void {
  if (Number.isNaN(Date.parse(date))) {
    throw new OptionError(`saveModel: date must be a date such as 2026-11-24, got ${JSON.stringify(date)}`);
  }
  checkTrainPart(model, part);
}

/** @throws OptionError that names the models that can be saved without their train ratings, if this one can't */
export function checkTrainPart({ name, can }: Pick<RegisteredModel, 'name' | 'can'>, part: TrainPart): void {
  if (!TRAIN_PARTS.includes(part)) {
    throw new OptionError(`${name}: train must be one of ${TRAIN_PARTS.join(', ')}, got ${String(part)}`);
  }
  if (part === 'rows' || can.withoutTrain !== 'nobody') return;
  const without = (who: string) =>
    MODELS.filter(({ create }) => create().can.withoutTrain === who)
      .map((entry) => entry.name)
      .join(', ');
  throw new OptionError(
    `saveModel: ${name} answers from its train ratings, so train must be "rows", got ${JSON.stringify(part)}; models ` +
      `that can be saved without them: ${without('users')}; for visitors only: ${without('visitors')}`,
  );
}
