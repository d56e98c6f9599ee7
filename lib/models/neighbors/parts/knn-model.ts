/**
 * The base class of the four k-nearest-neighbor models: similarities, neighbors, and one formula. With x a
 * user and y an item (or item-based, x an item and y a user):
 *
 *   r̂ = c_xy + s_x · Σ sim(x, v) · (r_vy − c_vy) / s_v / Σ sim(x, v)
 *
 * over the k most similar v that rated y. The models differ only in the center c and the spread s: 0 and 1
 * for KNNBasic, the mean of x and 1 for KNNWithMeans, the mean and standard deviation of x for KNNWithZScore,
 * b_xy and 1 for KNNBaseline. Semantics and tie-breaking follow Surprise 1.1.5 (`knns.py`): the k neighbors
 * are chosen among those that rated y, and then those with a similarity of 0 or below are dropped.
 *
 * If storing all similarities would take more than `maxMegabytes`, only the most similar neighbors of each x
 * are kept. r̂ is unchanged wherever its k neighbors are among them; all others count as not similar, so
 * pairs with a rarely rated y lose neighbors.
 *
 * Cost: for `fit`, see `lib/math/similarity/similarity.ts`; one prediction O(ratings of y).
 */
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../../core/ids';
import type { Int32Vector } from '../../../core/readonly-vector';
import type { Interactions } from '../../../data/table/interactions';
import { similarities } from '../../../math/similarity/similarity';
import { SimilarityRows } from '../../../math/similarity/similarity-table';
import { BaseModel } from '../../../recommender/base-model';
import { type Capabilities, capabilities } from '../../../recommender/capabilities';
import type { Term } from '../../../recommender/explanation';
import type { FitRun } from '../../../recommender/fit-run';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import type { Biases } from '../../shared/baselines';
import { commonItems, commonRaters } from '../../shared/common-raters';
import { foldInNeighbors } from './fold-in-neighbors';
import { learnBiases, residuals } from './knn-biases';
import { type Centering, type KnnView, viewOf } from './knn-centering';
import { Neighborhood, type RatingLists } from './knn-neighborhood';
import type { KnnOptions } from './knn-options';
import { centerTerms, neighborOf, neighborTerms } from './knn-terms';

/** A fitted model: centering and similarity table. */
export type KnnState = Readonly<
  Record<'size' | 'kept' | 'origin', number> &
    Record<'ofX' | 'ofY' | 'spread' | 'similarity', Float64Array> &
    Record<'neighborIndex', Int32Array>
>;

/** One of the neighbors behind a prediction. */
export interface KnnNeighbor {
  /** A user; if item-based, an item. */
  readonly neighbor: UserId | ItemId;
  readonly similarity: number;
  /** The neighbor's rating of the item; if item-based, the user's rating of the neighbor. */
  readonly rating: number;
}

/**
 * Minimum number of similarities kept per x; with fewer, hardly any would be of somebody who rated the item.
 */
const LEAST_KEPT = 100;

/** A k-nearest-neighbor model; a subclass defines the centering. */
export abstract class KnnModel extends BaseModel<KnnOptions, KnnState> {
  readonly can: Capabilities = capabilities({
    similarItems: !this.options.userBased,
    similarUsers: this.options.userBased,
    foldsIn: true,
    explains: true,
  });
  #ready:
    | {
        lists: RatingLists;
        rows: SimilarityRows;
        neighborhood: Neighborhood;
        places: Int32Vector;
        /** Computed at the first fold-in that needs them, then kept. */
        biases: () => Biases;
      }
    | undefined;

  /** c and s. The biases are computed on demand. */
  protected abstract center(view: KnnView, biases: () => Biases): Centering;

  protected async learn(train: Interactions, run: FitRun): Promise<KnnState> {
    const { options, name } = this;
    const view = viewOf(train, options.userBased);
    let known: Biases | undefined;
    const biases = () => {
      known ??= learnBiases(train, options);
      return known;
    };
    const values = options.similarity === 'pearson_baseline' ? residuals(train, biases()) : view.ratings;
    const table = await similarities(
      { rowCount: view.xCount, columnCount: view.yCount, rows: view.x, columns: view.y, values },
      {
        ...options,
        owner: name,
        what: options.userBased ? 'users' : 'items',
        leastKept: Math.min(view.xCount, Math.max(options.neighbors, LEAST_KEPT)),
        pause: (steps) => run.step(steps),
        breathe: () => run.breathe(),
      },
    );
    const { origin, ofX, ofY, spread } = this.center(view, biases);
    return { ...table, origin, ofX, ofY, spread };
  }

