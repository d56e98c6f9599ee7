/**
 * The words of a large catalog's titles, in its package: made once when it is saved, and mapped into memory, so that all
 * items can be searched for at once, and processes share the lists.
 */
import type { ItemId, ItemIndex } from '../../core/ids';
import type { TrainSummary } from '../../recommender/train-summary';
import { PackedWords, readingsOf, type SearchParts, wordLists } from '../served/title-index';
import { TitleSearch } from '../served/title-search';
import { PackageError } from './package-error';
import { HEADER, type PackageHeader } from './package-header';
import type { FileWriter } from './package-writer';
import { type Films, filmFinder } from './packed-films';
import type { FileReader } from './train-files';
import type { TrainSource } from './train-source';

type SearchFiles = PackageHeader['search'];

/** Undefined for a catalog that isn't large, whose words are listed when they are first searched. */
export async function writeSearch(
  files: FileWriter,
  films: Films,
  source: TrainSource,
): Promise<SearchFiles> {
  const { itemIds } = source;
  if (itemIds.length < files.packFrom) return undefined;
  const filmOf = filmFinder(films);
  const counts = await source.itemCounts();
  const items = Int32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
  const titled = function* () {
    for (const item of items) {
      const id = itemIds[item] as ItemId;
      const film = filmOf(id);
      yield { id, title: film?.title ?? id, genres: film?.genres };
    }
  };
  const { words, ends, places } = wordLists(titled());
  const packed = PackedWords.partsOf(words);
  if (!packed) return undefined;
  const parts: SearchParts = { text: packed.text, wordEnds: packed.ends, ends, places, items };
  return {
    text: await files.array('search-text', parts.text),
    wordEnds: await files.array('search-word-ends', parts.wordEnds),
    ends: await files.array('search-ends', parts.ends),
    places: await files.array('search-places', parts.places),
    items: await files.array('search-items', parts.items),
  };
}

/** @throws PackageError if they don't fit the items */
export async function readSearch(
  files: FileReader,
  search: SearchFiles,
  films: Films,
  train: Pick<TrainSummary, 'items'>,
): Promise<TitleSearch | undefined> {
  if (!search) return undefined;
  const ints = async (part: keyof SearchParts) => (await files.array(search[part])) as Int32Array;
  const text = (await files.array(search.text)) as Uint8Array;
  const [wordEnds, ends] = [await ints('wordEnds'), await ints('ends')];
  const [places, items] = [await ints('places'), await ints('items')];
  const words = new PackedWords(text, wordEnds);
  const { size } = train.items;
  if (items.length !== size || ends.length !== words.length || (ends.at(-1) ?? 0) !== places.length) {
    throw new PackageError('invalid', HEADER, `has words to search for that don't fit ${size} items`);
  }
  const filmOf = filmFinder(films);
  const idOf = (place: number): ItemId => train.items.idOf(items[place] as ItemIndex);
  return new TitleSearch(
    { words, ends, places },
    {
      size,
      idOf,
      readingsOf: (place) => {
        const id = idOf(place);
        return readingsOf(filmOf(id)?.title ?? id);
      },
    },
  );
}
