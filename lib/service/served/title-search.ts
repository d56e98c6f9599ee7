/** Finds items by words in the title or genres, allowing for typos. */
import { bisectLeft } from '../../core/bisect';
import type { ItemId } from '../../core/ids';
import { foldedText } from './folded-text';
import {
  type Readings,
  type SearchableTitle,
  type Titles,
  titlesInMemory,
  type WordLists,
  wordLists,
} from './title-index';
import { typingDistance } from './typing-distance';

/** Words of the titles that match a word of the query: from one to another, which isn't included. */
interface Matches {
  readonly from: number;
  readonly to: number;
  readonly mistakes: number;
}

/** Titles that match all words of the query, heaviest first. */
interface Found {
  readonly places: readonly number[];
  /** Number of typos of each. */
  readonly mistakes: readonly number[];
}

/** A typo can easily turn a shorter word into another. */
const ONE_MISTAKE_FROM = 4;
const TWO_MISTAKES_FROM = 8;
/**
 * Words of the titles that are compared for one query with typos, at a third of a microsecond each. If there are more, only
 * those are compared that start like the query's word (with its first letter, or its first few if there are too many of
 * those), like it without its first letter, or with its first two letters swapped. Once they have been compared, further
 * words of the query must be typed correctly.
 */
const MOST_COMPARED = 100_000;
/** Maximum number of titles that are ranked by how well they match, the heaviest of those that do, at 5 µs each. */
const MOST_RANKED = 1000;
/** If many match, they are looked for among this many times as many of the heaviest, and again, until enough are found. */
const LOOKED_AT = 8;
/** Steps of going through all titles that take as long as putting one of them into a list. */
const PER_ENTRY = 32;
/** Steps of going through a list that take as long as finding one title in it. */
const PER_BISECTION = 16;
/** Words of a query that count: more than anyone types. */
const MOST_WORDS = 100;

/** Ignores case, accents, and punctuation: `amelie` finds `Amélie (2001)`. */
export class TitleSearch {
  /** @param mostRanked how many of the matching titles are ranked at most; see `find` */
  constructor(
    private readonly lists: WordLists,
    private readonly titles: Titles,
    private readonly mostRanked = MOST_RANKED,
  ) {}

  /** Of titles with a weight that breaks ties, heaviest first; for example, the number of ratings. */
  static of(titles: readonly (SearchableTitle & { readonly weight: number })[]): TitleSearch {
    const sorted = [...titles].sort((a, b) => b.weight - a.weight);
    return new TitleSearch(wordLists(sorted), titlesInMemory(sorted), Number.POSITIVE_INFINITY);
  }

  /**
   * Ids of the titles in which each word of the query starts a word; if there are none, those in which it nearly does
   * (`godfahter`). Best matches first: the title starts with the query; it starts with the query, whose last word is
   * incomplete; it contains the query's words; it contains words that start with them; the words are its genres; the
   * fewest typos. Ties go to the heaviest. An empty query returns all titles, one without letters and digits none.
   *
   * In a large catalog, if very many titles match, the heaviest of those with the query's whole words, and the heaviest of
   * the others, are ranked. Cost: O(the lists of words that match), for words of many titles only as far as the
   * heaviest, and O(1) for each title that is ranked.
   */
  find(query: string, n: number): ItemId[] {
    const { titles } = this;
    const text = foldedText(query);
    if (text === '') {
      const length = query.trim() === '' ? Math.min(n, titles.size) : 0;
      return Array.from({ length }, (_, place) => titles.idOf(place));
    }
    const words = [...new Set(text.split(' '))].slice(0, MOST_WORDS);
    let found = this.#inAll(words.map((word) => [this.#beginning(word)]));
    if (found.places.length === 0) found = this.#inAll(this.#near(words));
    if (found.places.length < this.mostRanked) return this.#best([found], n, ranker(text, words));
    const whole = this.#inAll(words.map((word) => [this.#exactly(word)]));
    return this.#best([whole, found], n, ranker(text, words));
  }

