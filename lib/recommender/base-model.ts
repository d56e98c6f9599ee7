/**
 * What all models share: options, the fitted state, raw ids in and out, clipping, lists, JSON. A model
 * is a class on top of it with its math: `learn`, `estimate`, and what it can do.
 */
import { LabError, OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import type { OptionSet } from '../core/options';
import { clipToScale } from '../core/rating-scale';
import type { Int32Vector } from '../core/readonly-vector';
import type { Interactions } from '../data/table/interactions';
import { type Explanation, explanationOf, type Term } from './explanation';
import { FitRun } from './fit-run';
import type {
  Capabilities,
  FitOptions,
  Model,
  Prediction,
  Predictions,
  RecommendAllOptions,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarOptions,
  SimilarUser,
  UnknownUserOptions,
} from './model';
import { predictedRating, recommendations } from './recommendations';
import { checkState } from './saving/check-state';
import { lengthsOf, type ModelJson, type ModelState, stateToJson } from './saving/model-json';
import { trainToJson } from './saving/train-json';
import { fillTopLists, type ScoreBlock } from './score-blocks';
import { mostSimilar } from './similar';
import { allowedItems, type ListFilter, listLength } from './top-items';
import { TopLists } from './top-lists';
import {
  type FoldInOptions,
  Visitor,
  type VisitorProfile,
  type VisitorRating,
  type VisitorScores,
  visitorProfile,
} from './visitor';

/** A model was asked before it was fitted. */
export class NotFittedError extends LabError {
  constructor(model: string) {
    super('NOT_FITTED', `${model}: not fitted yet; call \`await model.fit(train)\` first`);
  }
}

/** A raw id that the train set doesn't have, where the model needs it. It names the ids that may have been meant. */
export class UnknownIdError extends LabError {
  /** @param way what to do if the id was meant so */
  constructor(model: string, train: Interactions, kind: 'user' | 'item', id: string, way = '') {
    const ids = kind === 'user' ? train.users : train.items;
    const why = `${kind} ${JSON.stringify(id)} has no rating in the train set: ${ids.whyUnknown(id)}`;
    super('UNKNOWN_ID', `${model}: ${why}${way === '' ? '' : `${why.endsWith('?') ? ' ' : '; '}${way}`}`);
  }
}

/** A model was asked for what its `can` says it can't. */
export class CapabilityError extends LabError {
  constructor(model: string, what: string) {
    super('CAPABILITY', `${model}: can't ${what} (see its \`can\`)`);
  }
}

/**
 * The base of all models.
 * @typeParam Options the model's options, all present
 * @typeParam State what it learns; with the train set it is all that a fitted model is
 */
export abstract class BaseModel<Options extends object, State extends ModelState> implements Model {
  abstract readonly can: Capabilities;
  #fitted: { train: Interactions; state: State } | undefined;

  readonly name: string;
  /** All of them, checked and frozen. */
  readonly options: Readonly<Options> & Readonly<Record<string, unknown>>;

  /** @throws OptionError for an unknown option or a bad value */
  constructor(declared: OptionSet<Options>, given: Partial<Options> = {}) {
    this.name = declared.owner;
    this.options = declared.resolve(given);
  }

  /** The math of `fit`. Must not keep or change its input; ends each epoch with `await run.step(…)`. */
  protected abstract learn(train: Interactions, run: FitRun): Promise<State> | State;

  /**
   * r̂ unclipped, by inner index; undefined is an unknown id. NaN where no prediction is possible.
   * Called 10^6 times: no allocation.
   */
  protected abstract estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number;

  /** `estimate` for a model that is made of others. */
  estimateOf(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return this.estimate(user, item);
  }

  /** `termsOf` likewise. */
  termsFor(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    return this.termsOf(user, item);
  }

  /** In words, why `estimate` gave NaN for this pair. */
  protected whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    if (user === undefined && item === undefined) return 'user and item are unknown';
    if (user === undefined) return 'the user is unknown';
    return item === undefined ? 'the item is unknown' : 'too little is known of this pair';
  }

  /**
   * Scores of all items for a user, by inner index; NaN where there is none. A new array. Override where it
   * is faster.
   */
  protected scoreItems(user: UserIndex | undefined): Float64Array {
    const scores = new Float64Array(this.train.itemCount);
    for (let item = 0; item < scores.length; item++) scores[item] = this.estimate(user, item as ItemIndex);
    return scores;
  }

  /**
   * Scores of all items for many users, block after block, in order; undefined is an unknown user. `visit`
   * must be awaited. Override where many at once are faster, as on tensors.
   */
  protected async scoreBlocks(
    users: readonly (UserIndex | undefined)[],
    visit: (block: ScoreBlock) => Promise<void>,
  ): Promise<void> {
    for (const [first, user] of users.entries()) {
      await visit({ first, count: 1, scores: this.scoreItems(user), slack: 0 });
    }
  }

  /**
   * Similarity of an item to all, by inner index, NaN where there is none; for models that can. Only the `wanted`
   * most similar will be listed, so that the others may be NaN too.
   */
  protected similaritiesTo(_item: ItemIndex, _wanted: number): ArrayLike<number> {
    throw new CapabilityError(this.name, 'find similar items');
  }

  /** Similarity of a user to all, likewise. */
  protected similaritiesToUser(_user: UserIndex): ArrayLike<number> {
    throw new CapabilityError(this.name, 'find similar users');
  }

  /** What it makes of a visitor's ratings, of which there is at least one; for models that can. */
  protected foldInScores(_profile: VisitorProfile): VisitorScores {
    throw new CapabilityError(this.name, 'fold in new ratings');
  }

  /** Terms that add up to `estimate` where it is a number, in any order; for models that can. */
  protected termsOf(_user: UserIndex | undefined, _item: ItemIndex | undefined): Term[] {
    throw new CapabilityError(this.name, 'explain its scores');
  }

  get isFitted(): boolean {
    return this.#fitted !== undefined;
  }

  get train(): Interactions {
    return this.fitted.train;
  }

  /** What `learn` returned. NotFittedError before. */
  protected get state(): State {
    return this.fitted.state;
  }

  /** All that `fit` has learned, as `restore` takes it: for models made of this one, and for saving without JSON. */
  get learned(): ModelState {
    return this.fitted.state;
  }

  private get fitted() {
    if (!this.#fitted) throw new NotFittedError(this.name);
    return this.#fitted;
  }

  async fit(table: Interactions, options: FitOptions = {}): Promise<this> {
    this.#fitted = undefined;
    const train = table.onePerPair();
    const run = new FitRun(this.name, options);
    run.throwIfAborted();
    if (this.can.rates && !train.hasRatings) {
      throw new OptionError(
        `${this.name}: predicts ratings, and the train set has none: each row is a choice; models that only rank need no ratings, such as EASE, ItemKNN or ImplicitALS`,
      );
    }
    const state = await this.learn(train, run);
    await run.finish();
    this.restore(train, state);
    return this;
  }

  /**
   * How many numbers each typed array of a state must have for this train set, by name; `state` may be anything. Need
   * not be declared: a file says how long its arrays are, and one that is damaged is refused by that. Where it is, an
   * array of another train set is refused, too.
   */
  protected shapes(_train: Interactions, _state: State): Readonly<Record<string, number>> {
    return {};
  }

  /** Names of the plain numbers of a state; each with the value that it must have, or null for any. Likewise. */
  protected numbers(_train: Interactions): Readonly<Record<string, number | null>> {
    return {};
  }

  /** @throws DataError that names the part when a state read from JSON doesn't fit the train set */
  checkState(train: Interactions, state: ModelState): void {
    const parts = { arrays: this.shapes(train, state as State), numbers: this.numbers(train) };
    checkState(this.name, train, state, parts);
  }

  /** Makes the model what `learn` made it: called by `fit`, and when it is read from JSON. */
  restore(train: Interactions, state: ModelState): void {
    this.#fitted = { train, state: state as State };
  }

  predict(user: UserId, item: ItemId): Prediction {
    const { train } = this;
    this.mustRate();
    const u = train.users.indexOf(user);
    const i = train.items.indexOf(item);
    const predicted = predictedRating(train, this.estimate(u, i), () => this.whyImpossible(u, i));
    return { user, item, ...predicted, ...unknownIn(u, i) };
  }

  predictAll(pairs: Interactions): Predictions {
    const { train } = this;
    this.mustRate();
    const users = Array.from(pairs.users, (id) => train.users.indexOf(id));
    const items = Array.from(pairs.items, (id) => train.items.indexOf(id));
    const scores = new Float64Array(pairs.length);
    const ratings = new Float64Array(pairs.length);
    const impossible = new Uint8Array(pairs.length);
    const order = this.predictionOrder(pairs);
    for (let n = 0; n < pairs.length; n++) {
      const row = order?.[n] ?? n;
      const score = this.estimate(users[pairs.userColumn[row]], items[pairs.itemColumn[row]]);
      impossible[row] = Number.isNaN(score) ? 1 : 0;
      scores[row] = impossible[row] ? train.mean : score;
      ratings[row] = clipToScale(train.scale, scores[row]);
    }
    return { ratings, scores, impossible };
  }

  /** In which order `predictAll` takes its rows: for models that are quicker in another one than the table's. */
  protected predictionOrder(_pairs: Interactions): Int32Vector | undefined {
    return undefined;
  }

  recommend(user: UserId, options: RecommendOptions = {}): Recommendation[] {
    const { train } = this;
    const u = this.askedUser(user, options);
    const k = listLength(this.name, options);
    const allowed = this.candidates(options);
    if (options.filterSeen !== false) this.dropSeen(u, allowed);
    return recommendations(train, this.scoreItems(u), { k, allowed, unknownUser: u === undefined });
  }

  async recommendAll(options: RecommendAllOptions = {}): Promise<TopLists> {
    const { train } = this;
    const ids = [...(options.users ?? train.users)];
    const users = ids.map((user) => this.askedUser(user, options));
    const lists = new TopLists(train, ids, Math.min(listLength(this.name, options), train.itemCount));
    const common = this.candidates(options);
    const run = new FitRun(this.name, options);
    run.throwIfAborted();
    await this.scoreBlocks(users, async (block) => {
      fillTopLists(lists, block, {
        allowed: (row) => {
          const allowed = common.slice();
          if (options.filterSeen !== false) this.dropSeen(users[row], allowed);
          return allowed;
        },
        exact: (row, item) => this.estimate(users[row], item as ItemIndex),
      });
      await run.breathe();
    });
    return lists;
  }

  scoresOf(user: UserId, options: UnknownUserOptions = {}): Float64Array {
    return this.scoreItems(this.askedUser(user, options));
  }

  foldIn(ratings: Iterable<VisitorRating>, options: FoldInOptions = {}): Visitor {
    const { train, can, name } = this;
    if (!can.foldsIn) throw new CapabilityError(name, 'fold in new ratings');
    if (options.user !== undefined && !train.users.has(options.user)) {
      throw new UnknownIdError(name, train, 'user', options.user);
    }
    const profile = visitorProfile(name, train, ratings, options);
    const known = profile.items.length > 0;
    if (!known && can.unknownUsers === 'refused') {
      throw new OptionError(`${name}: foldIn needs a rating of at least one item of the train set`);
    }
    const answer = known ? this.foldInScores(profile) : this.strangerScores();
    const host = {
      name,
      train,
      candidates: (asked: ListFilter) => this.candidates(asked),
      refusePredict: () => this.mustRate(),
    };
    return new Visitor(host, profile, answer);
  }

  /** What a visitor gets of whom nothing is known. */
  private strangerScores(): VisitorScores {
    const terms = (item: ItemIndex) => this.termsOf(undefined, item);
    return { scores: this.scoreItems(undefined), terms: this.can.explains ? terms : undefined };
  }

  similarItems(item: ItemId, options: SimilarOptions = {}): SimilarItem[] {
    const { train, can } = this;
    if (!can.similarItems) throw new CapabilityError(this.name, 'find similar items');
    const index = train.items.indexOf(item);
    if (index === undefined) throw new UnknownIdError(this.name, train, 'item', item);
    const { byItem: own, byUser: others, itemColumn: ownColumn, userColumn: otherColumn } = train;
    const view = { name: this.name, own, others, ownColumn, otherColumn };
    // A minimum or a shrinkage can bring up any item.
    const wanted = options.minSupport || options.shrinkage ? Infinity : listLength(this.name, options);
    return mostSimilar(view, index, this.similaritiesTo(index, wanted), options).map((place) => ({
      item: train.items.idOf(place.index as ItemIndex),
      similarity: place.similarity,
      support: place.support,
      popularity: place.ratings,
    }));
  }

  similarUsers(user: UserId, options: SimilarOptions = {}): SimilarUser[] {
    const { train, can } = this;
    if (!can.similarUsers) throw new CapabilityError(this.name, 'find similar users');
    const index = train.users.indexOf(user);
    if (index === undefined) throw new UnknownIdError(this.name, train, 'user', user);
    const { byUser: own, byItem: others, userColumn: ownColumn, itemColumn: otherColumn } = train;
    const view = { name: this.name, own, others, ownColumn, otherColumn };
    return mostSimilar(view, index, this.similaritiesToUser(index), options).map((place) => ({
      user: train.users.idOf(place.index as UserIndex),
      similarity: place.similarity,
      support: place.support,
      ratings: place.ratings,
    }));
  }

  explain(user: UserId, item: ItemId): Explanation {
    const { train, can, name } = this;
    if (!can.explains) throw new CapabilityError(name, 'explain its scores');
    const [u, i] = [train.users.indexOf(user), train.items.indexOf(item)];
    const unknown = unknownIn(u, i);
    const score = this.estimate(u, i);
    if (!Number.isNaN(score))
      return explanationOf(name, { user, item, score, ...unknown }, this.termsOf(u, i));
    const reason = this.whyImpossible(u, i);
    const mean: Term[] = can.rates ? [{ kind: 'mean', value: train.mean }] : [];
    const pair = { user, item, score: can.rates ? train.mean : Number.NaN, ...unknown };
    return { ...explanationOf(name, pair, mean), wasImpossible: true, reason };
  }

  toJSON(): ModelJson {
    const fitted = this.#fitted;
    return {
      format: 'recommender-lab/model',
      version: 1,
      model: this.name,
      options: this.options,
      train: fitted ? trainToJson(fitted.train) : null,
      state: fitted ? stateToJson(fitted.state) : null,
      lengths: fitted ? lengthsOf(fitted.state) : null,
    };
  }

  /** The inner index; undefined for an unknown user that is to be answered, else UnknownIdError. */
  private askedUser(user: UserId, { unknownUsers = 'error' }: UnknownUserOptions): UserIndex | undefined {
    if (unknownUsers !== 'error' && unknownUsers !== 'popular') {
      throw new OptionError(
        `${this.name}: unknownUsers must be one of error, popular, got ${String(unknownUsers)}`,
      );
    }
    const index = this.train.users.indexOf(user);
    if (index !== undefined) return index;
    const answers = this.can.unknownUsers !== 'refused';
    if (answers && unknownUsers === 'popular') return undefined;
    const way = answers
      ? "unknownUsers: 'popular' gives unknown users what everybody gets"
      : `${this.name} has no list for unknown users; ${this.can.foldsIn ? 'fold in their ratings with foldIn, or use' : 'use'} MostPopular`;
    throw new UnknownIdError(this.name, this.train, 'user', user, way);
  }

  /**
   * 1 for each item that may be listed. Of an item that is in the table for its features only, a model that refuses
   * unknown items knows nothing.
   */
  private candidates(options: ListFilter): Uint8Array {
    const { train } = this;
    const allowed = allowedItems(train, options);
    if (this.can.unknownItems !== 'refused' || !train.itemFeatures) return allowed;
    const counts = train.itemCounts();
    return allowed.map((may, item) => (counts[item] > 0 ? may : 0));
  }

  private dropSeen(user: UserIndex | undefined, allowed: Uint8Array): void {
    if (user === undefined) return;
    const { byUser, itemColumn } = this.train;
    for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) {
      allowed[itemColumn[byUser.rows[at]]] = 0;
    }
  }

  private mustRate(): void {
    if (!this.can.rates) throw new CapabilityError(this.name, 'predict ratings; its scores only rank');
  }
}

/** The flags of an answer for ids that the train set doesn't have. */
function unknownIn(user: UserIndex | undefined, item: ItemIndex | undefined) {
  return {
    ...(user === undefined ? { unknownUser: true as const } : {}),
    ...(item === undefined ? { unknownItem: true as const } : {}),
  };
}
