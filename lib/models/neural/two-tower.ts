/**
 * TwoTower: one network (a tower) turns what is known about a user into a vector, another one does so for an item, and the
 * score is their product. The towers meet only there, so the items' vectors can be computed beforehand, and the best
 * items for a user are found among millions by an approximate index (`indexItems`):
 *
 *     p_u = Σ_j x_uj l_j + Σ_g z_ug d_g + a_u       what u likes, the user's features, and the user's id
 *     (q_i, b_i) = v_i + Σ_f y_if c_f               the item's id, and the item's features
 *     score_ui = (p_u · q_i + b_i) / T,
 *
 * where x_u holds the weights of the user's likes divided by their length. `normalize` divides p_u and q_i by their
 * lengths. Each like is a choice among candidates, as in `parts/choices.ts`, and Adam minimizes
 *
 *     − Σ_ui w_ui ln (exp(score_ui) / Σ_j exp(score_uj)) + λ/2 (squares of the batch's embeddings)   per user.
 *
 * A like would be easy to explain by itself, as it is also in x_u, so a random part of x_u is hidden in each step
 * (`dropout`). In a catalog of more than 5,000 items, the candidates are the likes of the users in the batch, with the logQ
 * correction. A step costs the batch, not the catalog: `parts/embedding.ts`.
 *
 * Because p_u is made of what a user likes, a visitor's vector needs no training, and neither does that of a new
 * item with features: q_i = Σ_f y_if c_f. An unknown user gets b_i, a list of what is popular; an item of which
 * nothing is known scores 0, about what the average item has. Train sets may have features of items and of users (`withItemFeatures`,
 * `withUserFeatures`), which are used if `features` is true. The towers are single layers of embeddings, on purpose: a
 * score is then a sum of terms, which `explain` shows. On MovieLens 100K, its row of `npm run compare` has an nDCG@10 of
 * 0.4004 (mean of u1 to u5), after 11 s of CPU time per fit; `EASE values`, for which stars count, too, has 0.4186, after
 * about a second. Cost: O(users · candidates · factors + likes · factors) per epoch.
 *
 * @example
 * const model = await new TwoTower({ factors: 64, epochs: 20 }).fit(train);
 * model.foldIn([{ item: itemId(50), rating: 5 }]).recommend(); // for a visitor who likes film 50
 *
 * Sources: P. Covington et al., "Deep Neural Networks for YouTube Recommendations", 2016; X. Yi et al.,
 * "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", 2019; for the hidden part, P. Vincent et
 * al., "Extracting and Composing Robust Features with Denoising Autoencoders", 2008.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, oneOf, options, trueOrFalse, whole } from '../../core/options';
import { Interactions } from '../../data/table/interactions';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { type ModelUpdate, onceEach } from '../../recommender/model-update';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { unitRows } from '../shared/content-rows';
import { refuseDivergence } from '../shared/divergence';
import { checkFactorMemory } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import { asMatrix, POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import { VectorModel } from '../shared/vector-model';
import { vectorScores } from '../shared/visitor-scores';
import { sourceFor } from './parts/choices';
import { trainForLists } from './parts/list-training';
import { towerLearner } from './parts/tower-learner';
import { itemVectors, scale, type TowerTables, unitLength, userVectors } from './parts/towers';
import { TRAINING_OPTIONS } from './parts/training';

export const TWO_TOWER_OPTIONS = options('TwoTower', {
  ...POSITIVE_OPTIONS,
  ...TRAINING_OPTIONS,
  /** Length of the vectors. */
  factors: whole({ from: 1, default: 64 }),
  /** Step size of the optimizer, Adam. */
  learningRate: number({ above: 0, default: 0.005 }),
  /** Number of users per step of the optimizer. */
  batchSize: whole({ from: 1, default: 128 }),
  /** λ, weight of the penalty. */
  reg: number({ from: 0, default: 0.02 }),
  /** Share of a user's likes that the user tower doesn't see in a step of training. */
  dropout: number({ from: 0, to: 0.95, default: 0.5 }),
  /** Whether each user also has a vector a_u of their own. */
  userIds: trueOrFalse({ default: false }),
  /** Whether the towers see the features of items and users, if the train set has them. */
  features: trueOrFalse({ default: true }),
  /** `auto` is `all` up to 5,000 items, and `batch` beyond. `batch without logQ` is for comparison. */
  candidates: oneOf(['auto', 'all', 'batch', 'batch without logQ'], { default: 'auto' }),
  /** Whether p_u and q_i have length 1; then use a temperature of about 0.1. */
  normalize: trueOrFalse({ default: false }),
  /** T, by which scores are divided. */
  temperature: number({ above: 0, default: 1 }),
  /** Standard deviation of the initial values. */
  initStdDev: number({ above: 0, default: 0.05 }),
});

