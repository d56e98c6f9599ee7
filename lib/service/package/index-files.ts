/** The approximate indexes of a model of vectors, in its package: see `VectorModel.indexItems`. */
import { NeighborIndex } from '../../math/similarity/neighbor-index';
import type { RegisteredModel } from '../../models/registry';
import { indexKinds } from '../../models/shared/item-index';
import { VectorModel } from '../../models/shared/vector-model';
import { PackageError } from './package-error';
import { type PackageFile, pathOfPackageFile, writePackageFileBy } from './package-files';
import { HEADER, type PackageHeader } from './package-header';

type IndexFiles = PackageHeader['indexes'];

/** Undefined if the model has no index. */
export async function writeIndexes(dir: string, model: RegisteredModel): Promise<IndexFiles> {
  const indexes = model instanceof VectorModel ? model.indexes : undefined;
  if (!indexes) return undefined;
  const write = (what: string, index: NeighborIndex): Promise<PackageFile> =>
    writePackageFileBy(dir, what, (file) => index.save(file));
  const lists = await write('index-lists', indexes.lists);
  const isSame = indexes.similar === indexes.lists;
  return { lists, similar: isSame ? lists : await write('index-similar', indexes.similar) };
}

/**
 * Opens them in their files, so that processes share their memory.
 * @throws PackageError; LabError with code `INDEX` if usearch has no binary for this machine
 */
export async function readIndexes(dir: string, model: RegisteredModel, files: IndexFiles): Promise<void> {
  if (!files) return;
  if (!(model instanceof VectorModel)) {
    throw new PackageError('invalid', HEADER, `has indexes, but ${model.name} has no vectors`);
  }
  const kinds = indexKinds(model.state);
  const open = async ({ width, metric }: (typeof kinds)[keyof typeof kinds], file: PackageFile) =>
    NeighborIndex.inFile(await pathOfPackageFile(dir, file), width, metric);
  const lists = await open(kinds.lists, files.lists);
  const isSame = files.similar.name === files.lists.name;
  model.adoptIndexes({ lists, similar: isSame ? lists : await open(kinds.similar, files.similar) });
}
