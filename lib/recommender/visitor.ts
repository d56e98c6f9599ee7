/** A visitor: a user folded in with ratings that the model wasn't fitted on. */
import type { ItemId, ItemIndex, UserIndex } from '../core/ids';
import type { ContextOptions, Marks, Prediction, Recommendation, RecommendOptions } from './answers';
import type { EncodedContext } from './context-reader';
import type { Explanation, Term } from './explanation';
import { CapabilityError, StaleError } from './model-errors';
import { type Distribution, PredictedRating } from './predicted-rating';
import { recommendTo } from './recommend-to';
import { explainTo, type NearItems, predictFor, type ScoredUser, type Scorer } from './scored-user';

/** A visitor's rating; a `Rating` from a table is one, too. */
export interface VisitorRating {
  readonly item: ItemId;
  readonly rating: number;
}

/** A visitor's ratings by inner item index, each item once. */
export interface VisitorProfile {
  /** Int32 [n], in order of first occurrence. */
  readonly items: Int32Array;
  /** Float32 [n]. */
  readonly ratings: Float32Array;
  /** The visitor's index, if in the train set; their train ratings are then among `items`. */
  readonly user: UserIndex | undefined;
  /** Rated items that aren't in the train set. They have no effect. */
  readonly ignored: readonly ItemId[];
}

/** A visitor's scores. */
export interface VisitorScores {
  /** Unclipped, by inner item index; NaN if there is none. Float64 [items]; or what computes them when they are needed. */
  readonly scores: Float64Array | (() => Float64Array);
  /** The score of one item, if it doesn't take computing all of them. */
  readonly scoreOf?: (item: ItemIndex) => number;
  /** Finds the best items, if it doesn't take scoring all of them. */
  readonly near?: NearItems;
  /** The score of any item that isn't in the train set. Default NaN: none. */
  readonly unknownItem?: number;
  /**
   * Terms that add up to an item's score, if it is a number; undefined stands for an item that isn't in the
   * train set. Left out if the model has none for visitors.
   */
  readonly terms?: (item: ItemIndex | undefined) => Term[];
  /** The distribution of a rating, if the model has one for visitors. */
  readonly distributionOf?: (item: ItemIndex | undefined) => Distribution;
}

/** A visitor's scores, with or without a context. */
export type VisitorAnswer = (context: EncodedContext | undefined) => VisitorScores;

/**
 * A view of a model for one visitor. It holds the visitor's scores; the model itself doesn't store anything
 * about the visitor. Answers are marked `foldedIn`, or `unknownUser` if nothing is known about the visitor.
 * Once the model is fitted again or updated, the view is stale, and every call throws StaleError.
 *
 * For a user of the train set, folded in with `foldIn([], { user })`, the scores are those of a new user with
 * the same ratings: close to, but not the same as, the fitted model's scores for that user, which its own
 * `recommend`, `predict` and `explain` use. In return, models that have only nameless factors for a user
 * (SVD, ALS, NMF, ImplicitALS) can explain them with a term per rating: "because you watched".
 */
export class Visitor {
  readonly #model: Scorer;
  readonly #version: number;
  readonly #answerIn: VisitorAnswer;
  /** Without context. */
  readonly #scored: ScoredUser;
  /** In the context of the last question. */
  #last: { readonly context: string; readonly scored: ScoredUser } | undefined;

  constructor(
    model: Scorer,
    readonly profile: VisitorProfile,
    answerIn: VisitorAnswer,
  ) {
    this.#model = model;
    this.#version = model.version;
    this.#answerIn = answerIn;
    this.#scored = scoredVisitor(model, profile, answerIn(undefined));
  }

  /** Like a model's `scoresOf`. */
  scoresOf(options: ContextOptions = {}): Float64Array {
    return this.#in(options).scores().slice();
  }

  /** The score of one item, unclipped; NaN if there is none. */
  scoreOf(item: ItemId, options: ContextOptions = {}): number {
    return this.#in(options).scoreOf(this.#model.summary.items.indexOf(item));
  }

  /** The score of any item that isn't in the train set; NaN if there is none. */
  scoreOfUnknown(): number {
    return this.scored().scoreOf(undefined);
  }

