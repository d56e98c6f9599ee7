/**
 * LiveModel: a fitted model whose lists follow what users have just done.
 *
 * Two things are kept apart. The **state** (what each user said lately, counters of items) follows from the events of the
 * log alone; it is saved and replayed by `applyEvents`. The **base**, any fitted model, is what the state is seen
 * through: a user's recent events are folded into it for each answer. So another base can be put in at any time, and no
 * event is lost: those that it wasn't trained on are folded in.
 *
 * - A model that can't fold in (`can.newUsers` is false) answers as if nothing had happened since it was trained, except
 *   that what the user has clicked or rated is left out. `refresh` teaches it, if it can learn (`can.learns`).
 * - An item that the base doesn't know, announced by a `new-item` event, can have the last place of a list (`newItems`):
 *   by its features if the base was trained with features, otherwise the same one for everyone (see `rankNewItems`). Its
 *   real place it gets with `refresh` or another base. `trending` has it with its first click.
 * - What users say is ordered by the log, not by the clocks of senders, which are only used for popularity.
 *
 * Memory: at most `perUser` items for each of `usersPerPartition` users, and `itemsPerPartition` counters, per
 * partition. With short ids, that is 100 bytes an item: 50 MB a partition when full, by the defaults. What is forgotten
 * isn't folded in, so put in a new base before that.
 *
 * Cost: an event O(1), an answer that of `foldIn`, a checkpoint O(state), in pieces, between which the process answers:
 * one or two seconds for 2 million items. Events wait meanwhile: if the state is large, pass a small `saveShare`.
 */
import { DataError, OptionError } from '../../core/errors';
import { type ItemId, itemId, type UserId } from '../../core/ids';
import { describeScale, isOnScale } from '../../core/rating-scale';
import type { RatingUpdate } from '../../data/table/rating-updates';
import type { ContextOptions, Prediction, Recommendation, RecommendOptions } from '../../recommender/answers';
import type { UpdateKind } from '../../recommender/capabilities';
import type { FitOptions, Model } from '../../recommender/model';
import { CapabilityError } from '../../recommender/model-errors';
import type { UpdateSummary } from '../../recommender/model-update';
import { listLength } from '../../recommender/top-items';
import type { Visitor } from '../../recommender/visitor';
import type { LogState } from '../apply-events';
import type { PartitionedState } from '../apply-share';
import type { LoggedEvent, Offsets } from '../event-log';
import { FeatureNeighbors } from './feature-neighbors';
import { LIVE_MODEL_OPTIONS, type LiveModelOptions } from './live-options';
import { type ItemEvents, LiveState, type TrendingItem } from './live-state';
import { type NewItem, rankNewItems, type Taste, withNewItems } from './new-items';
import { type LiveRating, type UserNews, userNews } from './user-news';

export type { LiveModelOptions } from './live-options';
export type { ItemEvents, TrendingItem } from './live-state';
export type { LiveRating } from './user-news';

/** What a live model can do; it follows from the base. */
export interface LiveCapabilities {
  /** The next list of a user who isn't in the train set follows their events. */
  readonly newUsers: boolean;
  /** So does that of a user of the train set. False, too, if the base was saved without its train ratings. */
  readonly knownUsers: boolean;
  /** How `refresh` teaches the base; `none`: not at all. */
  readonly learns: UpdateKind;
}

const HOUR = 3_600_000;

/**
 * @example
 * const live = new LiveModel(model);
 * const log = await EmbeddedLog.open('data/live-events');
 * await log.append([{ type: 'rating', userId: 'नया', itemId: '50', rating: 5 }]);
 * await applyEvents(log, live, { name: 'live', dir: 'data/live-events/state', follow: false });
 * live.recommend(userId('नया'), { k: 3 }); // folded in
 * live.trending(1);                        // [{ item: '50', score: 1 }]
 * await log.close();
 */
export class LiveModel implements LogState, PartitionedState {
  readonly options: Readonly<LiveModelOptions>;
  #base: Model;
  /** What the base was trained on. */
  #trainedTo: Offsets = [];
  readonly #state: LiveState;
  /** Of the base. */
  #neighbors: FeatureNeighbors | undefined;

