/**
 * What everyone gets, to compare a user's list with: what stands no higher there than for everyone needs no reason.
 *
 * Everyone's order is that of the mean scores of some users. In a large catalog, only its first places are known, and an
 * item that isn't in them stands below: this takes a search of the index instead of scoring all items for all these users.
 */
import { bisectRight } from '../../core/bisect';
import type { ItemId, ItemIndex, UserIndex } from '../../core/ids';
import { RandomState } from '../../math/random/random-state';
import { VectorModel } from '../../models/shared/vector-model';
import type { ContextOptions } from '../../recommender/answers';
import { answersUsers } from '../../recommender/asked-user';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { Model } from '../../recommender/model';
import { topIndices } from '../../recommender/top-items';
import { contextKey } from './context-key';

/** A user's own order. */
export interface OwnOrder {
  /** The user's scores of all items; read in small catalogs only. */
  readonly scores: () => Float64Array;
  /** The user's best unrated items, best first; in small catalogs, they only save time. */
  readonly best: readonly ItemId[];
}

export interface Usual {
  /** What everyone gets: the SAMPLE items with the best mean scores. */
  readonly first: readonly ItemId[];
  /** Whether an item stands higher in a user's order than in everyone's, among those that the user hasn't rated. */
  rising(own: OwnOrder, rated: readonly ItemId[]): (item: ItemId) => boolean;
}

/**
 * "Everyone": this many users of the train set, drawn at random. What they get: this many items with the best mean
 * score.
 */
const USERS = 50;
const SAMPLE = 12;
const LEAST_SCORE = -1e6;
/** Contexts for which it is kept what everyone gets: a number per item each. */
const MOST_CONTEXTS = 16;
/** How many first places are known in a large catalog: a list is never longer. */
const RANKED = 1000;

export class UsualOrder {
  readonly #byContext = new Map<string, Usual>();

  /** @param large the number of items from which on a catalog is a large one */
  constructor(
    readonly model: Model,
    private readonly large = LARGE_CATALOG,
  ) {}

  in(asked: ContextOptions): Usual {
    const key = contextKey(asked);
    const kept = this.#byContext.get(key);
    if (kept) return kept;
    const isLarge = this.model.summary.itemCount >= this.large;
    const usual = isLarge ? this.#ofFirst() : this.#ofScores(this.#meanScores(asked));
    const [oldest] = this.#byContext.keys();
    if (this.#byContext.size === MOST_CONTEXTS) this.#byContext.delete(oldest);
    this.#byContext.set(key, usual);
    return usual;
  }

  #ofScores(usual: Float64Array): Usual {
    const { items } = this.model.summary;
    const sorted = usual.slice().sort();
    return {
      first: this.#best(usual, SAMPLE),
      rising: ({ scores, best }, rated) => {
        const own = scores();
        const indices = (ids: readonly ItemId[]) => ids.flatMap((id) => items.indexOf(id) ?? []);
        const out = [...new Set(indices(rated))];
        const isRated = new Uint8Array(items.size);
        for (const item of out) isRated[item] = 1;
        const isOpen = (score: number, item: number) => isRated[item] === 0 && !Number.isNaN(score);
        // Most places asked for are on the user's list, and few scores are as high as those.
        const least = Math.min(...indices(best).map((item) => own[item]));
        const high = own.filter((score, item) => score > least && isOpen(score, item)).sort();
        const above = (score: number) =>
          score >= least
            ? high.length - bisectRight(high, score)
            : own.filter((other, item) => other > score && isOpen(other, item)).length;
        return (id) => {
          const item = items.require(id);
          const [mine, theirs] = [own[item], usual[item]];
          const place = above(mine);
          const usually = sorted.length - bisectRight(sorted, theirs);
          return place < usually - out.filter((other) => usual[other] > theirs).length;
        };
      },
    };
  }

  /** In a large catalog. A context doesn't change it: models with an index don't use any. */
  #ofFirst(): Usual {
    const { model } = this;
    const { items } = model.summary;
    const found = model instanceof VectorModel ? model.bestForAll(this.#someUsers(), RANKED) : undefined;
    const first = found?.map((item) => items.idOf(item)) ?? this.#best(model.summary.itemCounts(), RANKED);
    const places = new Map(first.map((item, place) => [item, place]));
    return {
      first: first.slice(0, SAMPLE),
      rising: ({ best }, rated) => {
        const ranks = new Map(best.map((item, place) => [item, place]));
        const left = rated.flatMap((item) => places.get(item) ?? []);
        return (item) => {
          const rank = ranks.get(item);
          if (rank === undefined) return false;
          const place = places.get(item) ?? RANKED;
          return rank < place - left.filter((other) => other < place).length;
        };
      },
    };
  }

  #best(scores: ArrayLike<number>, count: number): ItemId[] {
    const { items } = this.model.summary;
    return topIndices(scores, count).map((item) => items.idOf(item as ItemIndex));
  }

  #someUsers(): UserIndex[] {
    const drawn = new RandomState(0).permutation(this.model.summary.users.size).subarray(0, USERS);
    return Array.from(drawn, (user) => user as UserIndex);
  }

  /** Of a model that can't score users without their ratings: what most users rated. */
  #meanScores(asked: ContextOptions): Float64Array {
    const { users, items } = this.model.summary;
    if (!answersUsers(this.model)) return Float64Array.from(this.model.summary.itemCounts());
    const scores = new Float64Array(items.size);
    const drawn = this.#someUsers();
    for (const user of drawn) {
      const own = this.model.scoresOf(users.idOf(user), asked);
      for (let item = 0; item < scores.length; item++) {
        // Unknown scores rank after all others.
        scores[item] += Number.isNaN(own[item]) ? LEAST_SCORE : own[item];
      }
    }
    for (let item = 0; item < scores.length; item++) scores[item] /= drawn.length;
    return scores;
  }
}
