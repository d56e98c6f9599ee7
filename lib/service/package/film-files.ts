/** The films of a package: in JSON, or packed for a large catalog. */
import type { Film } from '../../data/movielens/film';
import type { Interactions } from '../../data/table/interactions';
import { RowlessTrain } from '../../recommender/rowless-train';
import type { TrainSummary } from '../../recommender/train-summary';
import { isFile, type PackageHeader } from './package-header';
import { type Films, PackedFilms, packFilms } from './packed-films';
import type { FileReader, FileWriter } from './train-files';

/** They are packed if the ids are. */
export async function writeFilms(
  files: FileWriter,
  films: readonly Film[],
  kept: Interactions | RowlessTrain,
): Promise<PackageHeader['films']> {
  if (films.length === 0) return null;
  const isLarge = kept instanceof RowlessTrain && kept.itemCount >= files.packFrom;
  const packed = isLarge ? packFilms(films, kept.items) : undefined;
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
