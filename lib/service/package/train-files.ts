/** The train set of a model package: its rows, or its summary and what the service says about the ratings. */
import { scaleFromJson } from '../../core/rating-scale';
import { Interactions } from '../../data/table/interactions';
import { PackedIds } from '../../data/table/packed-ids';
import type { ColumnName } from '../../data/table/rows-hash';
import { RowlessTrain } from '../../recommender/rowless-train';
import { contextFromJson, contextToJson } from '../../recommender/saving/context-json';
import { featuresFromJson, featuresToJson } from '../../recommender/saving/features-json';
import type { StateArray } from '../../recommender/saving/model-json';
import type { TrainPart } from '../../recommender/saving/model-to-json';
import type { SeenItems } from '../../recommender/train-summary';
import type { RatingFacts } from '../served/rating-facts';
import { PackageError } from './package-error';
import type { PackageFile } from './package-files';
import { type ArrayFile, HEADER, type IdFiles, idsHash, isFile, type PackageHeader } from './package-header';
import type { FileWriter } from './package-writer';
import type { TrainSource } from './train-source';

/** Reads the files of a package. */
export interface FileReader {
  /** @param wrong says what is wrong with the values, if anything; not asked about a file that is known to be intact */
  array(file: ArrayFile, wrong?: (values: StateArray) => string | undefined): Promise<StateArray>;
  json(file: PackageFile): Promise<unknown>;
}

/** What is in memory of a package's train set. `facts` are left out if there are rows to compute them from. */
export interface LoadedTrain {
  readonly train: Interactions | RowlessTrain;
  readonly facts?: RatingFacts;
}

/** @param part how much of the train set is saved */
export async function writeTrain(
  files: FileWriter,
  source: TrainSource,
  part: TrainPart,
): Promise<PackageHeader['train']> {
  const { length, scale, userIds, itemIds, table } = source;
  const { itemFeatures, userFeatures } = table?.featureColumns() ?? {};
  const context = table?.context?.toColumns();
  const hasRows = part === 'rows';
  return {
    hash: await source.hash(),
    ratings: length,
    users: userIds.length,
    items: itemIds.length,
    scale,
    columns: hasRows ? await writeColumns(files, source) : null,
    ...(!hasRows && { summary: await writeSummary(files, source, part === 'seen') }),
    userIds: await writeIds(files, 'user-ids', userIds, !hasRows),
    itemIds: await writeIds(files, 'item-ids', itemIds, !hasRows),
    context: context && hasRows ? await files.json('train-context', contextToJson(context)) : null,
    itemFeatures: itemFeatures ? await files.json('item-features', featuresToJson(itemFeatures)) : null,
    userFeatures:
      userFeatures && hasRows ? await files.json('user-features', featuresToJson(userFeatures)) : null,
  };
}

/** Many ids are packed, which a table of ratings has no use for. */
async function writeIds(
  files: FileWriter,
  what: string,
  ids: readonly string[],
  mayPack: boolean,
): Promise<IdFiles> {
  const packed = mayPack && ids.length >= files.packFrom ? PackedIds.of(ids) : undefined;
  if (!packed) return files.texts(what, ids);
  const { text, ends, slots } = packed.parts;
  return {
    text: await files.array(`${what}-text`, text),
    ends: await files.array(`${what}-ends`, ends),
    slots: await files.array(`${what}-slots`, slots),
  };
}

async function readIds(files: FileReader, ids: IdFiles): Promise<readonly string[] | PackedIds> {
  if (isFile(ids)) return (await files.json(ids)) as string[];
  return new PackedIds({
    text: (await files.array(ids.text)) as Uint8Array,
    ends: (await files.array(ids.ends)) as Int32Array,
    slots: (await files.array(ids.slots)) as Int32Array,
  });
}

function listed(ids: readonly string[] | PackedIds): string[] {
  return ids instanceof PackedIds ? [...ids] : (ids as string[]);
}

async function writeColumns(
  files: FileWriter,
  source: TrainSource,
): Promise<PackageHeader['train']['columns']> {
  const written = async (name: ColumnName) => files.array(`train-${name}`, source.column(name)!);
  const propensity = source.table?.propensityColumn as StateArray | undefined;
  return {
    user: await written('user'),
    item: await written('item'),
    rating: await written('rating'),
    timestamp: source.column('timestamp') ? await written('timestamp') : null,
    propensity: propensity ? await files.array('train-propensity', propensity) : null,
  };
}

