/**
 * One user as scored by a model: a user of the train set, an unknown user, or a visitor with ratings of their
 * own. Lists, predictions and explanations are computed only from this, so they agree with each other and
 * mean the same for all.
 */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import { clipToScale } from '../core/rating-scale';
import type { ContextOptions, Marks, Prediction, Recommendation } from './answers';
import { type AskedItem, type AskedUser, userIndex } from './asked-user';
import type { Capabilities } from './capabilities';
import type { ContextReader, EncodedContext } from './context-reader';
import { type Explanation, explanationOf, type Term } from './explanation';
import { CapabilityError } from './model-errors';
import type { ManyUsers, NearForAll } from './near-for-all';
import type { Distribution } from './predicted-rating';
import { seenItems } from './rated-pairs';
import type { TrainSummary } from './train-summary';

/** Finds the best items without scoring all; undefined if it can't. */
export type NearItems = (wanted: number, without: ReadonlySet<number>) => readonly ItemIndex[] | undefined;

/** A user, and the model's scores for them. */
export interface ScoredUser {
  /** Undefined for a visitor who isn't in the train set. */
  readonly user: UserId | undefined;
  /** Included in every answer. */
  readonly marks: Marks;
  /** Inner indices of the items that the user has rated; undefined if they aren't known. */
  readonly seen: Int32Array | undefined;
  /** Unclipped scores of all items, by inner index; NaN if there is none. Must not be changed. */
  scores(): Float64Array;
  /** The score of one item; undefined stands for any item that isn't in the train set. */
  scoreOf(item: ItemIndex | undefined): number;
  /**
   * The `wanted` best items apart from some, if the model finds them without scoring all; it may return more. Those of an
   * approximate index are about the best.
   */
  near?: NearItems;
  /** Terms that add up to `scoreOf`, if it is a number; left out if the model has none for this user. */
  termsOf?(item: ItemIndex | undefined): Term[];
  /** The distribution of a rating; left out if the model has none for this user. */
  distributionOf?(item: ItemIndex | undefined): Distribution;
  /** Why `scoreOf` is NaN, in words. */
  whyNone(item: AskedItem): string;
}

/** The model behind the scores. */
export interface Scorer {
  readonly name: string;
  readonly can: Capabilities;
  readonly summary: TrainSummary;
  /** False if it was saved without its train ratings. */
  readonly hasTrain: boolean;
  /** Increases with every fit and update. */
  readonly version: number;
  readonly contexts: ContextReader;
}

/** A model that scores pairs of inner indices; undefined is an unknown user or item, or no context. */
export interface PairScorer extends Scorer {
  estimate(user: AskedUser, item: AskedItem, context?: EncodedContext): number;
  scoreItems(user: AskedUser, context?: EncodedContext): Float64Array;
  termsOf(user: AskedUser, item: AskedItem, context?: EncodedContext): Term[];
  whyImpossible(user: AskedUser, item: AskedItem): string;
  /** `near` for a user of the train set, if the model has such a search. */
  nearItems?(user: UserIndex, ...asked: Parameters<NearItems>): ReturnType<NearItems>;
  /** The same for many users, exactly. */
  nearForAll?(asked: ManyUsers, context?: EncodedContext): NearForAll | undefined;
}

const NONE = new Int32Array(0);
const NO_MARKS: Marks = Object.freeze({});
const UNKNOWN_USER: Marks = Object.freeze({ unknownUser: true });
const UNKNOWN_ITEM = Object.freeze({ unknownItem: true as const });

/** A known or unknown user, with or without a context. Everything is computed on demand. */
export class TrainUser implements ScoredUser {
  readonly #model: PairScorer;
  readonly #index: AskedUser;
  readonly #context: EncodedContext | undefined;