export interface TwoTowerOptions extends OptionsOf<typeof TWO_TOWER_OPTIONS> {}

/** The towers' outputs, and the tables of embeddings that visitors and new items need. */
type TwoTowerState = FactorState & {
  /** l_j. Float32, [items, factors] in row-major order. */
  readonly liked: Float32Array;
  /** a_u. Float32, [users, factors], or empty. */
  readonly users: Float32Array;
  /** d_g. Float32, [user features, factors]. */
  readonly userFeatures: Float32Array;
  /** c_f and its bias. Float32, [item features, factors + 1]. */
  readonly itemFeatures: Float32Array;
};

export class TwoTower extends VectorModel<TwoTowerOptions, TwoTowerState> {
  constructor(options: Partial<TwoTowerOptions> = {}) {
    super(TWO_TOWER_OPTIONS, options, {
      rates: false,
      unknownUsers: 'unpersonalized',
      unknownItems: 'unpersonalized',
      foldsIn: true,
      updates: 'foldIn',
    });
  }

  protected override shapes(train: TrainSummary, state: TwoTowerState) {
    const { factors } = state;
    const ofItems = this.options.features ? (train.itemFeatures?.columnCount ?? 0) : 0;
    const shapes = {
      ...super.shapes(train, state),
      liked: train.itemCount * factors,
      users: this.options.userIds ? train.userCount * factors : 0,
      itemFeatures: ofItems * (factors + 1),
    };
    if (!(train instanceof Interactions)) return shapes;
    const ofUsers = this.options.features ? (train.userFeatures?.columnCount ?? 0) : 0;
    return { ...shapes, userFeatures: ofUsers * factors };
  }

  protected override numbers() {
    return { factors: this.options.factors };
  }

  protected override float32Arrays() {
    const vectors = ['userFactors', 'itemFactors', 'userBias', 'itemBias'];
    return [...vectors, 'liked', 'users', 'userFeatures', 'itemFeatures'];
  }

  protected override floats() {
    return {};
  }

  /** @throws OptionError when no rating is positive, or the fit would need more than the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<TwoTowerState> {
    const { factors, batchSize, candidates } = this.options;
    const features = this.featuresOf(train);
    const source = candidates === 'auto' ? sourceFor(train.itemCount) : candidates;
    const extra = 4 * 4 * Math.min(batchSize, train.userCount) * train.itemCount;
    checkFactorMemory(this.name, train, { width: 3 * (factors + 1), extra });
    const tables = await trainForLists<TowerTables>(this, train, run, (tensors, positives, random) =>
      towerLearner(tensors, positives, features, { ...this.options, candidates: source }, random, run),
    );
    refuseDivergence(this.name, Object.values(tables), this.options);
    const counts = train.itemCounts();
    const clear = (table: Float32Array, width: number) => {
      for (let item = 0; item < train.itemCount; item++) {
        // An item without ratings has only its features.
        if (counts[item] === 0) table.fill(0, item * width, (item + 1) * width);
      }
    };
    clear(tables.liked, factors);
    clear(tables.items, factors + 1);
    const liked = unitLength(asMatrix(positivesOf(this.name, train, this.options)));
    const { itemFactors, itemBias } = itemVectors(tables, { ...features, liked }, this.options, factors);
    const { items: _, ...kept } = tables;
    return {
      ...kept,
      factors,
      userFactors: userVectors(tables, { ...features, liked }, this.options, factors),
      itemFactors,
      userBias: new Float32Array(train.userCount),
      itemBias,
    };
  }

  /** The users who changed get the vectors of what they like now. A new item scores 0 until the next fit. */
  override async learnUpdate(
    { train, changed }: ModelUpdate,
    state: TwoTowerState,
    run: FitRun,
  ): Promise<TwoTowerState> {
    const { factors } = state;
    const userFactors = tableAfter(state.userFactors, train.userCount * factors);
    const liked = tableAfter(state.liked, train.itemCount * factors);
    const users = state.users.length > 0 ? tableAfter(state.users, train.userCount * factors) : state.users;
    for (const user of onceEach(changed.users)) {
      const rows = train.rowsOfUser(user as UserIndex);
      const items = Int32Array.from(rows, (row) => train.itemColumn[row]);
      const ratings = Float32Array.from(rows, (row) => train.ratingColumn[row]);
      const { vector } = this.userTower({ ...state, liked }, train, {
        items,
        ratings,
        user: user as UserIndex,
      });
      const own = users.subarray(user * factors, (user + 1) * factors);
      for (let f = 0; f < own.length; f++) vector[f] += own[f];
      scale(vector, this.options.temperature, this.options.normalize);
      userFactors.set(vector, user * factors);
      await run.breathe();
    }
    return {
      ...state,
      userFactors,
      users,
      userBias: tableAfter(state.userBias, train.userCount),
      liked,
      itemFactors: tableAfter(state.itemFactors, train.itemCount * factors),
      itemBias: tableAfter(state.itemBias, train.itemCount),
    };
  }

