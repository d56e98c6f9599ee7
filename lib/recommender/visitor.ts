/** Somebody folded in: ratings that the model wasn't fitted on, and what it makes of them. */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import { describeScale, isOnScale } from '../core/rating-scale';
import type { Interactions } from '../data/table/interactions';
import type { Prediction, Recommendation, RecommendOptions } from './answers';
import { type Explanation, explanationOf, type Term } from './explanation';
import { predictedRating, recommendations } from './recommendations';
import { type ListFilter, listLength } from './top-items';

/** A rating of a visitor. A `Rating` of a table is one. */
export interface VisitorRating {
  readonly item: ItemId;
  readonly rating: number;
}

/** Who is folded in. */
export interface FoldInOptions {
  /** A user of the train set, whose train ratings count too. Default: somebody new. */
  readonly user?: UserId;
}

/** A visitor's ratings by inner item index, each item once: what a model folds in. */
export interface VisitorProfile {
  /** Int32 [n], in the order in which the items were first named. */
  readonly items: Int32Array;
  /** Float32 [n]. */
  readonly ratings: Float32Array;
  /** Who it is, if of the train set; its train ratings are among `items`. */
  readonly user: UserIndex | undefined;
  /** Items that the train set doesn't know, which count for nothing. */
  readonly ignored: readonly ItemId[];
}

/** What a model makes of a profile. */
export interface VisitorScores {
  /** Unclipped, by inner item index; NaN where there is none. Float64 [items]. */
  readonly scores: Float64Array;
  /** That of any item that the train set doesn't have. Default NaN: there is none. */
  readonly unknownItem?: number;
  /** Terms that add up to an item's score; left out where the model has none for visitors. */
  readonly terms?: (item: ItemIndex) => Term[];
}

/** The model that a visitor asks, as far as a visitor needs it. */
interface Host {
  readonly name: string;
  readonly train: Interactions;
  /** 1 for each item that may be listed, by inner index. */
  readonly candidates: (options: ListFilter) => Uint8Array;
  /** Why an item has no score, or that the model doesn't rate. */
  readonly refusePredict: () => void;
}

/**
 * A visitor's profile: the train ratings of `user`, then the given ones. Of two ratings of one item the later
 * counts, so that a new one takes the place of the old.
 * @throws OptionError for a rating outside the scale and for a user that the train set doesn't have
 */
export function visitorProfile(
  model: string,
  train: Interactions,
  given: Iterable<VisitorRating>,
  { user }: FoldInOptions,
): VisitorProfile {
  const known = new Map<number, number>();
  const ignored = new Set<ItemId>();
  const before = user === undefined ? [] : train.ratingsOf(user);
  for (const { item, rating } of [...before, ...given]) {
    if (!isOnScale(train.scale, rating)) {
      const scale = describeScale(train.scale);
      throw new OptionError(
        `${model}: rating of item ${JSON.stringify(item)} must be a number from ${scale}, got ${rating}`,
      );
    }
    const index = train.items.indexOf(item);
    if (index === undefined) ignored.add(item);
    else known.set(index, rating);
  }
  return {
    items: Int32Array.from(known.keys()),
    ratings: Float32Array.from(known.values()),
    user: user === undefined ? undefined : train.users.require(user),
    ignored: [...ignored],
  };
}

/** A view on a model for one visitor. It holds the visitor's scores; the model knows nothing of it. */
export class Visitor {
  readonly #host: Host;
  readonly #answer: VisitorScores;

  constructor(
    host: Host,
    readonly profile: VisitorProfile,
    answer: VisitorScores,
  ) {
    this.#host = host;
    this.#answer = answer;
  }

  /** As a model's `scoresOf`. */
  scoresOf(): Float64Array {
    return this.#answer.scores.slice();
  }

  /** The score of any item that the train set doesn't have; NaN where there is none. */
  scoreOfUnknown(): number {
    return this.#answer.unknownItem ?? Number.NaN;
  }

  /** As a model's `recommend`. Seen is what the visitor has rated. */
  recommend(options: RecommendOptions = {}): Recommendation[] {
    const { name, train, candidates } = this.#host;
    const { scores } = this.#answer;
    const k = listLength(name, options);
    const allowed = candidates(options);
    if (options.filterSeen !== false) for (const item of this.profile.items) allowed[item] = 0;
    return recommendations(train, scores, { k, allowed, unknownUser: false });
  }

  /** `explain` works. */
  get explains(): boolean {
    return this.#answer.terms !== undefined;
  }

  /**
   * Why an item's score is what it is. Models that have nameless factors for a user (SVD, ALS, NMF, ImplicitALS) have a
   * term for each rating of a visitor: with `foldIn([], { user })` that is "because you watched" for a user of the train
   * set; the score is then the folded in one, near that of the user but not equal.
   * @throws OptionError where the model doesn't explain, or the item has no score
   */
  explain(item: ItemId): Explanation {
    const { name, train } = this.#host;
    const { scores, terms } = this.#answer;
    if (!terms) throw new OptionError(`${name}: a visitor's scores can't be explained`);
    const index = train.items.indexOf(item);
    const score = index === undefined ? Number.NaN : scores[index];
    if (index === undefined || Number.isNaN(score)) {
      throw new OptionError(`${name}: item ${JSON.stringify(item)} has no score to explain`);
    }
    const ratings = new Map(Array.from(this.profile.items, (of, n) => [of, this.profile.ratings[n]]));
    const rated = terms(index).map((term) => {
      const of = term.item === undefined ? undefined : train.items.indexOf(term.item);
      return of === undefined ? term : { ...term, rating: ratings.get(of) };
    });
    return explanationOf(name, { item, score }, rated);
  }

  /** As a model's `predict`. CapabilityError where the model doesn't rate. */
  predict(item: ItemId): Omit<Prediction, 'user'> {
    const { train, refusePredict } = this.#host;
    refusePredict();
    const index = train.items.indexOf(item);
    const { scores, unknownItem = Number.NaN } = this.#answer;
    const unknown = index === undefined;
    const why = unknown ? 'the item is unknown' : 'too little is known of the item and this visitor';
    return { item, ...predictedRating(train, unknown ? unknownItem : scores[index], () => why) };
  }
}
