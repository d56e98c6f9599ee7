/** A model as the service uses it: lists with titles, intervals, and reasons; cold starts; search. */
import { inspect } from 'node:util';
import type { ItemId, UserId } from '../../core/ids';
import { genreDistance, type ItemDistance, rerank } from '../../lists/rerank';
import type { RegisteredModel } from '../../models/registry';
import type { ContextOptions, Recommendation } from '../../recommender/answers';
import { answersUsers } from '../../recommender/asked-user';
import { knowsSeen } from '../../recommender/rated-pairs';
import type { Visitor } from '../../recommender/visitor';
import type { LiveRating } from '../../streaming/live-model/live-model';
import type { ModelPackage } from '../package/model-package';
import { haveGenres } from '../package/packed-films';
import { contextFor } from './context-for';
import { contextKey } from './context-key';
import { goodOnScale } from './good-ratings';
import { KeptLists } from './kept-lists';
import { ratingFacts } from './rating-facts';
import type { RatingInput } from './rating-input';
import { Reasons, type ReasonsFor, shrinkageFor } from './reasons';
import { ServedItems } from './served-items';
import type { ItemWords, ListedItem, ListOptions, ServedList } from './served-list';
import { NO_STARS, ServedStars, type StarsFor } from './served-stars';
import type { TitleSearch } from './title-search';

/** Number of candidates for each place of a diverse list. */
const POOL = 10;

export class ServedModel {
  /** `EASE 3f9a0c5d, ALS 01c4e2aa`: names and first digits of the packages' checksums. */
  readonly label: string;
  readonly input: RatingInput;
  /** Whether the items have genres, by which a list can be made more diverse. */
  readonly hasGenres: boolean;
  /** Ratings above this are good. */
  readonly goodAbove: number;
  readonly #items: ServedItems;
  readonly #stars: ServedStars;
  readonly #lists: KeptLists<ServedList>;
  readonly #reasons: Reasons;
  readonly #versions: readonly number[];
  readonly #leavesOutSeen: boolean;

  /** @param keepItems total length of users' lists that are cached */
  constructor(
    readonly pack: ModelPackage,
    keepItems = 20_000,
  ) {
    this.#lists = new KeptLists(keepItems);
    this.#versions = versionsOf(pack);
    const { model, films } = pack;
    const { summary: train } = model;
    const facts = pack.facts ?? ratingFacts(model.train);
    this.label = [pack, ...(pack.stars ? [pack.stars] : [])]
      .map(({ header: { model: name, checksum } }) => `${name} ${checksum.slice(0, 8)}`)
      .join(', ');
    this.input = facts.input;
    this.hasGenres = haveGenres(films);
    this.#items = new ServedItems(train, films, facts, pack.search);
    this.#stars = new ServedStars(pack);
    this.goodAbove = goodOnScale(train.scale, facts.differ);
    this.#reasons = new Reasons(model, (item) => this.titleOf(item), this.goodAbove);
    this.#leavesOutSeen = knowsSeen(train);
  }

  get search(): TitleSearch {
    return this.#items.search;
  }

