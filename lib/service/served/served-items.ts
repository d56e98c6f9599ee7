/** What is known of the items apart from any user: titles, counts, means, and which of them people like. */
import type { ItemId, ItemIndex } from '../../core/ids';
import type { Film } from '../../data/movielens/film';
import type { Recommendation } from '../../recommender/answers';
import { topIndices } from '../../recommender/top-items';
import type { TrainSummary } from '../../recommender/train-summary';
import { type Films, filmFinder } from '../package/packed-films';
import { displayTitle } from './display-title';
import type { RatingFacts } from './rating-facts';
import type { ItemWords } from './served-list';
import { TitleSearch } from './title-search';

/**
 * In a larger catalog whose package has no lists of words, only this many items can be searched for, those with the most
 * ratings, at 1 KB and 4 µs each.
 */
const MOST_SEARCHED = 100_000;
/** Of the items with the most good ratings, this many are found at first, and twice as many whenever they aren't enough. */
const LIKED_AT_FIRST = 1000;

export class ServedItems {
  readonly filmOf: (item: string) => Film | undefined;
  #search: TitleSearch | undefined;
  /** By inner index, most liked first. */
  #liked: readonly number[] = [];

  constructor(
    readonly train: TrainSummary,
    films: Films,
    readonly facts: RatingFacts,
    search?: TitleSearch,
  ) {
    this.filmOf = filmFinder(films);
    this.#search = search;
  }

  /** Made when it is first needed: it takes more time and memory than the rest. */
  get search(): TitleSearch {
    this.#search ??= TitleSearch.of(
      this.#searched().map((index) => {
        const id = this.train.items.idOf(index);
        const film = this.filmOf(id);
        return {
          id,
          title: film?.title ?? id,
          genres: film?.genres,
          weight: this.train.ratingCountOf(index),
        };
      }),
    );
    return this.#search;
  }

  #searched(): ItemIndex[] {
    const all = Array.from({ length: this.train.itemCount }, (_, index) => index as ItemIndex);
    if (all.length <= MOST_SEARCHED) return all;
    const counts = this.train.itemCounts();
    return all.sort((a, b) => counts[b] - counts[a]).slice(0, MOST_SEARCHED);
  }

  /** The number of an item's ratings in the train set; undefined for an unknown item. */
  supportOf(item: string): number | undefined {
    const index = this.train.items.indexOf(item as ItemId);
    return index === undefined ? undefined : this.train.ratingCountOf(index);
  }

  titleOf(item: string): string {
    return titleIn(this.filmOf(item), item);
  }

  wordsOf(item: ItemId): ItemWords {
    const film = this.filmOf(item);
    const index = this.train.items.require(item);
    const support = this.train.ratingCountOf(index);
    return {
      itemId: item,
      title: titleIn(film, item),
      year: film?.year ?? null,
      genres: film?.genres ?? [],
      support,
      meanRating: support === 0 ? null : this.facts.itemMeans[index],
    };
  }

  /** The `wanted` items with the most good ratings, apart from some; ties in the order of the train set. */
  mostLiked(wanted: number, without: ReadonlySet<ItemId>): Recommendation[] {
    const { items, itemCount } = this.train;
    const { itemLikes } = this.facts;
    const most = Math.min(itemCount, wanted + without.size);
    if (this.#liked.length < most) {
      const length = Math.min(itemCount, Math.max(LIKED_AT_FIRST, 2 * most));
      this.#liked = topIndices(itemLikes, length, new Uint8Array(itemCount).fill(1));
    }
    const list: Recommendation[] = [];
    for (const index of this.#liked) {
      if (list.length === wanted) break;
      const item = items.idOf(index as ItemIndex);
      if (without.has(item)) continue;
      list.push({ item, score: itemLikes[index], support: this.train.ratingCountOf(index as ItemIndex) });
    }
    return list;
  }
}

/** What to do about a large package in which only some items can be searched for; undefined for all others. */
export function searchWarning({ search, train: { items } }: Searched): string | undefined {
  if (search || items <= MOST_SEARCHED) return undefined;
  return (
    `Search finds only the ${MOST_SEARCHED} items with the most ratings, of ${items}: this package has no list of the ` +
    'words in titles, as older versions saved none. To search all items, make it again with trainPackage or saveModel.'
  );
}

type Searched = { readonly train: { readonly items: number }; readonly search?: unknown };

function titleIn(film: Film | undefined, item: string): string {
  return film === undefined ? item : displayTitle(film.title);
}
