/**
 * What all models share: options, the fitted state, raw ids in and out, clipping, lists, JSON. A model
 * is a class on top of it with its maths: `learn`, `estimate`, and what it can do.
 */
import { LabError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import { clipToScale } from '../core/rating-scale';
import type { Interactions } from '../data/interactions';
import { FitRun } from './fit-run';
import type {
  Capabilities,
  FitOptions,
  Model,
  Prediction,
  Predictions,
  Recommendation,
  RecommendOptions,
  SimilarItem,
} from './model';
import { type ModelJson, type ModelState, stateToJson } from './model-json';
import { topItems } from './top-items';
import { trainToJson } from './train-json';

/** A model was asked before it was fitted. */
export class NotFittedError extends LabError {
  constructor(model: string) {
    super('NOT_FITTED', `${model}: not fitted yet; call \`await model.fit(train)\` first`);
  }
}

/** A raw id that the train set doesn't have, where the model needs it. */
export class UnknownIdError extends LabError {
  constructor(model: string, kind: 'user' | 'item', id: string) {
    super('UNKNOWN_ID', `${model}: ${kind} ${JSON.stringify(id)} has no rating in the train set`);
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

  /** @param options checked and frozen: see `resolveOptions` */
  constructor(
    readonly name: string,
    readonly options: Readonly<Options> & Readonly<Record<string, unknown>>,
  ) {}

  /** The maths of `fit`. Must not keep or change its input; ends each epoch with `await run.step(…)`. */
  protected abstract learn(train: Interactions, run: FitRun): Promise<State> | State;

  /**
   * r̂ unclipped, by inner index; undefined is an unknown id. NaN where no prediction is possible.
   * Called 10^6 times: no allocation.
   */
  protected abstract estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number;

  /** In words, why `estimate` gave NaN for this pair. */
  protected whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    if (user === undefined && item === undefined) return 'user and item are unknown';
    if (user === undefined) return 'the user is unknown';
    return item === undefined ? 'the item is unknown' : 'too little is known of this pair';
  }

  /** Scores of all items for a user, by inner index; NaN where there is none. Override where it is faster. */
  protected scoreItems(user: UserIndex | undefined): Float64Array {
    const scores = new Float64Array(this.train.itemCount);
    for (let item = 0; item < scores.length; item++) scores[item] = this.estimate(user, item as ItemIndex);
    return scores;
  }

  /** Similarity of an item to all, by inner index, NaN where there is none; for models that can. */
  protected similaritiesTo(_item: ItemIndex): ArrayLike<number> {
    throw new CapabilityError(this.name, 'find similar items');
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

  private get fitted() {
    if (!this.#fitted) throw new NotFittedError(this.name);
    return this.#fitted;
  }

  async fit(train: Interactions, options: FitOptions = {}): Promise<this> {
    this.#fitted = undefined;
    const run = new FitRun(this.name, options);
    run.throwIfAborted();
    const state = await this.learn(train, run);
    this.restore(train, state);
    return this;
  }

  /** Makes the model what `learn` made it: called by `fit`, and when it is read from JSON. */
  restore(train: Interactions, state: ModelState): void {
    this.#fitted = { train, state: state as State };
  }

  predict(user: UserId, item: ItemId): Prediction {
    const { train } = this;
    const u = train.users.indexOf(user);
    const i = train.items.indexOf(item);
    const score = this.estimate(u, i);
    if (Number.isNaN(score)) {
      const reason = this.whyImpossible(u, i);
      return {
        user,
        item,
        rating: clipToScale(train.scale, train.mean),
        score: train.mean,
        wasImpossible: true,
        reason,
      };
    }
    return { user, item, rating: clipToScale(train.scale, score), score, wasImpossible: false };
  }

  predictAll(pairs: Interactions): Predictions {
    const { train } = this;
    const users = Array.from(pairs.users, (id) => train.users.indexOf(id));
    const items = Array.from(pairs.items, (id) => train.items.indexOf(id));
    const scores = new Float64Array(pairs.length);
    const ratings = new Float64Array(pairs.length);
    const impossible = new Uint8Array(pairs.length);
    for (let row = 0; row < pairs.length; row++) {
      const score = this.estimate(users[pairs.userColumn[row]], items[pairs.itemColumn[row]]);
      impossible[row] = Number.isNaN(score) ? 1 : 0;
      scores[row] = impossible[row] ? train.mean : score;
      ratings[row] = clipToScale(train.scale, scores[row]);
    }
    return { ratings, scores, impossible };
  }

  recommend(user: UserId, options: RecommendOptions = {}): Recommendation[] {
    const { train, can } = this;
    const u = train.users.indexOf(user);
    if (u === undefined && can.unknownUsers === 'refused') throw new UnknownIdError(this.name, 'user', user);
    const seen =
      u === undefined || options.filterSeen === false ? [] : train.ratingsOf(user).map((r) => r.item);
    const without = new Set([...seen, ...(options.without ?? [])]);
    const { item, score } = topItems(train, this.scoreItems(u), { ...options, without });
    return item.map((id, n) => ({ item: id, score: score[n], support: this.supportOf(id) }));
  }

  similarItems(item: ItemId, options: { readonly k?: number } = {}): SimilarItem[] {
    const { train, can } = this;
    if (!can.similarItems) throw new CapabilityError(this.name, 'find similar items');
    const i = train.items.indexOf(item);
    if (i === undefined) throw new UnknownIdError(this.name, 'item', item);
    const top = topItems(train, this.similaritiesTo(i), { ...options, without: [item] });
    return top.item.map((id, n) => ({ item: id, similarity: top.score[n], support: this.supportOf(id) }));
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
    };
  }

  private supportOf(item: ItemId): number {
    return this.train.rowsOfItem(this.train.items.require(item)).length;
  }
}