async function writeSummary(
  files: FileWriter,
  source: TrainSource,
  withSeen: boolean,
): Promise<NonNullable<PackageHeader['train']['summary']>> {
  const counting = await source.facts();
  const { mean, userCounts, itemCounts } = counting;
  const { variance, differ, input, ...facts } = counting.facts();
  const isLarge = itemCounts.length >= files.packFrom;
  return {
    ...{ mean, variance, differ, input },
    userCounts: await files.array('user-counts', userCounts),
    itemCounts: await files.array('item-counts', itemCounts),
    seen: withSeen ? await files.array('seen-items', source.seen()) : null,
    ...(withSeen && isLarge && { raters: await files.array('item-raters', await source.raters()) }),
    itemMeans: await files.array('item-means', facts.itemMeans),
    itemLikes: await files.array('item-likes', facts.itemLikes),
    userSpreads: await files.array('user-spreads', facts.userSpreads),
    itemSpreads: await files.array('item-spreads', facts.itemSpreads),
  };
}

/** @throws DataError or PackageError if the parts don't fit together */
export async function readTrain(
  files: FileReader,
  {
    columns,
    summary,
    userIds,
    itemIds,
    context = null,
    itemFeatures = null,
    userFeatures = null,
    ...rest
  }: PackageHeader['train'],
  seenBy: SeenItems | undefined,
): Promise<LoadedTrain> {
  const users = await readIds(files, userIds);
  const items = await readIds(files, itemIds);
  const scale = scaleFromJson(rest.scale);
  const features = itemFeatures && {
    itemFeatures: featuresFromJson('itemFeatures', await files.json(itemFeatures)),
  };
  const ofUsers = userFeatures && {
    userFeatures: featuresFromJson('userFeatures', await files.json(userFeatures)),
  };
  if (columns) {
    const parts = {
      user: { ids: listed(users), indices: (await files.array(columns.user)) as Int32Array },
      item: { ids: listed(items), indices: (await files.array(columns.item)) as Int32Array },
      rating: (await files.array(columns.rating)) as Float32Array,
      timestamp: columns.timestamp ? ((await files.array(columns.timestamp)) as Float64Array) : undefined,
      propensity: columns.propensity ? ((await files.array(columns.propensity)) as Float64Array) : undefined,
      context: context ? contextFromJson(await files.json(context)) : undefined,
      ...features,
      ...ofUsers,
    };
    return { train: Interactions.fromColumns(parts, { scale, duplicates: 'keep', ownership: 'take' }) };
  }
  if (!summary) throw new PackageError('invalid', HEADER, 'has neither train ratings nor their summary');
  const { mean, variance, differ, input, seen, raters } = summary;
  const parts = {
    ...{ users, items, scale, mean, hash: rest.hash },
    userCounts: (await files.array(summary.userCounts)) as Int32Array,
    itemCounts: (await files.array(summary.itemCounts)) as Int32Array,
    ...(seen && { seen: (await files.array(seen)) as Int32Array }),
    ...(raters && { raters: (await files.array(raters)) as Int32Array }),
    ...features,
  };
  const facts = {
    ...{ variance, differ, input },
    itemMeans: (await files.array(summary.itemMeans)) as Float64Array,
    itemLikes: (await files.array(summary.itemLikes)) as Int32Array,
    userSpreads: (await files.array(summary.userSpreads)) as Float64Array,
    itemSpreads: (await files.array(summary.itemSpreads)) as Float64Array,
  };
  return { train: new RowlessTrain(parts, seenBy), facts };
}

/**
 * Whether two packages have the same train set, with the same inner indices, features and context. Packages saved
 * without train ratings have no context and no user features to compare.
 */
export function isSameTrain(one: PackageHeader['train'], other: PackageHeader['train']): boolean {
  const hasRows = one.columns !== null && other.columns !== null;
  const files = ({ userIds, itemIds, itemFeatures, userFeatures, context }: PackageHeader['train']) => [
    ...[userIds, itemIds].map(idsHash),
    ...[itemFeatures, ...(hasRows ? [userFeatures, context] : [])].map((file) => file?.sha256),
  ];
  return one.hash === other.hash && files(one).every((sha256, n) => sha256 === files(other)[n]);
}