  /**
   * Whether a model has been updated or fitted since: then the cached lists, reasons, counts and intervals, and
   * the search, are stale. A new `ServedModel` of the same package is up to date.
   */
  get isStale(): boolean {
    return versionsOf(this.pack).some((version, n) => version !== this.#versions[n]);
  }

  /** One line; otherwise a notebook would show the model with all its films. */
  [inspect.custom](): string {
    const { users, items } = this.pack.header.train;
    return `ServedModel ${this.label}: ${users} users, ${items} items`;
  }

  /** The context columns that the models use, with their categories. */
  get contextColumns(): ReturnType<RegisteredModel['contexts']['describe']> {
    const columns = this.#models.flatMap((model) => model.contexts.describe());
    return columns.filter(({ name }, n) => columns.findIndex((column) => column.name === name) === n);
  }

  /** @throws OptionError if a model can't be asked in this context */
  checkContext(options: ContextOptions): void {
    for (const model of this.#models) model.contexts.read(contextFor(model, options));
  }

  get #models(): RegisteredModel[] {
    const { model } = this.pack;
    const { rater } = this.#stars;
    return rater === undefined || rater === model ? [model] : [model, rater];
  }

  get itemCount(): number {
    return this.pack.model.summary.itemCount;
  }

  /**
   * The list for a user in the train set; undefined for anyone else, and if the model was saved without the train ratings
   * that it needs for it.
   */
  forUser(user: UserId, options: ListOptions): ServedList | undefined {
    const { model } = this.pack;
    const index = model.summary.users.indexOf(user);
    if (index === undefined || !answersUsers(model)) return undefined;
    const { n, diversity, because = false } = options;
    const asked = contextFor(model, options);
    const name = `${index} ${n} ${diversity} ${because} ${contextKey(options)}`;
    return this.#lists.get(name, () => {
      const filterSeen = this.#leavesOutSeen;
      const list = model.recommend(user, { k: this.#candidates(options), filterSeen, ...asked });
      const reasons = because ? this.#reasons.ofUser(user, asked, itemsOf(list)) : undefined;
      return {
        cold: false,
        seenLeftOut: filterSeen,
        items: this.#listed(list, options, this.#stars.ofUser(user, options), reasons),
        ignored: [],
      };
    });
  }

  /** The list for a visitor with these ratings; the list for everyone if the model can't use them. */
  forVisitor(ratings: readonly LiveRating[], options: ListOptions): ServedList {
    const { model } = this.pack;
    const ignored = ratings.filter(({ item }) => !model.summary.items.has(item)).map(({ item }) => item);
    const isKnown = model.can.foldsIn && ignored.length < ratings.length;
    const visitor: Visitor | undefined = isKnown ? model.foldIn(ratings) : undefined;
    const stars = this.#stars.ofVisitor(ratings, options, { model, visitor });
    const asked = contextFor(model, options);
    const forEverybody = () => ({
      ...this.forEverybody(options, new Set(ratings.map(({ item }) => item)), stars),
      ignored,
    });
    if (!visitor) return forEverybody();
    const list = visitor.recommend({ k: this.#candidates(options), ...asked });
    if (list.length === 0) return forEverybody(); // e.g. if the model learns from likes and nothing is liked
    const reasons = options.because
      ? this.#reasonsOfVisitor(visitor, ratings, asked, itemsOf(list))
      : undefined;
    return { cold: false, seenLeftOut: true, items: this.#listed(list, options, stars, reasons), ignored };
  }

  #reasonsOfVisitor(
    visitor: Visitor,
    ratings: readonly LiveRating[],
    asked: ContextOptions,
    best: readonly ItemId[],
  ): ReasonsFor {
    const clicked = new Set<string>();
    for (const { item, isClick } of ratings) if (isClick) clicked.add(item);
    const reasons = this.#reasons.ofVisitor(visitor, ratings, asked, best);
    if (clicked.size === 0) return reasons;
    return (item) =>
      reasons(item).map((reason) => (clicked.has(reason.itemId) ? { ...reason, rating: null } : reason));
  }

  /** The list for everyone: the items with the most good ratings. */
  forEverybody(
    options: ListOptions,
    without: ReadonlySet<ItemId> = new Set(),
    stars: StarsFor = NO_STARS,
  ): ServedList {
    const list = this.#items.mostLiked(this.#candidates(options), without);
    const reasons = options.because ? () => [] : undefined;
    return { cold: true, seenLeftOut: true, items: this.#listed(list, options, stars, reasons), ignored: [] };
  }

  /** The items most similar to an item, which must be known; undefined if the model can't find any. */
  similarTo(
    item: ItemId,
    n: number,
  ): (ItemWords & { similarity: number; ratedBoth: number | null })[] | undefined {
    const { model } = this.pack;
    if (!model.can.similarItems) return undefined;
    return model
      .similarItems(item, { k: n, shrinkage: shrinkageFor(model) })
      .map(({ item: other, similarity, support }) => ({
        ...this.wordsOf(other),
        similarity,
        ratedBoth: Number.isNaN(support) ? null : support,
      }));
  }

  /** Whether a user is in the train set. */
  isUser(user: UserId): boolean {
    return this.pack.model.summary.users.has(user);
  }

  knows(item: string): item is ItemId {
    return this.pack.model.summary.items.has(item as ItemId);
  }

  /** The number of an item's ratings in the train set; undefined for an unknown item. */
  supportOf(item: string): number | undefined {
    return this.#items.supportOf(item);
  }

  titleOf(item: string): string {
    return this.#items.titleOf(item);
  }

  wordsOf(item: ItemId): ItemWords {
    return this.#items.wordsOf(item);
  }

  #candidates({ n, diversity }: ListOptions): number {
    return Math.min(this.itemCount, diversity > 0 ? POOL * n : n);
  }

  /** By genres, which are looked up once for each item. */
  #distanceAmong(list: readonly Recommendation[]): ItemDistance {
    const genres = new Map(list.map(({ item }) => [item, this.#items.filmOf(item)?.genres]));
    return genreDistance((item) => genres.get(item));
  }

  #listed(
    list: readonly Recommendation[],
    { n, diversity }: ListOptions,
    stars: StarsFor,
    reasons: ReasonsFor | undefined,
  ): ListedItem[] {
    const best =
      diversity > 0
        ? rerank(list, { lambda: 1 - diversity, distance: this.#distanceAmong(list), k: n })
        : list.slice(0, n);
    return best.map(({ item, score }) => ({
      ...this.wordsOf(item),
      score,
      ...stars(item),
      because: reasons ? reasons(item) : null,
    }));
  }
}

function itemsOf(list: readonly Recommendation[]): ItemId[] {
  return list.map(({ item }) => item);
}

function versionsOf({ model, stars }: ModelPackage): number[] {
  return [model.version, stars?.model.version ?? 0];
}
