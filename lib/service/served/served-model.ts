/** A model as the service uses it: lists with titles, intervals, and reasons; cold starts; search. */
import { inspect } from 'node:util';
import { type ItemId, itemId, type UserId } from '../../core/ids';
import type { Film } from '../../data/movielens/film';
import { genreDistance, type ItemDistance, rerank } from '../../lists/rerank';
import type { RegisteredModel } from '../../models/registry';
import type { ContextOptions, Prediction, Recommendation } from '../../recommender/answers';
import { answersUsers } from '../../recommender/asked-user';
import { knowsSeen } from '../../recommender/rated-pairs';
import type { Visitor, VisitorRating } from '../../recommender/visitor';
import type { LiveRating } from '../../streaming/live-model/live-model';
import type { ModelPackage } from '../package/model-package';
import { ConfidenceMeter, type ConfidenceWord } from './confidence';
import { contextKey } from './context-key';
import { displayTitle } from './display-title';
import { goodOnScale } from './good-ratings';
import { KeptLists } from './kept-lists';
import { type RatingFacts, ratingFacts } from './rating-facts';
import type { RatingInput } from './rating-input';
import { type ItemReason, Reasons, type ReasonsFor, shrinkageFor } from './reasons';
import { TitleSearch } from './title-search';

/** What the service says about an item. */
export interface ItemWords {
  readonly itemId: string;
  /** As people say it: `The Godfather (1972)`; the id if there is no title. */
  readonly title: string;
  readonly year: number | null;
  readonly genres: readonly string[];
  /** Number of ratings in the train set, and their mean. */
  readonly support: number;
  readonly meanRating: number | null;
}

/** An item on a list. */
export interface ListedItem extends ItemWords {
  /** The list is sorted by this, unless it was made more diverse. Null for an item that an experiment explores. */
  readonly score: number | null;
  /** In stars; null if no model predicts it, as for a visitor without ratings. */
  readonly predictedRating: number | null;
  /** How certain that is; null if unknown. */
  readonly confidence: {
    readonly word: ConfidenceWord;
    /** The true rating lies between these in `coverage` of all cases. */
    readonly low: number;
    readonly high: number;
    readonly coverage: number;
  } | null;
  /** Which of the user's ratings are reasons for it; null if not requested. */
  readonly because: readonly ItemReason[] | null;
  /** True if the model isn't trained on it, so the score is that of the item before it. Otherwise left out. */
  readonly isNew?: true;
}

/** Options of a list. */
export interface ListOptions {
  /** Maximum length. */
  readonly n: number;
  /** From 0, the best scores, to 1, the most different genres. */
  readonly diversity: number;
  readonly because?: boolean;
  /** A value for each of the model's `contextColumns`. */
  readonly context?: ContextOptions['context'];
}

/** A list, and whether it is the one for everyone. */
export interface ServedList {
  readonly cold: boolean;
  /** False if the items may include some that the user has rated, as the package has no record of them. */
  readonly seenLeftOut: boolean;
  readonly items: readonly ListedItem[];
  /** Rated items that the model doesn't know. */
  readonly ignored: readonly string[];
}

/** Number of candidates for each place of a diverse list. */
const POOL = 10;
/** The predicted rating of an item, and how certain it is. */
type StarsFor = (item: ItemId) => Pick<ListedItem, 'predictedRating' | 'confidence'>;
const NO_STARS: StarsFor = () => ({ predictedRating: null, confidence: null });

