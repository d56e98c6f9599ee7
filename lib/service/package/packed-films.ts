/** Titles, years, and genres of a large catalog: a film is read from its bytes, which can be mapped, when it is asked for. */
import type { ItemId, ItemIndex } from '../../core/ids';
import type { Film } from '../../data/movielens/film';
import type { TrainSummary } from '../../recommender/train-summary';
import { PackageError } from './package-error';
import { HEADER } from './package-header';

/** What is known of the items. */
export type Films = readonly Film[] | PackedFilms;

/** The parts of packed films, as they are saved. */
export interface PackedFilmParts {
  /** A film in JSON for each item of the train set that has one, one after the other. */
  readonly text: Uint8Array;
  /** Where each item's film ends in `text`; where the one before it does if there is none. Int32 [items]. */
  readonly ends: Int32Array;
  readonly hasGenres: boolean;
}

type Items = TrainSummary['items'];

export class PackedFilms implements Iterable<Film> {
  readonly #text: Buffer;

  /** @throws PackageError if the parts don't fit together */
  constructor(
    readonly parts: PackedFilmParts,
    private readonly items: Items,
  ) {
    const { text, ends } = parts;
    if (ends.length !== items.size || (ends[ends.length - 1] ?? 0) !== text.length) {
      throw new PackageError('invalid', HEADER, `has films that don't fit ${items.size} items`);
    }
    this.#text = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  }

  /** The film of an item. */
  of(item: string): Film | undefined {
    const index = this.items.indexOf(item as ItemId);
    return index === undefined ? undefined : this.#at(index);
  }

  *[Symbol.iterator](): IterableIterator<Film> {
    for (let index = 0; index < this.items.size; index++) {
      const film = this.#at(index as ItemIndex);
      if (film) yield film;
    }
  }

  #at(index: ItemIndex): Film | undefined {
    const { ends } = this.parts;
    const [from, to] = [index === 0 ? 0 : ends[index - 1], ends[index]];
    return from === to ? undefined : (JSON.parse(this.#text.toString('utf8', from, to)) as Film);
  }
}

/** Films of items that aren't in the train set are left out. Undefined if they take more than 2 GB. */
export function packFilms(films: readonly Film[], items: Items): PackedFilmParts | undefined {
  const texts = new Array<Buffer | undefined>(items.size);
  for (const film of films) {
    const index = items.indexOf(film.id);
    if (index !== undefined) texts[index] = Buffer.from(JSON.stringify(film));
  }
  let end = 0;
  const ends = Int32Array.from({ length: items.size }, (_, index) => {
    end += texts[index]?.length ?? 0;
    return end;
  });
  if (end >= 2 ** 31) return undefined;
  const text = new Uint8Array(end);
  for (const [index, bytes] of texts.entries()) if (bytes) text.set(bytes, ends[index] - bytes.length);
  return { text, ends, hasGenres: films.some(({ genres }) => genres.length > 0) };
}

/** Finds the film of an item. */
export function filmFinder(films: Films): (item: string) => Film | undefined {
  if (films instanceof PackedFilms) return (item) => films.of(item);
  const byId = new Map<string, Film>(films.map((film) => [film.id, film]));
  return (item) => byId.get(item);
}

/** Whether any film has genres. */
export function haveGenres(films: Films): boolean {
  return films instanceof PackedFilms ? films.parts.hasGenres : films.some(({ genres }) => genres.length > 0);
}
