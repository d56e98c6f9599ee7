/** The films of a package: in JSON, or packed for a large catalog. */
import type { Film } from '../../data/movielens/film';
import type { TrainSummary } from '../../recommender/train-summary';
import { isFile, type PackageHeader } from './package-header';
import type { FileWriter } from './package-writer';
import { type Films, PackedFilms, packFilms } from './packed-films';
import type { FileReader } from './train-files';
import type { TrainSource } from './train-source';

/** They are packed if the ids are. @param source of their items @param mayPack whether the ratings are left out */
export async function writeFilms(
  files: FileWriter,
  films: readonly Film[],
  source: TrainSource,
  mayPack: boolean,
): Promise<PackageHeader['films']> {
  if (films.length === 0) return null;
  const isLarge = mayPack && source.itemIds.length >= files.packFrom;
  const packed = isLarge ? packFilms(films, source.items) : undefined;
  if (!packed) return files.json('films', films);
  const { text, ends, hasGenres } = packed;
  return {
    text: await files.array('films-text', text),
    ends: await files.array('films-ends', ends),
    hasGenres,
  };
}

/** @throws PackageError if they don't fit the items */
export async function readFilms(
  files: FileReader,
  films: PackageHeader['films'],
  items: TrainSummary['items'],
): Promise<Films> {
  if (films === null) return [];
  if (isFile(films)) return (await files.json(films)) as readonly Film[];
  const text = (await files.array(films.text)) as Uint8Array;
  const ends = (await files.array(films.ends)) as Int32Array;
  return new PackedFilms({ text, ends, hasGenres: films.hasGenres }, items);
}
