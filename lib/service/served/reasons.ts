/**
 * "Because you watched": which of somebody's ratings speak for an item.
 *
 * There is a reason only where the ratings bring the item further up than it stands for people at large: what everybody
 * gets needs none. Where the model's score is a sum with a term for each rating, a rating speaks for the
 * item by as much as its term is greater than that of the items that everybody gets: five stars for anything raise
 * the scores of all items, and are no reason for one. A user's score in a factor model is a product; the same user folded in has such a sum, nearly of the
 * same score. Models without one are asked for similar items: what was rated well and is most like the item.
 */
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import { RandomState } from '../../math/random/random-state';
import type { Term } from '../../recommender/explanation';
import type { Model } from '../../recommender/model';
import { topIndices } from '../../recommender/top-items';
import type { Visitor, VisitorRating } from '../../recommender/visitor';
import { goodAbove } from './good-ratings';

/** A rating that speaks for an item. */
export interface ItemReason {
  readonly itemId: string;
  readonly title: string;
  /** What was given to it. */
  readonly rating: number;
  /** Its part of the score; null where the model has no such sum, and it is the most similar item instead. */
  readonly adds: number | null;
}

/** The reasons for an item, the greatest first; none where nothing speaks for it in particular. */
export type ReasonsFor = (item: ItemId) => readonly ItemReason[];

const MOST = 3;
/** A smaller share of the greatest goes without saying. */
const LEAST_SHARE = 0.2;
/** People at large: so many users of the train set, drawn at random. What they get: so many items with the best mean score. */
const USERS = 50;
const SAMPLE = 12;
const LEAST_SCORE = -1e6;
/** Rated items that are compared, the best rated first, and how far their similar items are followed. */
const MOST_COMPARED = 40;
const REACH = 40;
/** Items whose similar ones are kept: 40 numbers each. */
const MOST_KEPT = 2000;
/** Similarity on few common raters is chance: with n of them it counts (n − 1) / (n − 1 + 20). */
export const SHRINKAGE = 20;

export class Reasons {
  readonly #similar = new Map<ItemId, ReadonlyMap<ItemId, number>>();
  /** Ratings above it speak for an item. */
  readonly #goodAbove: number;
  #usual: { readonly scores: Float64Array; readonly first: readonly ItemId[] } | undefined;

  constructor(
    readonly model: Model,
    readonly titleOf: (item: ItemId) => string,
  ) {
    this.#goodAbove = goodAbove(model.train);
  }

  /** For a user of the train set. Cost: that of explaining SAMPLE items, then of each item. */
  ofUser(user: UserId): ReasonsFor {
    const { model } = this;
    const rated = model.train.ratingsOf(user);
    const own = (item: ItemId) => (model.can.explains ? ratingTerms(model.explain(user, item).terms) : []);
    let reasons: ReasonsFor | undefined;
    return (item) => {
      reasons ??=
        own(item).length > 0 || !model.can.foldsIn
          ? this.#where(this.#rising(model.scoresOf(user), rated), this.#particular(own))
          : this.ofVisitor(model.foldIn([], { user }), rated);
      return reasons(item);
    };
  }

