/** Finds items by words of their title. */
import type { ItemId } from '../core/ids';

/** A title that can be found. */
export interface SearchableTitle {
  readonly id: ItemId;
  readonly title: string;
  /** The heavier of two that match alike comes first, e.g. the number of ratings. */
  readonly weight: number;
}

/** Each with a space before and behind, so that words can be looked for. */
interface Readings {
  readonly id: ItemId;
  /** `godfather the 1972` */
  readonly written: string;
  /** `the godfather 1972` */
  readonly spoken: string;
}

/** `Godfather, The (1972)` is spoken with its article in front. */
const ARTICLE = /^(.*?), (The|An?|Les?|La|L'|Il|Der|Das)(?= \(|$)/;

/** Upper and lower case, accents and punctuation make no difference: `amelie` finds `Amélie (2001)`. */
export class TitleSearch {
  readonly #titles: readonly Readings[];

  /** Cost: O(titles log titles). */
  constructor(titles: readonly SearchableTitle[]) {
    this.#titles = [...titles]
      .sort((a, b) => b.weight - a.weight)
      .map(({ id, title }) => {
        const spoken = title.replace(ARTICLE, '$2 $1');
        return { id, written: ` ${folded(title)} `, spoken: ` ${folded(spoken)} ` };
      });
  }

  /**
   * Ids of the titles in which each word of the query begins a word. The best match comes first: the title begins with
   * the query; it begins so but for the end of a word; it has the query's words whole; it has words that begin so. The
   * heaviest first among equals. All of them for an empty query, none for one without letters and digits. Cost:
   * O(titles log titles).
   */
  find(query: string, n: number): ItemId[] {
    const text = folded(query);
    if (text === '' && query.trim() !== '') return [];
    const words = text.split(' ').filter((word) => word !== '');
    return this.#titles
      .filter(({ written }) => words.every((word) => written.includes(` ${word}`)))
      .map((title) => ({ id: title.id, rank: rankOf(title, text, words) }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, n)
      .map(({ id }) => id);
  }
}

function rankOf({ written, spoken }: Readings, text: string, words: readonly string[]): number {
  const begins = (start: string) => written.startsWith(start) || spoken.startsWith(start);
  if (begins(` ${text} `)) return 0;
  if (begins(` ${text}`)) return 1;
  return words.every((word) => written.includes(` ${word} `)) ? 2 : 3;
}

/** Lower case without accents, everything but letters and digits as one space. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();
}
