/**
 * ContentRidge: a ridge regression of each user's ratings on item features, regularized toward weights shared
 * by all users. With x_i the feature row of item i, normalized to length 1:
 *
 *     r̂_ui = μ + x_i · w + c_u + x_i · d_u.
 *
 * The shared weights w are how much higher items with each feature are rated. They are fitted to the items'
 * mean deviations t_i from their raters' means, where an item with n_i ratings has weight v_i = n_i h / (n_i
 * + h):
 *
 *     w = argmin Σ_i v_i (t_i − x_i · w)² + λ_w ‖w‖².
 *
 * Then each user's own bias c_u and own weights d_u are fitted, with penalties that keep them small unless
 * the user's ratings support them:
 *
 *     (c_u, d_u) = argmin Σ_{i ∈ I_u} (r_ui − μ − x_i · w − c_u − x_i · d_u)² + λ_c c_u² + λ ‖d_u‖²,
 *
 * for all users in a few calls on tensors. An unknown user gets μ + x_i · w, a list of what users like in
 * general; an item without features gets μ + c_u. A visitor is folded in by the same regression, with the
 * same result as a fit would give. The train set must have item features. Cost: fit O(users · features³)
 * time, O(users · features) memory; with thousands of features, leave out the rare ones.
 *
 * @example
 * const { train } = trainTestSplit(ratings.withItemFeatures(filmFeatures(films)));
 * const model = await new ContentRidge({ reg: 5 }).fit(train);
 *
 * Source: A. Hoerl, R. Kennard, "Ridge Regression", 1970; for shared and own weights, T. Evgeniou, M. Pontil,
 * "Regularized Multi-Task Learning", 2004.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { luSolve } from '../../math/dense/lu-solve';
import { matrixSolve } from '../../math/dense/matrix-solve';
import { withTensors } from '../../math/tensors/tensors';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { type ModelUpdate, onceEach } from '../../recommender/model-update';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { weightedGram, weightedSums } from '../shared/content-regression';
import { type ContentRows, contentProduct, contentRows, contentSimilarities } from '../shared/content-rows';
import { dampedMeans } from '../shared/damped-means';

export const CONTENT_RIDGE_OPTIONS = options('ContentRidge', {
  /** λ, weight of the penalty on a user's own weights. */
  reg: number({ above: 0, default: 5 }),
  /** λ_c, weight of the penalty on a user's bias. */
  regBias: number({ above: 0, default: 3 }),
  /** λ_w, weight of the penalty on the shared weights. */
  regShared: number({ above: 0, default: 20 }),
  /** h: for the shared weights, an item counts as at most this many ratings. */
  itemWeight: number({ above: 0, default: 20 }),
});

export interface ContentRidgeOptions extends OptionsOf<typeof CONTENT_RIDGE_OPTIONS> {}

type ContentRidgeState = {
  /** Number of features, the length of x_i. */
  readonly features: number;
  /** w. Float32 [features]. */
  readonly shared: Float32Array;
  /** [d_u, c_u]. Float32, [users, features + 1] in row-major order. */
  readonly own: Float32Array;
};

/** Maximum size of the systems of one call, in numbers: 64 MB. */
const CALL_NUMBERS = 16e6;
/** Damping of the raters' means: the number of additional ratings equal to μ. */
const MEAN_DAMPING = 5;

export class ContentRidge extends BaseModel<ContentRidgeOptions, ContentRidgeState> {
  readonly can = capabilities({
    needsItemFeatures: true,
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
    similarItems: true,
    foldsIn: true,
    explains: true,
    updates: 'foldIn',
    withoutTrain: 'users',
  });
  #rows: ContentRows | undefined;
  /** μ + x_i · w. Float64 [items]. */
  #level: Float64Array = new Float64Array(0);

  constructor(options: Partial<ContentRidgeOptions> = {}) {
    super(CONTENT_RIDGE_OPTIONS, options);
  }

