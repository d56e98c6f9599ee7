/** Finds items by words of their title. */
import type { ItemId } from '../core/ids';

/** A title that can be found. */
export interface SearchableTitle {
  readonly id: ItemId;
  readonly title: string;
  /** The heavier of two that match alike comes first, e.g. the number of ratings. */
  readonly weight: number;
}

/** Upper and lower case, accents and punctuation make no difference: `amelie` finds `Amélie (2001)`. */
export class TitleSearch {
  readonly #titles: readonly { readonly id: ItemId; readonly words: string }[];

  /** Cost: O(titles log titles). */
  constructor(titles: readonly SearchableTitle[]) {
    this.#titles = [...titles]
      .sort((a, b) => b.weight - a.weight)
      .map(({ id, title }) => ({ id, words: ` ${folded(title)}` }));
  }

  /**
   * Ids of the titles in which each word of the query begins a word, the heaviest first; those whose title
   * begins with the query before all others. All of them for an empty query. Cost: O(titles).
   */
  find(query: string, n: number): ItemId[] {
    const text = folded(query).trim();
    const words = text.split(' ').filter((word) => word !== '');
    const found = this.#titles.filter((title) => words.every((word) => title.words.includes(` ${word}`)));
    const isFirst = ({ words: title }: { words: string }) => title.startsWith(` ${text}`);
    const first = found.filter(isFirst);
    return [...first, ...found.filter((title) => !isFirst(title))].slice(0, n).map(({ id }) => id);
  }
}

/** Lower case without accents, everything but letters and digits as one space. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ');
}