  /** @param base a fitted model; nothing of the log is in its train set: if it is, see `use` */
  constructor(base: Model, options: Partial<LiveModelOptions> = {}) {
    this.options = LIVE_MODEL_OPTIONS.resolve(options);
    this.#base = base;
    this.#state = new LiveState(this.options, (event) => this.#check(event));
    const { clickRating } = this.options;
    const { scale } = base.summary;
    if (clickRating !== null && !isOnScale(scale, clickRating)) {
      throw new OptionError(
        `LiveModel: clickRating must be a rating from ${describeScale(scale)}, got ${clickRating}`,
      );
    }
  }

  get base(): Model {
    return this.#base;
  }

  get can(): LiveCapabilities {
    const { can, hasTrain } = this.#base;
    return {
      newUsers: can.foldsIn,
      knownUsers: can.foldsIn && hasTrain,
      learns: hasTrain ? can.updates : 'none',
    };
  }

  /**
   * Puts in another base, from the next answer on.
   * @param trainedTo for each partition, the offset up to which its train set includes the events (that one not
   *   included). Default: it includes none. Later events are folded in
   * @throws OptionError if its scale isn't the same
   */
  use(base: Model, trainedTo: Offsets = []): void {
    const [before, after] = [describeScale(this.#base.summary.scale), describeScale(base.summary.scale)];
    if (before !== after || base.summary.hasRatings !== this.#base.summary.hasRatings) {
      throw new OptionError(
        `LiveModel: the new base must have ratings from ${before} like the one before, got ${after}`,
      );
    }
    this.#base = base;
    this.#neighbors = undefined;
    this.#trainedTo = trainedTo;
  }

  /** @throws DataError for a rating that isn't on the scale */
  apply(logged: LoggedEvent): void {
    this.#state.apply(logged);
  }

  #check({ event }: LoggedEvent): void {
    if (event.type !== 'rating') return;
    const { rating } = event;
    const { scale, hasRatings } = this.#base.summary;
    if (hasRatings ? isOnScale(scale, rating) : rating === 1) return;
    const allowed = hasRatings ? `a number from ${describeScale(scale)}` : '1, a choice';
    throw new DataError(`rating event: rating must be ${allowed}, as in the train set, got ${rating}`);
  }

  save(): Uint8Array {
    return this.#state.save();
  }

  pieces(only?: number): Iterable<Uint8Array> {
    return this.#state.pieces(only);
  }

  /** @throws DataError if it was saved with other options, or by another version */
  load(saved: Uint8Array | undefined): void {
    this.#state.load(saved);
  }

  /** For members of a group that divide the users among themselves: see `applyShare`. */
  part(partition: number): LogState {
    return this.#state.part(partition);
  }

  drop(partition: number): void {
    this.#state.drop(partition);
  }

  /** Users and items that are remembered. */
  get size(): { readonly users: number; readonly items: number } {
    return this.#state.size;
  }

  /** Whether events of the user are remembered, if only that they are new. */
  knowsUser(user: string): boolean {
    return this.#state.knowsUser(user);
  }

  /** Whether events about the item are remembered, if only that it is new. */
  knowsItem(item: string): boolean {
    return this.#state.knowsItem(item);
  }

  /** Events of the item that were counted. */
  eventsOf(item: ItemId): ItemEvents {
    return this.#state.eventsOf(item);
  }

  /** What most users have clicked or rated lately, best first; ties by id. @param now default: the newest event */
  trending(k = 10, now?: number): TrendingItem[] {
    return this.#state.trending(listLength('LiveModel', { k }), now);
  }

  /**
   * Like a model's `recommend`; what the user has clicked, too, is left out unless `filterSeen` is false. A new item at
   * the end of the list has the score of the one in front of it, as it has none of its own.
   */
  recommend(user: UserId, options: RecommendOptions = {}): Recommendation[] {
    const list = this.#knownItems(user, options);
    if (options.among) return list;
    const without = new Set(options.without);
    const fresh = this.newItemsFor(user, () => this.#tasteOf(user, options));
    return withNewItems(
      list,
      fresh.filter(({ item }) => !without.has(item)),
      { k: listLength('LiveModel', options), newPlaces: this.options.newItems },
      ({ item }, before) => ({ ...before, item, support: 0 }),
    );
  }

  /**
   * New items that the model doesn't know, for this user: best first, without those that the user has clicked or rated.
   * @param tasteOf what the model knows of the user; called if there are any new items
   */
  newItemsFor(user: string | undefined, tasteOf: () => Taste | undefined): NewItem[] {
    const { items } = this.#base.summary;
    const said = new Set<string>();
    if (user !== undefined)
      for (const [item, { rating }] of this.#state.newsOf(user, [])) if (rating !== null) said.add(item);
    const fresh = this.#state
      .newItems(this.options.newFor * HOUR)
      .filter(({ item }) => !items.has(item) && !said.has(item));
    return fresh.length === 0 ? [] : rankNewItems(fresh, tasteOf());
  }

  #tasteOf(user: UserId, { context }: ContextOptions): Taste | undefined {
    const base = this.#base;
    const asked = context === undefined ? {} : { context };
    const visitor = this.visitorOf(user);
    if (!visitor && !base.summary.users.has(user)) return undefined;
    const scores = visitor ? visitor.scoresOf(asked) : base.scoresOf(user, asked);
    const { itemFeatures, itemCount } = base.summary;
    this.#neighbors ??= FeatureNeighbors.ofTable(itemFeatures, itemCount);
    return { scoreOf: (item) => scores[item], items: itemCount, neighbors: this.#neighbors };
  }

  #knownItems(user: UserId, options: RecommendOptions): Recommendation[] {
    const visitor = this.visitorOf(user);
    if (visitor) return visitor.recommend(options);
    if (options.filterSeen === false) return this.#base.recommend(user, options);
    const without = new Set(options.without);
    for (const [item, { rating }] of this.#state.newsOf(user, this.#trainedTo))
      if (rating !== null) without.add(itemId(item));
    return this.#base.recommend(user, { ...options, without });
  }

  /** Like a model's `predict`. */
  predict(user: UserId, item: ItemId, options: ContextOptions = {}): Prediction {
    const visitor = this.visitorOf(user);
    return visitor ? { user, ...visitor.predict(item, options) } : this.#base.predict(user, item, options);
  }

  /** The user with their recent events folded in; undefined if there are none, or the base can't fold in. */
  visitorOf(user: UserId): Visitor | undefined {
    const base = this.#base;
    const news = this.#usableNews(user);
    if (!news) return undefined;
    const { ratings, trained, rest } = news;
    // Folded in by name, a user isn't a neighbor of their own.
    if (rest.length === trained.length && base.summary.users.has(user)) return base.foldIn(ratings, { user });
    return base.foldIn([...rest, ...ratings]);
  }

  /**
   * All that is known of a user: the train ratings that weren't taken back, then what was said since, in the form that
   * `foldIn` takes. Undefined as in `visitorOf`.
   */
  ratingsOf(user: UserId): LiveRating[] | undefined {
    const news = this.#usableNews(user);
    return news && [...news.rest, ...news.ratings];
  }

  /** Undefined if nothing has changed for the user, or the base can't fold it in. */
  #usableNews(user: UserId): UserNews | undefined {
    const isKnown = this.#base.summary.users.has(user);
    if (!(isKnown ? this.can.knownUsers : this.can.newUsers)) return undefined;
    return userNews(this.#base, user, this.#state.newsOf(user, this.#trainedTo), this.options.clickRating);
  }

  /**
   * Teaches the base what has been said since it was trained, with its `update`: ratings and what was taken back; for a
   * base without ratings, clicks, too. New users and items are then known to it. The base itself changes; after a
   * restart with the base as it was, call it again.
   * @throws CapabilityError if it can't learn
   */
  async refresh(options: FitOptions = {}): Promise<UpdateSummary> {
    const base = this.#base;
    if (this.can.learns === 'none')
      throw new CapabilityError(base.name, 'learn from events; fit another one');
    const { hasRatings, timestampColumn } = base.train;
    const updates: RatingUpdate[] = [];
    for (const [user, item, { rating, time }] of this.#state.allNews(this.#trainedTo)) {
      if (rating === 'click' && hasRatings) continue;
      const seconds = timestampColumn && { timestamp: Math.floor(time / 1000) };
      updates.push({ user, item, rating: rating === 'click' ? 1 : rating, ...seconds });
    }
    this.#neighbors = undefined; // it has more items afterward
    return base.update(updates, options);
  }
}
