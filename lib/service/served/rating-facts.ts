/** What the service says about the ratings of a train set: computed from them, or saved in a package without them. */
import { exceeds } from '../../core/liked-from';
import type { RatingScale } from '../../core/rating-scale';
import type { Float32Vector, Int32Vector } from '../../core/readonly-vector';
import type { Interactions } from '../../data/table/interactions';
import { goodOnScale } from './good-ratings';
import { type RatingInput, ratingInput } from './rating-input';

/** Means, spreads and counts, by inner index. */
export interface RatingFacts {
  /** Mean rating of each item; NaN without ratings. Float64 [items]. */
  readonly itemMeans: Float64Array;
  /** Number of good ratings of each item; see `goodOnScale`. Int32 [items]. */
  readonly itemLikes: Int32Array;
  /** Variance of all ratings. */
  readonly variance: number;
  /** Damped standard deviations; see `dampedSpread`. Float64 [users] and [items]. */
  readonly userSpreads: Float64Array;
  readonly itemSpreads: Float64Array;
  /** Whether any two ratings differ. */
  readonly differ: boolean;
  /** How the page asks for a rating. */
  readonly input: RatingInput;
}

/** In ratings. */
const DAMPING = 5;

/** Cost: O(ratings), without a copy of them. */
export function ratingFacts(train: Interactions): RatingFacts {
  return countedFacts(train).facts();
}

/** The same with the counts and the mean. */
export function countedFacts(train: Interactions): FactsCounting {
  const { userColumn: user, itemColumn: item, ratingColumn: rating } = train;
  const counting = new FactsCounting(train);
  counting.count({ user, item, rating });
  counting.measure({ user, item, rating });
  return counting;
}

/** Rows of a table. */
interface Rows {
  readonly user: Int32Vector;
  readonly item: Int32Vector;
  readonly rating: Float32Vector;
}

/**
 * The facts of ratings that come in pieces: all are counted, and then, as variances need the means, all are measured. All
 * sums are taken in the order of the rows, so how they are cut changes nothing, not even the last bit.
 */
export class FactsCounting {
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
  readonly #scale: RatingScale;
  readonly #userSums: Float64Array;
  readonly #itemSums: Float64Array;
  readonly #userSquares: Float64Array;
  readonly #itemSquares: Float64Array;
  readonly #itemLikes: Int32Array;
  #first = Number.NaN;
  #differ = false;
  #rows = 0;
  #sum = 0;
  #squares = 0;

  constructor({ userCount, itemCount, scale }: Pick<Interactions, 'userCount' | 'itemCount' | 'scale'>) {
    this.#scale = scale;
    this.userCounts = new Int32Array(userCount);
    this.itemCounts = new Int32Array(itemCount);
    this.#userSums = new Float64Array(userCount);
    this.#itemSums = new Float64Array(itemCount);
    this.#userSquares = new Float64Array(userCount);
    this.#itemSquares = new Float64Array(itemCount);
    this.#itemLikes = new Int32Array(itemCount);
  }

  count({ user, item, rating }: Rows): void {
    if (this.#rows === 0) this.#first = rating[0];
    const { userCounts, itemCounts } = this;
    const [userSums, itemSums, first] = [this.#userSums, this.#itemSums, this.#first];
    let sum = this.#sum;
    for (let row = 0; row < rating.length; row++) {
      const u = user[row];
      const i = item[row];
      const r = rating[row];
      userCounts[u]++;
      itemCounts[i]++;
      userSums[u] += r;
      itemSums[i] += r;
      sum += r;
      if (r !== first) this.#differ = true;
    }
    this.#sum = sum;
    this.#rows += rating.length;
  }

  /** The mean of all ratings, once they are counted. */
  get mean(): number {
    return this.#sum / this.#rows;
  }

  measure({ user, item, rating }: Rows): void {
    const { mean, userCounts, itemCounts } = this;
    const [userSums, itemSums, likes] = [this.#userSums, this.#itemSums, this.#itemLikes];
    const [userSquares, itemSquares] = [this.#userSquares, this.#itemSquares];
    const good = goodOnScale(this.#scale, this.#differ);
    let squares = this.#squares;
    for (let row = 0; row < rating.length; row++) {
      const u = user[row];
      const i = item[row];
      const r = rating[row];
      userSquares[u] += (r - userSums[u] / userCounts[u]) ** 2;
      itemSquares[i] += (r - itemSums[i] / itemCounts[i]) ** 2;
      squares += (r - mean) ** 2;
      if (exceeds(r, good)) likes[i]++;
    }
    this.#squares = squares;
  }

  facts(): RatingFacts {
    const variance = this.#squares / this.#rows;
    const spread = (squares: Float64Array, counts: Int32Array) =>
      squares.map((sum, n) => damped(sum, counts[n], variance));
    return {
      itemMeans: this.#itemSums.map((sum, item) => sum / this.itemCounts[item]),
      itemLikes: this.#itemLikes,
      variance,
      userSpreads: spread(this.#userSquares, this.userCounts),
      itemSpreads: spread(this.#itemSquares, this.itemCounts),
      differ: this.#differ,
      input: ratingInput(this.#scale, this.#differ ? undefined : this.#first),
    };
  }
}

/** Standard deviation of some ratings, shrunk toward that of all ratings with the weight of five ratings. */
export function dampedSpread(ratings: readonly number[], variance: number): number {
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  const squares = ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0);
  return damped(squares, ratings.length, variance);
}

/** @param squares Σ (r − r̄)² of the ratings */
function damped(squares: number, count: number, variance: number): number {
  return Math.sqrt((squares + DAMPING * variance) / (count + DAMPING));
}
