/** Which titles have which words: lists that can be searched, and saved in arrays that can be mapped into memory. */
import type { ItemId } from '../../core/ids';
import { displayTitle } from './display-title';
import { foldedText } from './folded-text';

/** A searchable title. */
export interface SearchableTitle {
  readonly id: ItemId;
  readonly title: string;
  /** Words that also find it, ranked below titles that contain them: `Sci-Fi`. */
  readonly genres?: readonly string[];
}

/** A title as it is compared, each with a space before and after, so that whole words can be found. */
export interface Readings {
  /** `godfather the 1972` */
  readonly written: string;
  /** `the godfather 1972` */
  readonly spoken: string;
}

/** Distinct words, sorted as strings are compared. */
export interface Words {
  readonly length: number;
  at(index: number): string | undefined;
}

/** The lists of titles, as numbers: a title's place is its position among all, heaviest first. */
export interface WordLists {
  readonly words: Words;
  /** Where each word's list ends in `places`. Int32 [words]. */
  readonly ends: Int32Array;
  /** The titles that have the words, list after list, each in ascending order. Int32. */
  readonly places: Int32Array;
}

/** The titles themselves. */
export interface Titles {
  readonly size: number;
  idOf(place: number): ItemId;
  readingsOf(place: number): Readings;
}

export function readingsOf(title: string): Readings {
  const written = ` ${foldedText(title)} `;
  const shown = displayTitle(title);
  return { written, spoken: shown === title ? written : ` ${foldedText(shown)} ` };
}

/** @param titles heaviest first. Cost: O(words log words); 9 µs for a title of seven words */
export function wordLists(titles: Iterable<SearchableTitle>): WordLists {
  const having = new Map<string, number[]>();
  let [place, total] = [0, 0];
  for (const { title, genres = [] } of titles) {
    const { written, spoken } = readingsOf(title);
    const all = `${written}${spoken}${foldedText(genres.join(' '))} ${closedUp([title, ...genres].join(' '))}`;
    for (const word of new Set(all.split(' '))) {
      if (word === '') continue;
      const places = having.get(word);
      if (places) places.push(place);
      else having.set(word, [place]);
      total++;
    }
    place++;
  }
  const words = [...having.keys()].sort();
  const [ends, places] = [new Int32Array(words.length), new Int32Array(total)];
  let end = 0;
  for (const [n, word] of words.entries()) {
    const list = having.get(word)!;
    places.set(list, end);
    end += list.length;
    ends[n] = end;
  }
  return { words, ends, places };
}

/** `Sci-Fi` as it is written too: `scifi`. */
function closedUp(text: string): string {
  return foldedText(text.replace(/(?<=\p{Letter})\p{Punctuation}(?=\p{Letter})/gu, ''));
}

/** The lists as they are saved. */
export interface SearchParts {
  /** The words in UTF-8, and where each ends. */
  readonly text: Uint8Array;
  readonly wordEnds: Int32Array;
  readonly ends: Int32Array;
  readonly places: Int32Array;
  /** The inner index of the item at each place: those with the most ratings first. Int32 [items]. */
  readonly items: Int32Array;
}

/** Words in UTF-8, one after the other. */
export class PackedWords implements Words {
  readonly length: number;
  readonly #text: Buffer;
  readonly #ends: Int32Array;

  /** @param ends where each word ends in the text. Int32 [words] */
  constructor(text: Uint8Array, ends: Int32Array) {
    this.#text = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
    this.#ends = ends;
    this.length = ends.length;
  }

  /** The text and the ends; undefined if they take more than 2 GB. */
  static partsOf(words: Words): { readonly text: Uint8Array; readonly ends: Int32Array } | undefined {
    const ends = new Int32Array(words.length);
    let end = 0;
    for (let n = 0; n < ends.length; n++) {
      end += Buffer.byteLength(words.at(n)!);
      ends[n] = end;
    }
    if (end >= 2 ** 31) return undefined;
    const text = Buffer.alloc(end);
    for (let n = 0; n < ends.length; n++) text.write(words.at(n)!, n === 0 ? 0 : ends[n - 1]);
    return { text: new Uint8Array(text.buffer, text.byteOffset, end), ends };
  }

  at(index: number): string | undefined {
    const ends = this.#ends;
    if (!(index >= 0 && index < ends.length)) return undefined;
    return this.#text.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
  }
}

/** Titles in memory. @param titles heaviest first */
export function titlesInMemory(titles: readonly SearchableTitle[]): Titles {
  const readings = titles.map(({ title }) => readingsOf(title));
  return {
    size: titles.length,
    idOf: (place) => titles[place].id,
    readingsOf: (place) => readings[place],
  };
}