  /** The n best, by typos, rank, and place. */
  #best(all: readonly Found[], n: number, rankOf: (title: Readings) => number): ItemId[] {
    const { titles } = this;
    const { size } = titles;
    let keys: number[] = [];
    let last = Number.POSITIVE_INFINITY; // the key of the n-th; one below it may be among the best
    const seen = new Set<number>();
    for (const { places, mistakes } of all) {
      for (let at = 0; at < places.length; at++) {
        const place = places[at];
        if (mistakes[at] * RANKS * size + place >= last || (all.length > 1 && seen.has(place))) continue;
        if (all.length > 1) seen.add(place);
        const key = (mistakes[at] * RANKS + rankOf(titles.readingsOf(place))) * size + place;
        if (key < last) keys.push(key);
        if (keys.length < 2 * n + 100) continue;
        keys = keys.sort(ascending).slice(0, n);
        last = keys[n - 1] ?? Number.NEGATIVE_INFINITY;
      }
    }
    return keys
      .sort(ascending)
      .slice(0, n)
      .map((key) => titles.idOf(key % size));
  }

  /** The heaviest titles with a match for each word of the query. */
  #inAll(matches: readonly (readonly Matches[])[]): Found {
    const { size } = this.titles;
    const sized = matches.map((ofWord) => ({ ofWord, entries: this.#entries(ofWord) }));
    sized.sort((a, b) => a.entries - b.entries);
    const [{ ofWord: rarest, entries }, ...others] = sized;
    const first = LOOKED_AT * this.mostRanked;
    let limit = entries < first ? size : Math.min(size, first);
    for (;;) {
      const most = (left: number) => (left === 0 ? this.mostRanked : Number.POSITIVE_INFINITY);
      let found = this.#having(rarest, entries, limit, most(others.length));
      for (const [n, other] of others.entries()) {
        found = this.#narrowed(found, other.ofWord, other.entries, limit, most(others.length - 1 - n));
      }
      if (found.places.length >= this.mostRanked || limit === size) return found;
      limit = Math.min(size, LOOKED_AT * limit);
    }
  }

  /** The first `most` titles that have one of these words, up to a place. @param entries of the words' lists */
  #having(words: readonly Matches[], entries: number, limit: number, most: number): Found {
    const [places, mistakes]: number[][] = [[], []];
    if (entries * PER_ENTRY < limit) {
      const having = new Map<number, number>();
      this.#forEach(words, limit, (place, count) => {
        if (!having.has(place)) having.set(place, count);
      });
      places.push(...[...having.keys()].sort(ascending).slice(0, most));
      return { places, mistakes: places.map((place) => having.get(place)!) };
    }
    const having = this.#marked(words, limit);
    for (let place = 0; place < having.length && places.length < most; place++) {
      if (having[place] === 0) continue;
      places.push(place);
      mistakes.push(having[place] - 1);
    }
    return { places, mistakes };
  }

  /** The first `most` of these titles that have one of these words. */
  #narrowed(among: Found, words: readonly Matches[], entries: number, limit: number, most: number): Found {
    if (among.places.length === 0) return among;
    const [places, mistakes]: number[][] = [[], []];
    const count = words.reduce((sum, { from, to }) => sum + to - from, 0);
    const isShort = among.places.length * count * PER_BISECTION < entries;
    const having = isShort ? undefined : this.#marked(words, limit);
    for (let n = 0; n < among.places.length && places.length < most; n++) {
      const place = among.places[n];
      const more = having
        ? having[place] - 1
        : (words.find(({ from, to }) => this.#has(from, to, place))?.mistakes ?? -1);
      if (more === -1) continue;
      places.push(place);
      mistakes.push(among.mistakes[n] + more);
    }
    return { places, mistakes };
  }

  /** For each title up to a place, 1 + the number of mistakes of the first of these words that it has; 0 if it has none. */
  #marked(words: readonly Matches[], limit: number): Uint8Array {
    const having = new Uint8Array(limit);
    this.#forEach(words, limit, (place, mistakes) => {
      if (having[place] === 0) having[place] = 1 + mistakes;
    });
    return having;
  }

  /** All titles up to a place that have one of these words. */
  #forEach(words: readonly Matches[], limit: number, see: (place: number, mistakes: number) => void): void {
    const { ends, places } = this.lists;
    for (const { from, to, mistakes } of words) {
      for (let word = from; word < to; word++) {
        for (let at = word === 0 ? 0 : ends[word - 1]; at < ends[word] && places[at] < limit; at++) {
          see(places[at], mistakes);
        }
      }
    }
  }

  /** Whether a title has one of these words. */
  #has(from: number, to: number, place: number): boolean {
    const { ends, places } = this.lists;
    for (let word = from; word < to; word++) {
      const at = bisectLeft(places, place, word === 0 ? 0 : ends[word - 1], ends[word]);
      if (at < ends[word] && places[at] === place) return true;
    }
    return false;
  }

  #entries(words: readonly Matches[]): number {
    const { ends } = this.lists;
    const upTo = (word: number) => (word === 0 ? 0 : ends[word - 1]);
    return words.reduce((sum, { from, to }) => sum + upTo(to) - upTo(from), 0);
  }

  /** Words that start with this. */
  #beginning(word: string): Matches {
    return { from: this.#first(word), to: this.#first(`${word}\uffff`), mistakes: 0 };
  }

  #exactly(word: string): Matches {
    const from = this.#first(word);
    return { from, to: this.lists.words.at(from) === word ? from + 1 : from, mistakes: 0 };
  }

  /** For each word of the query, words that nearly start with it, fewest mistakes first. Numbers must match exactly. */
  #near(words: readonly string[]): Matches[][] {
    let left = MOST_COMPARED;
    return words.map((word) => {
      const most = /^\p{Number}*$/u.test(word) ? 0 : word.length < TWO_MISTAKES_FROM ? 1 : 2;
      if (most === 0 || word.length < ONE_MISTAKE_FROM) return [this.#beginning(word)];
      const near: Matches[] = [this.#beginning(word)];
      for (const { from, to } of this.#toCompare(word, left)) {
        for (let at = from; at < to && left > 0; at++, left--) {
          const mistakes = typingDistance(word, this.lists.words.at(at)!, most);
          if (mistakes <= most) near.push({ from: at, to: at + 1, mistakes });
        }
      }
      return near.sort((a, b) => a.mistakes - b.mistakes);
    });
  }

  /** All words, or those that start alike: see MOST_COMPARED. They may overlap. */
  #toCompare(word: string, most: number): Pick<Matches, 'from' | 'to'>[] {
    const { length } = this.lists.words;
    if (length <= MOST_COMPARED) return [{ from: 0, to: length }];
    const starts = [1, 2, 3].map((letters) => this.#beginning(word.slice(0, letters)));
    const alike = starts.find(({ from, to }) => to - from <= most);
    const others = [`${word[1]}${word[0]}`, word.slice(1, 3)].map((start) => this.#beginning(start));
    return [...others, ...(alike ? [alike] : [])];
  }

  /** The first word that isn't before this one. */
  #first(word: string): number {
    const { words } = this.lists;
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words.at(middle)! < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function ascending(one: number, other: number): number {
  return one - other;
}

/** How well a title matches the words, from 0 to RANKS − 1. */
const RANKS = 5;

/** The rank of a title for one query; creates the search strings only once. */
function ranker(text: string, words: readonly string[]): (title: Readings) => number {
  const [whole, begun] = [` ${text} `, ` ${text}`];
  const wholeWords = words.map((word) => ` ${word} `);
  const begunWords = words.map((word) => ` ${word}`);
  return ({ written, spoken }) => {
    if (written.startsWith(whole) || spoken.startsWith(whole)) return 0;
    if (written.startsWith(begun) || spoken.startsWith(begun)) return 1;
    if (wholeWords.every((word) => written.includes(word))) return 2;
    return begunWords.every((word) => written.includes(word)) ? 3 : 4;
  };
}