  override restore(train: Interactions, state: KnnState): void {
    super.restore(train, state);
    const { x, y, ratings } = viewOf(train, this.options.userBased);
    const { offsets, rows: places } = this.options.userBased ? train.byItem : train.byUser;
    const { origin, ofX, ofY, spread } = state;
    const lists = { offsets, x: new Int32Array(train.length), deviation: new Float64Array(train.length) };
    for (let at = 0; at < places.length; at++) {
      const row = places[at];
      lists.x[at] = x[row];
      lists.deviation[at] = (ratings[row] - (origin + ofX[x[row]] + ofY[y[row]])) / spread[x[row]];
    }
    const rows = new SimilarityRows(state);
    let known: Biases | undefined;
    this.#ready = {
      biases: () => {
        known ??= learnBiases(train, this.options);
        return known;
      },
      lists,
      rows,
      places,
      neighborhood: new Neighborhood(lists, rows, this.options.neighbors),
    };
  }

  protected override shapes(train: Interactions, { kept }: KnnState) {
    const { xCount, yCount } = viewOf(train, this.options.userBased);
    const neighborIndex = kept === xCount ? 0 : xCount * kept;
    return { ofX: xCount, ofY: yCount, spread: xCount, similarity: xCount * kept, neighborIndex };
  }

  protected override numbers(train: Interactions) {
    return { size: viewOf(train, this.options.userBased).xCount, kept: null, origin: null };
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (!this.knows(user, item)) return this.withoutPair(user, item);
    const neighborhood = this.findNeighbors(user as UserIndex, item as ItemIndex);
    const { count, deviationSum, similaritySum } = neighborhood;
    if (count < this.options.minNeighbors) {
      return this.withoutNeighbors(this.centerOf(user as UserIndex, item as ItemIndex));
    }
    const x = (this.options.userBased ? user : item) as number;
    return (
      this.centerOf(user as UserIndex, item as ItemIndex) +
      this.state.spread[x] * (deviationSum / similaritySum)
    );
  }

  /** All rows of one x together, which keeps its similarities in the CPU's L1 cache: 10 to 14% less time. */
  protected override predictionOrder(pairs: Interactions): Int32Vector {
    return (this.options.userBased ? pairs.byUser : pairs.byItem).rows;
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { options, train, state } = this;
    const [x, y] = options.userBased ? [user, item] : [item, user];
    const center = centerTerms(state, options.userBased, { x, y });
    if (user === undefined || item === undefined || !this.knows(user, item)) return center;
    const found = this.findNeighbors(user, item);
    if (found.count < options.minNeighbors) return center;
    const { lists, places } = this.ready;
    const support = options.userBased
      ? commonItems(
          train,
          Array.from(train.rowsOfUser(user), (row) => train.itemColumn[row]),
        )
      : commonRaters(train, item);
    const neighborAt = (at: number) =>
      neighborOf(train.row(places[at]), options.userBased, support(lists.x[at]));
    const spread = state.spread[x as number];
    return [...center, ...neighborTerms(found, lists.deviation, neighborAt, { spread, ...this.uncentered })];
  }

  /** For explanations: μ in a model that doesn't center ratings. */
  protected get uncentered(): { readonly uncentered?: number } {
    return {};
  }

  /** r̂ for an unknown user or item: none by default. */
  protected withoutPair(_user: UserIndex | undefined, _item: ItemIndex | undefined): number {
    return Number.NaN;
  }

  /** r̂ with fewer than `minNeighbors` neighbors: c_xy by default. */
  protected withoutNeighbors(center: number): number {
    return center;
  }

  protected override foldInScores(profile: VisitorProfile): VisitorScores {
    const { train, options, state, can } = this;
    const folded = foldInNeighbors(
      {
        ...this.ready,
        train,
        options,
        view: viewOf(train, options.userBased),
        centering: state,
        center: (view, biases) => this.center(view, biases),
      },
      profile,
    );
    const { centers, counts, estimates, offset } = folded;
    const answersAll = can.unknownItems === 'unpersonalized';
    const scores = estimates.map((estimate, item) => {
      if (!this.hasRatings('byItem', item)) return answersAll ? centers[item] : Number.NaN;
      return counts[item] < options.minNeighbors ? this.withoutNeighbors(centers[item]) : estimate;
    });
    const terms = (item: ItemIndex | undefined) => {
      const center = folded.centerTerms(item);
      if (item === undefined || !this.hasRatings('byItem', item)) return center;
      if (counts[item] < options.minNeighbors) return center;
      return [...center, ...folded.neighborTerms(item, this.uncentered)];
    };
    return { scores, unknownItem: answersAll ? offset : Number.NaN, terms };
  }

  /** c_xy. */
  protected centerOf(user: UserIndex, item: ItemIndex): number {
    const { origin, ofX, ofY } = this.state;
    return this.options.userBased ? origin + ofX[user] + ofY[item] : origin + ofX[item] + ofY[user];
  }

  override whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    const { options } = this;
    if (!this.knows(user, item)) {
      const [u, i] = [this.hasRatings('byUser', user), this.hasRatings('byItem', item)];
      return super.whyImpossible(u ? user : undefined, i ? item : undefined);
    }
    const { count } = this.findNeighbors(user as UserIndex, item as ItemIndex);
    const who = options.userBased ? 'users who rated the item' : 'items that the user rated';
    const like = options.userBased ? 'the user' : 'the item';
    return `${count} of the ${who} ${count === 1 ? 'is' : 'are'} similar to ${like}, but minNeighbors is ${options.minNeighbors}`;
  }

  /**
   * The neighbors behind a prediction, most similar first; empty for an unknown user or item. Their weighted
   * mean, after centering, is the prediction.
   */
  neighborsOf(user: UserId, item: ItemId): KnnNeighbor[] {
    const { train } = this;
    const u = train.users.indexOf(user);
    const i = train.items.indexOf(item);
    if (!this.knows(u, i)) return [];
    const { count, similarity, place } = this.findNeighbors(u as UserIndex, i as ItemIndex);
    return Array.from({ length: count }, (_, n) => ({ similarity: similarity[n], at: place[n] }))
      .sort((a, b) => b.similarity - a.similarity || a.at - b.at)
      .map((found) => {
        const rating = train.row(this.ready.places[found.at]);
        return {
          neighbor: this.options.userBased ? rating.user : rating.item,
          similarity: found.similarity,
          rating: rating.rating,
        };
      });
  }

  protected override similaritiesTo(item: ItemIndex): ArrayLike<number> {
    return this.options.userBased ? super.similaritiesTo(item) : this.similaritiesOf(item);
  }

  protected override similaritiesToUser(user: UserIndex): ArrayLike<number> {
    return this.options.userBased ? this.similaritiesOf(user) : super.similaritiesToUser(user);
  }

  private similaritiesOf(x: number): Float64Array {
    const { rows } = this.ready;
    rows.select(x);
    // 0 means too few common ratings: the similarity is unknown.
    return Float64Array.from(
      { length: this.state.size },
      (_, other) => rows.values[rows.offset + other] || Number.NaN,
    );
  }

  private findNeighbors(user: UserIndex, item: ItemIndex): Neighborhood {
    const { neighborhood } = this.ready;
    if (this.options.userBased) neighborhood.find(user, item);
    else neighborhood.find(item, user);
    return neighborhood;
  }

  /** Whether both have ratings. The train set's vocabulary can contain ids without any. */
  private knows(user: UserIndex | undefined, item: ItemIndex | undefined): boolean {
    return this.hasRatings('byUser', user) && this.hasRatings('byItem', item);
  }

  private hasRatings(by: 'byUser' | 'byItem', index: number | undefined): boolean {
    if (index === undefined) return false;
    const { offsets } = this.train[by];
    return offsets[index + 1] > offsets[index];
  }

  private get ready() {
    if (!this.#ready || !this.state) throw new TypeError(`${this.name}: not restored`);
    return this.#ready;
  }
}