  /** For somebody who was folded in with these ratings. Cost: as for a user. */
  ofVisitor(visitor: Visitor, rated: readonly VisitorRating[]): ReasonsFor {
    const scores = visitor.scoresOf();
    const { items } = this.model.train;
    const own = (item: ItemId) =>
      visitor.explains && !Number.isNaN(scores[items.require(item)])
        ? ratingTerms(visitor.explain(item).terms)
        : [];
    let reasons: ReasonsFor | undefined;
    return (item) => {
      reasons ??= this.#where(
        this.#rising(scores, rated),
        own(item).length > 0 ? this.#particular(own) : this.#bySimilarity(rated),
      );
      return reasons(item);
    };
  }

  #where(holds: (item: ItemId) => boolean, reasons: ReasonsFor): ReasonsFor {
    return (item) => (holds(item) ? reasons(item) : []);
  }

  /** Whether an item has a better place by these scores than for everybody, among those that weren't rated. */
  #rising(scores: Float64Array, rated: readonly VisitorRating[]): (item: ItemId) => boolean {
    const { items } = this.model.train;
    const usual = this.#everybody().scores;
    const isRated = new Uint8Array(items.size);
    for (const { item } of rated) if (items.has(item)) isRated[items.require(item)] = 1;
    return (id) => {
      const item = items.require(id);
      let rise = 0;
      for (let other = 0; other < scores.length; other++) {
        if (isRated[other]) continue;
        if (scores[other] > scores[item]) rise--;
        if (usual[other] > usual[item]) rise++;
      }
      return rise > 0;
    };
  }

  /** What everybody gets: mean scores over some users, and the items that come first by them. */
  #everybody() {
    if (this.#usual) return this.#usual;
    const { users, items } = this.model.train;
    const scores = new Float64Array(items.size);
    const drawn = new RandomState(0).permutation(users.size).subarray(0, USERS);
    for (const user of drawn) {
      const own = this.model.scoresOf(users.idOf(user as UserIndex));
      for (let item = 0; item < scores.length; item++) {
        // A score that isn't known counts as none at all, after all others.
        scores[item] += Number.isNaN(own[item]) ? LEAST_SCORE : own[item];
      }
    }
    for (let item = 0; item < scores.length; item++) scores[item] /= drawn.length;
    const first = topIndices(scores, SAMPLE, new Uint8Array(items.size).fill(1)).map((item) =>
      items.idOf(item as ItemIndex),
    );
    this.#usual = { scores, first };
    return this.#usual;
  }

  /** What was rated above the middle of the scale, with terms greater than usual. */
  #particular(termsOf: (item: ItemId) => readonly RatingTerm[]): ReasonsFor {
    let usual: ReadonlyMap<ItemId, number> | undefined;
    return (item) => {
      usual ??= this.#usualTerms(termsOf);
      const more = termsOf(item)
        .filter(({ value, rating }) => value > 0 && rating > this.#goodAbove)
        .map((term) => ({ ...term, excess: term.value - (usual?.get(term.item) ?? 0) }))
        .sort((a, b) => b.excess - a.excess);
      return more
        .slice(0, MOST)
        .filter(({ excess }) => excess > 0 && excess >= LEAST_SHARE * more[0].excess)
        .map(({ item: by, rating, value }) => this.#reason({ item: by, rating }, value));
    };
  }

  /** The mean term of each rating. */
  #usualTerms(termsOf: (item: ItemId) => readonly RatingTerm[]): ReadonlyMap<ItemId, number> {
    const sample = this.#everybody().first;
    const means = new Map<ItemId, number>();
    for (const item of sample) {
      for (const { item: by, value } of termsOf(item)) {
        means.set(by, (means.get(by) ?? 0) + value / sample.length);
      }
    }
    return means;
  }

  /** What was rated above the middle of the scale, compared with the item. */
  #bySimilarity(rated: readonly VisitorRating[]): ReasonsFor {
    const { train, can } = this.model;
    if (!can.similarItems) return () => [];
    const liked = rated
      .filter(({ item, rating }) => rating > this.#goodAbove && train.items.has(item))
      .sort((a, b) => b.rating - a.rating)
      .slice(0, MOST_COMPARED);
    return (item) => {
      let best: { readonly by: VisitorRating; readonly similarity: number } | undefined;
      for (const by of liked) {
        const similarity = this.#similarTo(by.item).get(item) ?? 0;
        if (similarity > (best?.similarity ?? 0)) best = { by, similarity };
      }
      return best ? [this.#reason(best.by, null)] : [];
    };
  }

  #reason({ item, rating }: VisitorRating, adds: number | null): ItemReason {
    return { itemId: item, title: this.titleOf(item), rating, adds };
  }

  #similarTo(item: ItemId): ReadonlyMap<ItemId, number> {
    let similar = this.#similar.get(item);
    if (!similar) {
      const list = this.model.similarItems(item, { k: REACH, shrinkage: SHRINKAGE });
      similar = new Map(list.map((other) => [other.item, other.similarity]));
      if (this.#similar.size >= MOST_KEPT) this.#similar.clear();
      this.#similar.set(item, similar);
    }
    return similar;
  }
}

type RatingTerm = Term & { readonly item: ItemId; readonly rating: number };

function ratingTerms(terms: readonly Term[]): RatingTerm[] {
  return terms.filter(
    (term): term is RatingTerm =>
      term.kind === 'rating' && term.item !== undefined && term.rating !== undefined,
  );
}