export class ServedModel {
  /** `EASE 3f9a0c5d, ALS 01c4e2aa`: names and first digits of the packages' checksums. */
  readonly label: string;
  readonly search: TitleSearch;
  readonly input: RatingInput;
  /** Whether the items have genres, by which a list can be made more diverse. */
  readonly hasGenres: boolean;
  /** Ratings above this are good. */
  readonly goodAbove: number;
  /** The model that predicts stars: another one, or the one that makes the lists, if it rates. */
  readonly #rater: RegisteredModel | undefined;
  readonly #films: ReadonlyMap<string, Film>;
  readonly #means: Float64Array;
  readonly #counts: Int32Array;
  readonly #cold: readonly Recommendation[];
  readonly #meter: ConfidenceMeter | undefined;
  readonly #distance: ItemDistance;
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
    const facts = factsOf(pack);
    const stars = pack.stars ?? (model.can.rates ? pack : undefined);
    this.label = [pack, ...(pack.stars ? [pack.stars] : [])]
      .map(({ header: { model: name, checksum } }) => `${name} ${checksum.slice(0, 8)}`)
      .join(', ');
    this.input = facts.input;
    this.hasGenres = films.some(({ genres }) => genres.length > 0);
    this.#films = new Map(films.map((film) => [film.id, film]));
    this.#counts = train.itemCounts();
    this.#means = facts.itemMeans;
    this.#cold = Array.from(train.items, (item, index) => ({
      item,
      score: facts.itemLikes[index],
      support: this.#counts[index],
    })).sort((a, b) => b.score - a.score);
    this.#rater = stars?.model;
    const confidence = stars?.header.confidence;
    this.#meter = confidence && new ConfidenceMeter(stars.model.summary, factsOf(stars), confidence);
    this.#distance = genreDistance(films);
    this.goodAbove = goodOnScale(train.scale, facts.differ);
    this.#reasons = new Reasons(model, (item) => this.titleOf(item), this.goodAbove);
    this.#leavesOutSeen = knowsSeen(train);
    this.search = new TitleSearch(
      Array.from(train.items, (id, index) => ({
        id,
        title: this.#films.get(id)?.title ?? id,
        genres: this.#films.get(id)?.genres,
        weight: this.#counts[index],
      })),
    );
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
    return this.#rater === undefined || this.#rater === model ? [model] : [model, this.#rater];
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
      const reasons = because ? this.#reasons.ofUser(user, asked) : undefined;
      return {
        cold: false,
        seenLeftOut: filterSeen,
        items: this.#listed(list, options, this.#starsOfUser(user, options), reasons),
        ignored: [],
      };
    });
  }

  /** The list for a visitor with these ratings; the list for everyone if the model can't use them. */
  forVisitor(ratings: readonly LiveRating[], options: ListOptions): ServedList {
    const { model } = this.pack;
    const ignored = ratings.filter(({ item }) => !model.summary.items.has(item)).map(({ item }) => item);
    const stars = this.#starsOfVisitor(ratings, options);
    const asked = contextFor(model, options);
    const forEverybody = () => ({
      ...this.forEverybody(options, new Set(ratings.map(({ item }) => item)), stars),
      ignored,
    });
    if (!model.can.foldsIn || ignored.length === ratings.length) return forEverybody();
    const visitor: Visitor = model.foldIn(ratings);
    const list = visitor.recommend({ k: this.#candidates(options), ...asked });
    if (list.length === 0) return forEverybody(); // e.g. if the model learns from likes and nothing is liked
    const reasons = options.because ? this.#reasonsOfVisitor(visitor, ratings, asked) : undefined;
    return { cold: false, seenLeftOut: true, items: this.#listed(list, options, stars, reasons), ignored };
  }

  #reasonsOfVisitor(visitor: Visitor, ratings: readonly LiveRating[], asked: ContextOptions): ReasonsFor {
    const clicked = new Set<string>();
    for (const { item, isClick } of ratings) if (isClick) clicked.add(item);
    const reasons = this.#reasons.ofVisitor(visitor, ratings, asked);
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
    const list = this.#cold.filter(({ item }) => !without.has(item)).slice(0, this.#candidates(options));
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
    const index = this.pack.model.summary.items.indexOf(item as ItemId);
    return index === undefined ? undefined : this.#counts[index];
  }

  titleOf(item: string): string {
    const title = this.#films.get(item)?.title;
    return title === undefined ? item : displayTitle(title);
  }

  wordsOf(item: ItemId): ItemWords {
    const film = this.#films.get(item);
    const index = this.pack.model.summary.items.require(item);
    return {
      itemId: item,
      title: this.titleOf(item),
      year: film?.year ?? null,
      genres: film?.genres ?? [],
      support: this.#counts[index],
      meanRating: this.#counts[index] === 0 ? null : this.#means[index],
    };
  }

  #candidates({ n, diversity }: ListOptions): number {
    return Math.min(this.itemCount, diversity > 0 ? POOL * n : n);
  }

  /** Stars for a user in the list model's train set, who may be missing from the star model's. */
  #starsOfUser(user: UserId, options: ContextOptions): StarsFor {
    const rater = this.#rater;
    const index = rater?.summary.users.indexOf(user);
    if (!rater || index === undefined || !answersUsers(rater)) return NO_STARS;
    const asked = contextFor(rater, options);
    const deviation = (item: ItemId) =>
      rater.can.distributes && rater.hasTrain ? rater.distributionOf(user, item).deviation : undefined;
    return (item) => this.#stars(index, item, rater.predict(user, item, asked), deviation);
  }

  /** Stars for a visitor with these ratings; none if the star model knows none of the rated items. */
  #starsOfVisitor(ratings: readonly VisitorRating[], options: ContextOptions): StarsFor {
    const rater = this.#rater;
    if (!rater?.can.foldsIn || !ratings.some(({ item }) => rater.summary.items.has(item))) return NO_STARS;
    const visitor: Visitor = rater.foldIn(ratings);
    const own = Array.from(visitor.profile.ratings);
    const asked = contextFor(rater, options);
    const deviation = (item: ItemId) =>
      rater.can.distributes ? visitor.distributionOf(item).deviation : undefined;
    return (item) => this.#stars(own, item, visitor.predict(item, asked), deviation);
  }

  #stars(
    user: Parameters<ConfidenceMeter['of']>[0],
    item: ItemId,
    { rating, wasImpossible }: Pick<Prediction, 'rating' | 'wasImpossible'>,
    deviation: (item: ItemId) => number | undefined,
  ): ReturnType<StarsFor> {
    const index = this.#rater!.summary.items.indexOf(item);
    if (wasImpossible || index === undefined) return NO_STARS(item);
    const meter = this.#meter;
    const expected = meter?.scale.ofDistribution ? deviation(item) : undefined;
    if (!meter || (meter.scale.ofDistribution && expected === undefined)) {
      return { predictedRating: rating, confidence: null };
    }
    const { word, low, high } = meter.of(user, index, rating, expected);
    return {
      predictedRating: rating,
      confidence: { word, low, high, coverage: meter.scale.coverage },
    };
  }

  #listed(
    list: readonly Recommendation[],
    { n, diversity }: ListOptions,
    stars: StarsFor,
    reasons: ReasonsFor | undefined,
  ): ListedItem[] {
    const best =
      diversity > 0
        ? rerank(list, { lambda: 1 - diversity, distance: this.#distance, k: n })
        : list.slice(0, n);
    return best.map(({ item, score }) => ({
      ...this.wordsOf(item),
      score,
      ...stars(item),
      because: reasons ? reasons(item) : null,
    }));
  }
}

function factsOf({ facts, model }: ModelPackage): RatingFacts {
  return facts ?? ratingFacts(model.train);
}

/** The part of a context that a model uses; none for a model that doesn't use context. */
export function contextFor(model: RegisteredModel, { context }: ContextOptions): ContextOptions {
  if (context === undefined || !model.can.usesContext) return {};
  const names = model.contextNames.filter((name) => Object.hasOwn(context, name));
  return { context: Object.fromEntries(names.map((name) => [name, context[name]])) };
}

/** Ratings in the form that the model takes. If an item is rated twice, the last rating counts. */
export function visitorRatings(
  ratings: readonly { readonly itemId: string; readonly rating: number }[],
): VisitorRating[] {
  const last = new Map(ratings.map(({ itemId: item, rating }) => [item, rating]));
  return Array.from(last, ([item, rating]) => ({ item: itemId(item), rating }));
}

function versionsOf({ model, stars }: ModelPackage): number[] {
  return [model.version, stars?.model.version ?? 0];
}
