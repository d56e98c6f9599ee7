/** Someone folded in: ratings that the model wasn't fitted on, and what it makes of them. */
import type { ItemId, ItemIndex, UserIndex } from '../core/ids';
import type { Marks, Prediction, Recommendation, RecommendOptions } from './answers';
import type { Explanation, Term } from './explanation';
import { CapabilityError } from './model-errors';
import { explainTo, predictFor, recommendTo, type ScoredUser, type Scorer } from './scored-user';

/** A rating of a visitor. A `Rating` of a table is one. */
export interface VisitorRating {
  readonly item: ItemId;
  readonly rating: number;
}

/** A visitor's ratings by inner item index, each item once: what a model folds in. */
export interface VisitorProfile {
  /** Int32 [n], in the order in which the items were first named. */
  readonly items: Int32Array;
  /** Float32 [n]. */
  readonly ratings: Float32Array;
  /** Who it is, if in the train set; their train ratings are among `items`. */
  readonly user: UserIndex | undefined;
  /** Rated items that aren't in the train set. They have no effect. */
  readonly ignored: readonly ItemId[];
}

/** What a model makes of a profile. */
export interface VisitorScores {
  /** Unclipped, by inner item index; NaN where there is none. Float64 [items]. */
  readonly scores: Float64Array;
  /** The score of any item that isn't in the train set. Default NaN: there is none. */
  readonly unknownItem?: number;
  /**
   * Terms that add up to an item's score, where it is a number; undefined is an item that isn't in the train set. Left
   * out if the model has none for visitors.
   */
  readonly terms?: (item: ItemIndex | undefined) => Term[];
}

/**
 * A view of a model for one visitor. It holds the visitor's scores; the model knows nothing about it. Answers have the
 * mark `foldedIn`, or `unknownUser` where nothing about the visitor is known.
 *
 * For a user of the train set, folded in with `foldIn([], { user })`, the scores are those of someone new with the same
 * ratings: close to the ones that the fitted model has for the user, which are in the model's own `recommend`, `predict`
 * and `explain`, but not the same. In return, models that have only nameless factors for a user (SVD, ALS, NMF,
 * ImplicitALS) explain them with a term for each rating: "because you watched".
 */
export class Visitor {
  readonly #model: Scorer;
  readonly #answer: VisitorScores;
  readonly #scored: ScoredUser;

  constructor(
    model: Scorer,
    readonly profile: VisitorProfile,
    answer: VisitorScores,
  ) {
    this.#model = model;
    this.#answer = answer;
    this.#scored = scoredVisitor(model, profile, answer);
  }

  /** As a model's `scoresOf`. */
  scoresOf(): Float64Array {
    return this.#answer.scores.slice();
  }

  /** The score of any item that isn't in the train set; NaN if there is none. */
  scoreOfUnknown(): number {
    return this.#scored.scoreOf(undefined);
  }

  /** As a model's `recommend`. Seen is what the visitor has rated. */
  recommend(options: RecommendOptions = {}): Recommendation[] {
    return recommendTo(this.#model, this.#scored, options);
  }

  /** As a model's `predict`. CapabilityError if the model doesn't rate. */
  predict(item: ItemId): Omit<Prediction, 'user'> {
    return predictFor(this.#model, this.#scored, item);
  }

  /** Whether `explain` works. */
  get explains(): boolean {
    return this.#scored.termsOf !== undefined;
  }

  /** As a model's `explain`. CapabilityError if the model can't explain a visitor's scores. */
  explain(item: ItemId): Explanation {
    return explainTo(this.#model, this.#scored, item);
  }

  /** The terms of an item's score by inner index, for a model that is made of others. */
  termsFor(item: ItemIndex | undefined): Term[] {
    if (!this.#scored.termsOf) throw new CapabilityError(this.#model.name, 'explain its scores');
    return this.#scored.termsOf(item);
  }
}

function scoredVisitor({ train }: Scorer, profile: VisitorProfile, answer: VisitorScores): ScoredUser {
  const { scores, unknownItem = Number.NaN, terms } = answer;
  const marks: Marks = profile.items.length > 0 ? { foldedIn: true } : { unknownUser: true };
  const withRatings = (given: Term[]) => {
    const ratings = new Map(Array.from(profile.items, (item, n) => [item, profile.ratings[n]]));
    return given.map((term) => {
      const rated = term.item === undefined ? undefined : train.items.indexOf(term.item);
      return rated === undefined ? term : { ...term, rating: ratings.get(rated) };
    });
  };
  return {
    user: profile.user === undefined ? undefined : train.users.idOf(profile.user),
    marks,
    seen: profile.items,
    scores: () => scores,
    scoreOf: (item) => (item === undefined ? unknownItem : scores[item]),
    ...(terms && { termsOf: (item: ItemIndex | undefined) => withRatings(terms(item)) }),
    whyNone: (item) =>
      item === undefined ? 'the item is unknown' : 'too little is known about the item and this visitor',
  };
}