  /** @throws DataError when the train set has no item features */
  protected async learn(train: Interactions, run: FitRun): Promise<ContentRidgeState> {
    const rows = contentRows(this.name, train);
    const features = rows.columnCount;
    const shared = this.sharedWeights(train, rows);
    const level = levelsOf(rows, shared, train.mean);
    const width = features + 1;
    const own = new Float32Array(train.userCount * width);
    const step = Math.max(1, Math.floor(CALL_NUMBERS / width ** 2));
    await withTensors(async (tensors) => {
      const { tf } = tensors;
      for (let first = 0; first < train.userCount; first += step) {
        const count = Math.min(step, train.userCount - first);
        const left = new Float32Array(count * width * width);
        const right = new Float32Array(count * width);
        for (let n = 0; n < count; n++) {
          const ratings = train.rowsOfUser((first + n) as UserIndex);
          const items = Array.from(ratings, (row) => train.itemColumn[row]);
          const rest = Array.from(ratings, (row) => train.ratingColumn[row] - level[train.itemColumn[row]]);
          const system = {
            left: left.subarray(n * width * width, (n + 1) * width * width),
            right: right.subarray(n * width, (n + 1) * width),
          };
          this.addSystem(system, rows, items, rest);
        }
        const solved = tf.tidy(() =>
          matrixSolve(
            tensors,
            tf.tensor3d(left, [count, width, width]),
            tf.tensor3d(right, [count, width, 1]),
          ),
        );
        own.set((await solved.data()) as Float32Array, first * width);
        solved.dispose();
        await run.breathe();
      }
    });
    await run.step(1);
    return { features, shared, own };
  }

  protected override shapes({ userCount }: Interactions, { features }: ContentRidgeState) {
    return { shared: features, own: userCount * (features + 1) };
  }

  override restore(train: TrainSummary, state: ContentRidgeState): void {
    super.restore(train, state);
    this.#rows = contentRows(this.name, train);
    this.#level = levelsOf(this.#rows, state.shared, train.mean);
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { rows } = this;
    const { features, own } = this.state;
    let score = item === undefined ? this.summary.mean : this.#level[item];
    if (user === undefined) return score;
    const from = user * (features + 1);
    score += own[from + features];
    if (item === undefined) return score;
    for (let at = rows.offsets[item]; at < rows.offsets[item + 1]; at++) {
      score += rows.values[at] * own[from + rows.columns[at]];
    }
    return score;
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { features, own } = this.state;
    if (user === undefined) return this.featureTerms(item, undefined);
    return this.featureTerms(item, own.subarray(user * (features + 1), (user + 1) * (features + 1)));
  }