  /**
   * @param index undefined for an unknown user
   * @throws OptionError if the model can't use the context
   */
  constructor(
    model: PairScorer,
    readonly user: UserId,
    index: AskedUser,
    options: ContextOptions,
  ) {
    this.#model = model;
    this.#index = index;
    this.#context = model.contexts.read(options);
  }

  /** The user with this id, known or unknown. @throws as the constructor and `userIndex` */
  static of(model: PairScorer, user: UserId, options: ContextOptions): TrainUser {
    return new TrainUser(model, user, userIndex(model, user), options);
  }

  get marks(): Marks {
    return this.#index === undefined ? UNKNOWN_USER : NO_MARKS;
  }

  get seen(): Int32Array | undefined {
    return this.#index === undefined ? NONE : seenItems(this.#model.summary, this.#index);
  }

  scores(): Float64Array {
    return this.#model.scoreItems(this.#index, this.#context);
  }

  scoreOf(item: AskedItem): number {
    return this.#model.estimate(this.#index, item, this.#context);
  }

  near(...asked: Parameters<NearItems>): ReturnType<NearItems> {
    if (this.#index === undefined || this.#context !== undefined) return undefined;
    return this.#model.nearItems?.(this.#index, ...asked);
  }

  termsOf(item: AskedItem): Term[] {
    return this.#model.termsOf(this.#index, item, this.#context);
  }

  whyNone(item: AskedItem): string {
    return this.#model.whyImpossible(this.#index, item);
  }
}

/** @throws OptionError if what the user has rated isn't known */
export function knownSeen(model: string, seen: Int32Array | undefined): Int32Array {
  if (seen) return seen;
  throw new OptionError(
    `${model}: what users have rated wasn't saved with it, so it can't be left out; ask with filterSeen: false, or load ` +
      'the model with a source of seen items',
  );
}

/** An entry of a list. */
export function listPlace(train: TrainSummary, item: ItemIndex, score: number, marks: Marks): Recommendation {
  return { item: train.items.idOf(item), score, support: train.ratingCountOf(item), ...marks };
}

/**
 * The rating that corresponds to a user's score of an item; μ with the reason, if there is no score.
 * @throws CapabilityError if the model's scores aren't ratings
 */
export function predictFor(model: Scorer, user: ScoredUser, item: ItemId): Omit<Prediction, 'user'> {
  const train = model.summary;
  mustRate(model);
  const index = train.items.indexOf(item);
  const estimate = user.scoreOf(index);
  const wasImpossible = Number.isNaN(estimate);
  const score = wasImpossible ? train.mean : estimate;
  return {
    item,
    rating: clipToScale(train.scale, score),
    score,
    wasImpossible,
    ...(wasImpossible ? { reason: user.whyNone(index) } : undefined),
    ...user.marks,
    ...(index === undefined ? UNKNOWN_ITEM : undefined),
  };
}

/** @throws CapabilityError if the model's scores aren't ratings */
export function mustRate({ can, name }: Scorer): void {
  if (!can.rates) throw new CapabilityError(name, 'predict ratings; its scores only rank');
}

/** Explains the score of an item. @throws CapabilityError if there are no terms for this user */
export function explainTo(model: Scorer, to: ScoredUser, item: ItemId): Explanation {
  const { summary: train, can, name } = model;
  const { user, marks } = to;
  if (!can.explains || !to.termsOf) throw new CapabilityError(name, 'explain its scores');
  const index = train.items.indexOf(item);
  const pair = {
    ...(user !== undefined && { user }),
    item,
    ...marks,
    ...(index === undefined && UNKNOWN_ITEM),
  };
  const score = to.scoreOf(index);
  if (!Number.isNaN(score)) return explanationOf(name, { ...pair, score }, to.termsOf(index));
  const mean: Term[] = can.rates ? [{ kind: 'mean', value: train.mean }] : [];
  const none = { ...pair, score: can.rates ? train.mean : Number.NaN };
  return { ...explanationOf(name, none, mean), wasImpossible: true, reason: to.whyNone(index) };
}
