/**
 * The common part of all models: options, learned state, raw ids in and out, clipping, lists, JSON. A model
 * is a subclass with its own math, in `learn` and `estimate`, and its capabilities.
 */
import { DataError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import type { OptionSet } from '../core/options';
import type { Int32Vector } from '../core/readonly-vector';
import { Interactions } from '../data/table/interactions';
import type { RatingUpdate } from '../data/table/rating-updates';
import type {
  ContextOptions,
  Prediction,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarOptions,
  SimilarUser,
  UnknownUserOptions,
} from './answers';
import { type AskedItem, type AskedUser, askedUser, userIndex, whyNoScore } from './asked-user';
import type { Capabilities } from './capabilities';
import { trainTable } from './check-train';
import type { ContextReader, EncodedContext } from './context-reader';
import type { Explanation, Term } from './explanation';
import { FitRun } from './fit-run';
import { Fitted } from './fitted';
import { type FoldInOptions, foldIn } from './fold-in';
import { predictPairs, recommendToAll } from './many-users';
import type { FitOptions, Model, Predictions, RecommendAllOptions } from './model';
import { CapabilityError, UnknownIdError } from './model-errors';
import type { ModelUpdate, UpdateSummary } from './model-update';
import type { SimilarSearch } from './near-similar';
import { type Distribution, PredictedRating } from './predicted-rating';
import { recommendTo } from './recommend-to';
import { checkState, type FloatsAllowed, mustHaveRows, wrongNumber } from './saving/check-state';
import type { ModelJson, ModelState } from './saving/model-json';
import { modelToJson } from './saving/model-to-json';
import { explainTo, type PairScorer, predictFor, TrainUser } from './scored-user';
import { similarItemsTo, similarUsersTo } from './similar';
import type { TopLists } from './top-lists';
import type { TrainSummary } from './train-summary';
import type { Visitor, VisitorProfile, VisitorRating, VisitorScores } from './visitor';

const CANT_UPDATE =
  'learn new ratings without another fit: `await model.fit(model.train.updated(ratings).table)` learns them';

const CANT_DISTRIBUTE = 'say how likely a rating is; it predicts a single number';

/**
 * @typeParam Options the model's options, all present
 * @typeParam State what it learns, besides the train set
 */
export abstract class BaseModel<Options extends object, State extends ModelState>
  implements Model, PairScorer
{
  abstract readonly can: Capabilities;
  readonly #fitted = new Fitted<State>(this);

  readonly name: string;
  /** All options, checked and frozen. */
  readonly options: Readonly<Options> & Readonly<Record<string, unknown>>;

  constructor(declared: OptionSet<Options>, given: Partial<Options> = {}) {
    this.name = declared.owner;
    this.options = declared.resolve(given);
  }

  /** The math of `fit`. Must not keep or change its input; must end each epoch with `await run.step(…)`. */
  protected abstract learn(train: Interactions, run: FitRun): Promise<State> | State;

  /**
   * r̂ before clipping, by inner index; undefined is an unknown id. NaN if no prediction is possible. Called millions of
   * times, so it must not allocate. Here and below, only models that use context (`can.usesContext`) read `context`.
   */
  abstract estimate(user: AskedUser, item: AskedItem, context?: EncodedContext): number;

  /** The algorithm of `update`: the new state. Must not change the input or the state, nor keep the input. */
  learnUpdate(_update: ModelUpdate, _state: State, _run: FitRun): Promise<State> | State {
    throw new CapabilityError(this.name, CANT_UPDATE);
  }

  /** Says in words why `estimate` is NaN for this pair. */
  whyImpossible(user: AskedUser, item: AskedItem): string {
    return whyNoScore(user, item);
  }

  /** Scores of all items for a user, by inner index; NaN if there is none. A new array. Override it to be faster. */
  scoreItems(user: AskedUser, context?: EncodedContext): Float64Array {
    const scores = new Float64Array(this.summary.itemCount);
    for (let i = 0; i < scores.length; i++) scores[i] = this.estimate(user, i as ItemIndex, context);
    return scores;
  }

  /** The train set's context columns that the model uses, if it uses context. Default: all. */
  contextColumns(train: Interactions): readonly string[] {
    return train.context?.names ?? [];
  }

  /** The row order in which `predictAll` is fastest. Default: the table's. */
  protected predictionOrder(_pairs: Interactions): Int32Vector | undefined {
    return undefined;
  }

  /** Similarity of an item to all items, by inner index; NaN if there is none. */
  protected similaritiesTo(_item: ItemIndex): ArrayLike<number> {
    throw new CapabilityError(this.name, 'find similar items');
  }

  /** Finds items similar to one without comparing all. Override it if the model has an index of its items. */
  protected similarSearch(_item: ItemIndex): SimilarSearch | undefined {
    return undefined;
  }

  /** Similarity of a user to all users, likewise. */
  protected similaritiesToUser(_user: UserIndex): ArrayLike<number> {
    throw new CapabilityError(this.name, 'find similar users');
  }

  /** Scores based on a visitor's ratings, at least one; only for models with this capability. */
  protected foldInScores(_profile: VisitorProfile, _context?: EncodedContext): VisitorScores {
    throw new CapabilityError(this.name, 'fold in new ratings');
  }

  /** Terms that add up to `estimate` if it is a number, in any order; only for models with this capability. */
  termsOf(_user: AskedUser, _item: AskedItem, _context?: EncodedContext): Term[] {
    throw new CapabilityError(this.name, 'explain its scores');
  }

  /** The distribution of a rating; only for models with this capability. */
  protected distributionFor(_user: UserIndex, _item: AskedItem): Distribution {
    throw new CapabilityError(this.name, CANT_DISTRIBUTE);
  }

  get contexts(): ContextReader {
    return this.#fitted.parts.contexts;
  }

  get contextNames(): readonly string[] {
    return this.contexts.names;
  }

  get isFitted(): boolean {
    return this.#fitted.exists;
  }

  get version(): number {
    return this.#fitted.version;
  }

  get summary(): TrainSummary {
    return this.#fitted.parts.summary;
  }

  get hasTrain(): boolean {
    return this.summary instanceof Interactions;
  }

  get train(): Interactions {
    return this.#fitted.train;
  }

  /** The result of `learn`, in the form that `restore` takes. Throws NotFittedError before `fit`. */
  get state(): State {
    return this.#fitted.parts.state;
  }

  /** `state` and whatever else a model saved without its train ratings needs to answer. */
  get learnedForServing(): ModelState {
    return this.state;
  }

  async fit(table: Interactions, options: FitOptions = {}): Promise<this> {
    const run = new FitRun(this.name, options);
    this.#fitted.forget();
    run.throwIfAborted();
    const train = trainTable(this, table);
    const state = await this.learn(train, run);
    await run.finish();
    this.restore(train, state);
    return this;
  }

  async update(updates: Iterable<RatingUpdate>, options: FitOptions = {}): Promise<UpdateSummary> {
    if (this.can.updates === 'none') throw new CapabilityError(this.name, CANT_UPDATE);
    return this.#fitted.update(
      updates,
      options,
      (...update) => this.learnUpdate(...update),
      (train, state) => this.restore(train, state),
    );
  }

  /**
   * The expected length of each typed array of a state, by name; `state` may be anything. Optional: saved files contain
   * the lengths of their arrays, so this only serves to refuse a state from another train set.
   */
  protected shapes(_train: TrainSummary, _state: State): Readonly<Record<string, number>> {
    return {};
  }

  /** The expected value of each plain number of a state, by name; null for any value. Optional, too. */
  protected numbers(_train: TrainSummary): Readonly<Record<string, number | null>> {
    return {};
  }

  /** The names of a state's arrays that must be Float32Array. Optional, too. */
  protected float32Arrays(): readonly string[] {
    return [];
  }

  /** The names of a state's arrays in which NaN or Infinity has a meaning. All others must be finite. */
  protected floats(): Readonly<Record<string, FloatsAllowed>> {
    return {};
  }

  /** @throws DataError with the name of the part, if a state read from a file doesn't match the train set */
  checkState(train: TrainSummary, state: ModelState): void {
    const numbers = this.numbers(train);
    const parts = { arrays: this.shapes(train, state as State), numbers, float32: this.float32Arrays() };
    checkState(this.name, train, state, parts);
    mustHaveRows(this, train);
  }

  /** What may be in an array of floating-point numbers of a state. */
  floatsAllowed(name: string): FloatsAllowed {
    return this.floats()[name] ?? 'finite';
  }

  /** @throws DataError with the name of the part and the position, if a state has a number that may not be there */
  checkFloats(train: Pick<TrainSummary, 'userCount' | 'itemCount'>, state: ModelState): void {
    for (const [name, values] of Object.entries(state)) {
      const wrong = wrongNumber(name, values, this.floatsAllowed(name), train);
      if (wrong) throw new DataError(`saved model: state.${name} of ${this.name} ${wrong}`);
    }
  }

  /** Puts the model in its fitted state: called by `fit`, and when a saved model is read. */
  restore(train: TrainSummary, state: ModelState): void {
    this.#fitted.set(train, state as State);
  }

  predict(user: UserId, item: ItemId, options: ContextOptions = {}): Prediction {
    return { user, ...predictFor(this, TrainUser.of(this, user, options), item) };
  }

  predictAll(pairs: Interactions): Predictions {
    return predictPairs(this, pairs, this.predictionOrder(pairs));
  }

  recommend(user: UserId, options: RecommendOptions = {}): Recommendation[] {
    return recommendTo(this, new TrainUser(this, user, askedUser(this, user, options), options), options);
  }

  recommendAll(options: RecommendAllOptions = {}): Promise<TopLists> {
    return recommendToAll(this, options);
  }

  scoresOf(user: UserId, options: UnknownUserOptions & ContextOptions = {}): Float64Array {
    return this.scoreItems(askedUser(this, user, options), this.contexts.read(options));
  }

  explain(user: UserId, item: ItemId, options: ContextOptions = {}): Explanation {
    return explainTo(this, TrainUser.of(this, user, options), item);
  }

  distributionOf(user: UserId, item: ItemId): PredictedRating {
    const { summary, can } = this;
    if (!can.distributes) throw new CapabilityError(this.name, CANT_DISTRIBUTE);
    const index = userIndex(this, user);
    if (index === undefined) throw new UnknownIdError(this.name, summary, 'user', user);
    return new PredictedRating(summary.scale, this.distributionFor(index, summary.items.indexOf(item)));
  }

  foldIn(ratings: Iterable<VisitorRating>, options: FoldInOptions = {}): Visitor {
    return foldIn(this, (...visitor) => this.foldInScores(...visitor), ratings, options);
  }

  similarItems(item: ItemId, options: SimilarOptions = {}): SimilarItem[] {
    const all = (index: ItemIndex) => this.similaritiesTo(index);
    const search = (index: ItemIndex) => this.similarSearch(index);
    return similarItemsTo(this, item, { all, search }, options);
  }

  similarUsers(user: UserId, options: SimilarOptions = {}): SimilarUser[] {
    return similarUsersTo(this, user, (index) => this.similaritiesToUser(index), options);
  }

  toJSON(): ModelJson {
    return modelToJson(this);
  }
}