  /** The terms μ and c_u, and x_if w_f and x_if d_uf for each feature f. */
  private featureTerms(item: ItemIndex | undefined, own: ArrayLike<number> | undefined): Term[] {
    const { rows } = this;
    const { features, shared } = this.state;
    const terms: Term[] = [{ kind: 'mean', value: this.summary.mean }];
    if (own) terms.push({ kind: 'userBias', value: own[features] });
    if (item === undefined) return terms;
    for (let at = rows.offsets[item]; at < rows.offsets[item + 1]; at++) {
      const [column, weight] = [rows.columns[at], rows.values[at]];
      const feature = rows.names[column];
      terms.push({ kind: 'feature', feature, value: weight * shared[column], weight });
      if (own) terms.push({ kind: 'taste', feature, value: weight * own[column], weight });
    }
    return terms;
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return contentSimilarities(this.rows, item);
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const { rows, summary: train } = this;
    const own = Float64Array.from(this.ownRow(rows, this.#level, items, ratings));
    const bias = own[rows.columnCount];
    const scores = this.#level.map((level, item) => level + bias + contentProduct(rows, item, own));
    return { scores, unknownItem: train.mean + bias, terms: (item) => this.featureTerms(item, own) };
  }

  /** The shared weights stay the same; the own weights of users with new ratings are solved again. */
  override learnUpdate({ train, changed }: ModelUpdate, state: ContentRidgeState): ContentRidgeState {
    const rows = contentRows(this.name, train);
    const level = levelsOf(rows, state.shared, train.mean);
    const width = state.features + 1;
    const own = new Float32Array(train.userCount * width);
    own.set(state.own);
    for (const user of onceEach(changed.users)) {
      const rated = Array.from(train.rowsOfUser(user as UserIndex));
      const items = rated.map((row) => train.itemColumn[row]);
      const ratings = rated.map((row) => train.ratingColumn[row]);
      own.set(this.ownRow(rows, level, items, ratings), user * width);
    }
    return { ...state, own };
  }

  /** [d_u, c_u] of a user with these ratings. Float32 [features + 1]. */
  private ownRow(
    rows: ContentRows,
    level: Float64Array,
    items: ArrayLike<number>,
    ratings: ArrayLike<number>,
  ): Float32Array {
    const width = rows.columnCount + 1;
    const system = { left: new Float64Array(width * width), right: new Float64Array(width) };
    const rest = Array.from(items, (item, n) => ratings[n] - level[item]);
    this.addSystem(system, rows, items, rest);
    return luSolve(system.left, system.right, { batch: 1, n: width, k: 1 });
  }

  /**
   * Adds Σ x̃ x̃ᵀ and the penalties to the left-hand side, Σ x̃ y to the right-hand side, with x̃ = [x_i, 1].
   */
  private addSystem(
    {
      left,
      right,
    }: { readonly left: Float32Array | Float64Array; readonly right: Float32Array | Float64Array },
    { columnCount, offsets, columns, values }: ContentRows,
    items: ArrayLike<number>,
    rest: ArrayLike<number>,
  ): void {
    const { reg, regBias } = this.options;
    const width = columnCount + 1;
    const bias = columnCount;
    for (let n = 0; n < items.length; n++) {
      const [from, to] = [offsets[items[n]], offsets[items[n] + 1]];
      for (let a = from; a < to; a++) {
        const row = columns[a] * width;
        for (let b = from; b < to; b++) left[row + columns[b]] += values[a] * values[b];
        left[row + bias] += values[a];
        left[bias * width + columns[a]] += values[a];
        right[columns[a]] += values[a] * rest[n];
      }
      left[bias * width + bias]++;
      right[bias] += rest[n];
    }
    for (let row = 0; row < width; row++) left[row * width + row] += row === bias ? regBias : reg;
  }

  /** The shared weights w. */
  private sharedWeights(train: Interactions, rows: ContentRows): Float32Array {
    const { regShared, itemWeight } = this.options;
    const { userColumn, itemColumn, ratingColumn } = train;
    const userMean = dampedMeans(train, userColumn, train.userCount, MEAN_DAMPING);
    const deviation = new Float64Array(train.itemCount); // n_i t_i
    for (let row = 0; row < train.length; row++) {
      deviation[itemColumn[row]] += ratingColumn[row] - userMean[userColumn[row]];
    }
    const counts = train.itemCounts();
    const targets = deviation.map((sum, item) => (counts[item] === 0 ? 0 : sum / counts[item]));
    const weights = Float64Array.from(counts, (count) => (count * itemWeight) / (count + itemWeight));
    const n = rows.columnCount;
    return luSolve(weightedGram(rows, weights, regShared), weightedSums(rows, weights, targets), {
      batch: 1,
      n,
      k: 1,
    });
  }

  private get rows(): ContentRows {
    if (!this.#rows || !this.state) throw new TypeError(`${this.name}: not restored`);
    return this.#rows;
  }
}

/** μ + x_i · w for all items. Float64 [items]. */
function levelsOf(rows: ContentRows, shared: Float32Array, mean: number): Float64Array {
  const weights = Float64Array.from(shared);
  return Float64Array.from(
    { length: rows.offsets.length - 1 },
    (_, item) => mean + contentProduct(rows, item, weights),
  );
}