  protected override foldInScores(profile: VisitorProfile): VisitorScores {
    const { summary: train, state, options } = this;
    const { vector, parts } = this.userTower(state, train, profile);
    const by = scale(vector, options.temperature, options.normalize);
    return {
      ...vectorScores(state, 0, { factors: vector, bias: 0 }),
      unknownItem: 0,
      terms: (item) => {
        if (item === undefined) return [];
        const q = state.itemFactors.subarray(item * state.factors, (item + 1) * state.factors);
        const terms = parts.map(({ is, vector: part }) => ({
          ...is,
          value: part.reduce((sum, value, f) => sum + (value * q[f]) / by, 0),
        }));
        return [{ kind: 'itemBias', value: state.itemBias[item] }, ...terms];
      },
    };
  }

  /** The sum of the user tower without a_u, and what it is made of. */
  private userTower(
    state: Pick<TwoTowerState, 'factors' | 'liked' | 'userFeatures'>,
    train: TrainSummary,
    { items, ratings, user }: Pick<VisitorProfile, 'items' | 'ratings' | 'user'>,
  ): { vector: Float64Array; parts: Part[] } {
    const weights = Array.from(ratings, positiveWeights(train.scale, this.options));
    const length = Math.hypot(...weights) || 1;
    const vector = new Float64Array(state.factors);
    const parts: Part[] = [];
    const add = (is: Part['is'], table: Float32Array, row: number, weight: number) => {
      if (weight === 0) return;
      const part = Float64Array.from(vector, (_, f) => weight * table[row * state.factors + f]);
      for (let f = 0; f < part.length; f++) vector[f] += part[f];
      parts.push({ is, vector: part });
    };
    for (const [n, item] of items.entries()) {
      const is = { kind: 'rating', item: train.items.idOf(item as ItemIndex) } as const;
      add(is, state.liked, item, weights[n] / length);
    }
    const known = train instanceof Interactions ? this.featuresOf(train).userFeatures : undefined;
    if (user === undefined || !known) return { vector, parts };
    for (let at = known.offsets[user]; at < known.offsets[user + 1]; at++) {
      const is = { kind: 'taste', feature: known.names[known.columns[at]] } as const;
      add(is, state.userFeatures, known.columns[at], known.values[at]);
    }
    return { vector, parts };
  }

  /** The features that the towers see. */
  private featuresOf({ userFeatures, itemFeatures, userCount, itemCount }: Interactions) {
    const seen = (features: typeof userFeatures | typeof itemFeatures, count: number) =>
      this.options.features && features && features.columnCount > 0 ? unitRows(features, count) : undefined;
    return { userFeatures: seen(userFeatures, userCount), itemFeatures: seen(itemFeatures, itemCount) };
  }
}

/** A part of a user's vector. */
interface Part {
  readonly is: Omit<Term, 'value'>;
  readonly vector: Float64Array;
}

/** A longer copy, filled with zeros. */
function tableAfter(table: Float32Array, length: number): Float32Array {
  const copy = new Float32Array(length);
  copy.set(table);
  return copy;
}
