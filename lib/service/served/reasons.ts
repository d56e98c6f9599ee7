/**
 * "Because you watched": which of a user's ratings are reasons for an item.
 *
 * There are reasons only if the ratings move the item up compared with its place for everyone: what everyone gets needs
 * no reason. If the model's score is a sum with a term for each rating, a rating's weight as a reason is its term minus
 * its mean term over the items that everyone gets: five stars for anything raise the scores of all items, which isn't a
 * reason for any of them. A user's score in a factor model is a product, but the same user folded in has such a sum,
 * with nearly the same score. For models without one, the reasons are the well-rated items most similar to the item.
 */
import type { ItemId, UserId } from '../../core/ids';
import { exceeds } from '../../core/liked-from';
import type { ContextOptions } from '../../recommender/answers';
import type { Term } from '../../recommender/explanation';
import type { Model } from '../../recommender/model';
import { ratedPairs } from '../../recommender/rated-pairs';
import type { Visitor, VisitorRating } from '../../recommender/visitor';
import { type OwnOrder, UsualOrder } from './usual-order';

/** A rating that is a reason for an item. */
export interface ItemReason {
  readonly itemId: string;
  readonly title: string;
  /** The rating given to it; null if it was only clicked. */
  readonly rating: number | null;
  /** What it adds to the score; null if the model has no such sum, and this is the most similar item instead. */
  readonly adds: number | null;
}

/** The reasons for an item, largest first; none if no rating is a particular reason. */
export type ReasonsFor = (item: ItemId) => readonly ItemReason[];

const MOST = 3;
/** Reasons below this share of the largest are left out. */
const LEAST_SHARE = 0.2;
/** How many rated items are compared, best rated first, and how many similar items of each. */
const MOST_COMPARED = 40;
const REACH = 40;
/** Items whose similar items are cached: 40 numbers each. */
const MOST_KEPT = 2000;
/** Similarity from few common raters may be chance: with n of them, it is multiplied by (n − 1) / (n − 1 + 20). */
const SHRINKAGE = 20;

export class Reasons {
  readonly #similar = new Map<ItemId, ReadonlyMap<ItemId, number>>();
  readonly #usual: UsualOrder;

  /**
   * @param goodAbove ratings above this can be reasons: see `goodOnScale`
   * @param large see `UsualOrder`
   */
  constructor(
    readonly model: Model,
    readonly titleOf: (item: ItemId) => string,
    private readonly goodAbove: number,
    large?: number,
  ) {
    this.#usual = new UsualOrder(model, large);
  }

  /**
   * For a user in the train set; none if the model was saved without the user's ratings. Cost: that of explaining some
   * items of everyone's, then each item.
   * @param best the user's list, before it was made more diverse; in a small catalog, it only saves time
   */
  ofUser(user: UserId, asked: ContextOptions = {}, best: readonly ItemId[] = []): ReasonsFor {
    const { model } = this;
    if (!model.hasTrain) return () => [];
    const rated = model.train.ratingsOf(user);
    const own = (item: ItemId) =>
      model.can.explains ? ratingTerms(model.explain(user, item, asked).terms) : [];
    const order = { best, scores: () => model.scoresOf(user, asked) };
    let reasons: ReasonsFor | undefined;
    return (item) => {
      reasons ??=
        own(item).length > 0 || !model.can.foldsIn
          ? this.#where(this.#rising(order, rated, asked), this.#particular(own, asked))
          : this.ofVisitor(model.foldIn([], { user }), rated, asked, best);
      return reasons(item);
    };
  }

  /** For a visitor folded in with these ratings. Cost and `best` as for a user. */
  ofVisitor(
    visitor: Visitor,
    rated: readonly VisitorRating[],
    asked: ContextOptions = {},
    best: readonly ItemId[] = [],
  ): ReasonsFor {
    const own = (item: ItemId) => ratingTerms(visitor.termsOf(item, asked));
    const order = { best, scores: () => visitor.scoresOf(asked) };
    let reasons: ReasonsFor | undefined;
    return (item) => {
      reasons ??= this.#where(
        this.#rising(order, rated, asked),
        own(item).length > 0 ? this.#particular(own, asked) : this.#bySimilarity(rated),
      );
      return reasons(item);
    };
  }

  #where(holds: (item: ItemId) => boolean, reasons: ReasonsFor): ReasonsFor {
    return (item) => (holds(item) ? reasons(item) : []);
  }

  #rising(own: OwnOrder, rated: readonly VisitorRating[], asked: ContextOptions): (item: ItemId) => boolean {
    const usual = this.#usual.in(asked);
    return usual.rising(
      own,
      rated.map(({ item }) => item),
    );
  }

  /** Items rated above the middle of the scale, with terms larger than usual. */
  #particular(termsOf: (item: ItemId) => readonly RatingTerm[], asked: ContextOptions): ReasonsFor {
    let usual: ReadonlyMap<ItemId, number> | undefined;
    return (item) => {
      usual ??= this.#usualTerms(termsOf, asked);
      const more: { readonly term: RatingTerm; readonly excess: number }[] = [];
      for (const term of termsOf(item)) {
        const excess = term.value - (usual.get(term.item) ?? 0);
        if (excess > 0 && term.value > 0 && exceeds(term.rating, this.goodAbove)) more.push({ term, excess });
      }
      more.sort((a, b) => b.excess - a.excess);
      return more
        .slice(0, MOST)
        .filter(({ excess }) => excess >= LEAST_SHARE * more[0].excess)
        .map(({ term }) => this.#reason(term, term.value));
    };
  }

  /** The mean term of each rating. */
  #usualTerms(
    termsOf: (item: ItemId) => readonly RatingTerm[],
    asked: ContextOptions,
  ): ReadonlyMap<ItemId, number> {
    const sample = this.#usual.in(asked).first;
    const means = new Map<ItemId, number>();
    for (const item of sample) {
      for (const { item: by, value } of termsOf(item)) {
        means.set(by, (means.get(by) ?? 0) + value / sample.length);
      }
    }
    return means;
  }

  /** Items rated above the middle of the scale, compared with the item. */
  #bySimilarity(rated: readonly VisitorRating[]): ReasonsFor {
    const { summary: train, can } = this.model;
    if (!can.similarItems) return () => [];
    const liked = rated
      .filter(({ item, rating }) => exceeds(rating, this.goodAbove) && train.items.has(item))
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
      const list = this.model.similarItems(item, { k: REACH, shrinkage: shrinkageFor(this.model) });
      similar = new Map(list.map((other) => [other.item, other.similarity]));
      if (this.#similar.size >= MOST_KEPT) this.#similar.clear();
      this.#similar.set(item, similar);
    }
    return similar;
  }
}

/** The shrinkage for a model's similar items: 0 if who rated what isn't known. */
export function shrinkageFor({ summary }: Pick<Model, 'summary'>): number {
  return ratedPairs(summary) ? SHRINKAGE : 0;
}

type RatingTerm = Term & { readonly item: ItemId; readonly rating: number };

function ratingTerms(terms: readonly Term[]): RatingTerm[] {
  return terms.filter(
    (term): term is RatingTerm =>
      term.kind === 'rating' && term.item !== undefined && term.rating !== undefined,
  );
}