  /** Like a model's `recommend`. Seen items are those that the visitor has rated. */
  recommend(options: RecommendOptions = {}): Recommendation[] {
    return recommendTo(this.#model, this.#in(options), options);
  }

  /** Like a model's `predict`. CapabilityError if the model doesn't rate. */
  predict(item: ItemId, options: ContextOptions = {}): Omit<Prediction, 'user'> {
    return predictFor(this.#model, this.#in(options), item);
  }

  /**
   * Like a model's `distributionOf`. CapabilityError if the model has none for visitors, or nothing is known about
   * the visitor.
   */
  distributionOf(item: ItemId): PredictedRating {
    const { summary, name } = this.#model;
    const { distributionOf } = this.scored();
    if (!distributionOf) throw new CapabilityError(name, 'say how likely a rating of this visitor is');
    return new PredictedRating(summary.scale, distributionOf(summary.items.indexOf(item)));
  }

  /** Whether `explain` works. */
  get explains(): boolean {
    return this.#scored.termsOf !== undefined;
  }

  /** Like a model's `explain`. CapabilityError if the model can't explain a visitor's scores. */
  explain(item: ItemId, options: ContextOptions = {}): Explanation {
    return explainTo(this.#model, this.#in(options), item);
  }

  /** The terms of `explain`, in any order; none if the item has no score, or the model can't explain it. */
  termsOf(item: ItemId, options: ContextOptions = {}): Term[] {
    const { termsOf, scoreOf } = this.#in(options);
    const index = this.#model.summary.items.indexOf(item);
    return termsOf && !Number.isNaN(scoreOf(index)) ? termsOf(index) : [];
  }

  /**
   * The answers by inner index, for models that contain other models.
   * @throws StaleError if the model was fitted again or updated
   */
  scored(context?: EncodedContext): ScoredUser {
    if (this.#version !== this.#model.version) {
      throw new StaleError(
        this.#model.name,
        'it was fitted or updated after this visitor was folded in; call `foldIn` again',
      );
    }
    if (context === undefined) return this.#scored;
    const key = Array.from(context).join();
    if (this.#last?.context !== key) {
      const scored = scoredVisitor(this.#model, this.profile, this.#answerIn(context));
      this.#last = { context: key, scored };
    }
    return this.#last.scored;
  }

  #in(options: ContextOptions): ScoredUser {
    return this.scored(this.#model.contexts.read(options));
  }
}

function scoredVisitor(
  { summary: train }: Scorer,
  profile: VisitorProfile,
  answer: VisitorScores,
): ScoredUser {
  const { unknownItem = Number.NaN, terms, distributionOf, near } = answer;
  let computed: Float64Array | undefined;
  const scores = () => {
    computed ??= typeof answer.scores === 'function' ? answer.scores() : answer.scores;
    return computed;
  };
  const scoreOf = answer.scoreOf ?? ((item: ItemIndex) => scores()[item]);
  const marks: Marks = profile.items.length > 0 ? { foldedIn: true } : { unknownUser: true };
  let ratings: Map<ItemId, number> | undefined;
  const withRatings = (given: Term[]) => {
    ratings ??= new Map(
      Array.from(profile.items, (item, n) => [train.items.idOf(item as ItemIndex), profile.ratings[n]]),
    );
    const lacksRating = ({ item, rating }: Term) => item !== undefined && rating === undefined;
    if (!given.some(lacksRating)) return given;
    return given.map((term) => {
      if (term.item === undefined || !lacksRating(term)) return term;
      return { ...term, rating: ratings?.get(term.item) };
    });
  };
  return {
    user: profile.user === undefined ? undefined : train.users.idOf(profile.user),
    marks,
    seen: profile.items,
    scores,
    ...(near && { near }),
    ...(distributionOf && { distributionOf }),
    scoreOf: (item) => (item === undefined ? unknownItem : scoreOf(item)),
    ...(terms && { termsOf: (item: ItemIndex | undefined) => withRatings(terms(item)) }),
    whyNone: (item) =>
      item === undefined ? 'the item is unknown' : 'too little is known about the item and this visitor',
  };
}
