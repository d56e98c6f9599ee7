/** The approximate indexes of a model of vectors, in its package: see `VectorModel.indexItems`. */
import { existsSync } from 'node:fs';
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
  if (!indexes?.similar) return undefined;
  const write = (what: string, index: NeighborIndex): Promise<PackageFile> =>
    writePackageFileBy(dir, what, (file) => index.save(file));
  const lists = await write('index-lists', indexes.lists);
  const isSame = indexes.similar === indexes.lists;
  return { lists, similar: isSame ? lists : await write('index-similar', indexes.similar) };
}

/**
 * Opens them in their files, so that processes share their memory: about 100 bytes an item are each process's own. So the
 * one for similar items is opened when it is first asked; if the package has been replaced by then, all items are scanned.
 * @throws PackageError; LabError with code `INDEX` if usearch has no binary for this machine
 */
export async function readIndexes(dir: string, model: RegisteredModel, files: IndexFiles): Promise<void> {
  if (!files) return;
  if (!(model instanceof VectorModel)) {
    throw new PackageError('invalid', HEADER, `has indexes, but ${model.name} has no vectors`);
  }
  const kinds = indexKinds(model.state);
  const [file, other] = [
    await pathOfPackageFile(dir, files.lists),
    await pathOfPackageFile(dir, files.similar),
  ];
  const lists = NeighborIndex.inFile(file, kinds.lists.width, kinds.lists.metric);
  let similar: NeighborIndex | undefined | 'not opened' = other === file ? lists : 'not opened';
  model.adoptIndexes({
    lists,
    get similar() {
      if (similar === 'not opened') {
        const { width, metric } = kinds.similar;
        similar = existsSync(other) ? NeighborIndex.inFile(other, width, metric) : undefined;
      }
      return similar;
    },
  });
}
