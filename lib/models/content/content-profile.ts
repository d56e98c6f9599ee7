/**
 * ContentProfile: a content-based user profile. It estimates how a user rates each feature from the items
 * they have rated, and predicts from it any item with such features, rated or not. With x_i the feature row
 * of item i, normalized to length 1:
 *
 *     r̂_ui = m_u + (p_u · x_i) / (q_u · x_i + λ),   p_u = Σ_{j ∈ I_u} (r_uj − m_u) x_j,   q_u = Σ_{j ∈ I_u} x_j.
 *
 * p_u is the profile: for each feature, the total deviation of the ratings of items that have it from the
 * user's mean m_u (damped as in `MeanRating`); q_u is how much of each feature the user has rated. The
 * quotient is a damped mean of the deviations, weighted by cosine similarity s_ij = x_i · x_j: Σ_j s_ij (r_uj
 * − m_u) / (Σ_j s_ij + λ). The mean of n rated items with features identical to the item's is shrunk by n /
 * (n + λ). The only information from other users is μ.
 *
 * An item without features gets m_u; for an unknown user, a prediction is impossible. Similar items are those
 * with a high cosine. The train set must have item features, with weights of at least 0. Cost: fit
 * O(ratings), a list O(total features of the items).
 *
 * @example
 * const { train } = trainTestSplit(ratings.withItemFeatures(filmFeatures(films)));
 * const model = await new ContentProfile().fit(train);
 *
 * Source: M. Pazzani, D. Billsus, "Content-Based Recommendation Systems", 2007; the mean of deviations is
 * that of item-based neighbors (B. Sarwar et al., 2001), with content similarity.
 */
import { DataError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import {
  addContent,
  type ContentRows,
  contentProduct,
  contentRows,
  contentSimilarities,
} from '../shared/content-rows';
import { dampedMeansOf } from '../shared/damped-means';
import {
  countersOf,
  countRatings,
  type RatingCounters,
  recountRatings,
  withCounters,
} from '../shared/rating-counters';

export const CONTENT_PROFILE_OPTIONS = options('ContentProfile', {
  /** λ: with λ rated items of identical features, half of their mean deviation counts. */
  shrinkage: number({ above: 0, default: 2 }),
  /** d, damping of the user's mean m_u: the number of additional ratings equal to μ. */
  damping: number({ from: 0, default: 5 }),
});

export interface ContentProfileOptions extends OptionsOf<typeof CONTENT_PROFILE_OPTIONS> {}

type ContentProfileState = {
  /** m_u. Float64 of length users. */
  readonly userMean: Float64Array;
};

/** A user's profile. */
interface Profile {
  /** m_u */
  readonly mean: number;
  /** p_u. Float64 [features]. */
  readonly liked: Float64Array;
  /** q_u. Float64 [features]. */
  readonly met: Float64Array;
}

/** Maximum size of the cached profiles, in features: 32 MB. */
const MOST_KEPT = 2e6;

export class ContentProfile extends BaseModel<ContentProfileOptions, ContentProfileState> {
  readonly can = capabilities({
    needsItemFeatures: true,
    unknownItems: 'unpersonalized',
    similarItems: true,
    foldsIn: true,
    explains: true,
    updates: 'exact',
    withoutTrain: 'visitors',
  });
  #rows: ContentRows | undefined;
  /** Profiles cached by pairwise predictions. */
  readonly #profiles = new Map<UserIndex, Profile>();

  constructor(options: Partial<ContentProfileOptions> = {}) {
    super(CONTENT_PROFILE_OPTIONS, options);
  }

  /** @throws DataError when the train set has no item features, or a feature weight is below 0 */
  protected async learn(train: Interactions, run: FitRun): Promise<ContentProfileState> {
    const { values } = contentRows(this.name, train);
    if (values.some((value) => value < 0)) {
      throw new DataError(`${this.name}: feature weights must be at least 0, got ${Math.min(...values)}`);
    }
    await run.step(1);
    return this.stateOf(train, countUsers(train));
  }

  override learnUpdate({ before, train, changed }: ModelUpdate, state: ContentProfileState) {
    const counters = countersOf(state, () => countUsers(before));
    return this.stateOf(train, recountRatings(counters, changed.users, changed, train.userCount));
  }

  private stateOf(train: Interactions, counters: RatingCounters): ContentProfileState {
    return withCounters({ userMean: dampedMeansOf(counters, train.mean, this.options.damping) }, counters);
  }

  protected override shapes({ userCount }: Interactions) {
    return { userMean: userCount };
  }

  override restore(train: TrainSummary, state: ContentProfileState): void {
    super.restore(train, state);
    this.#rows = contentRows(this.name, train);
    this.#profiles.clear();
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { rows } = this;
    if (user === undefined) return Number.NaN;
    let profile = this.#profiles.get(user);
    if (!profile) {
      if (this.#profiles.size * rows.columnCount > MOST_KEPT) this.#profiles.clear();
      profile = this.profileOfUser(user);
      this.#profiles.set(user, profile);
    }
    return item === undefined ? profile.mean : this.scoreOf(rows, profile, item);
  }

  override scoreItems(user: UserIndex | undefined): Float64Array {
    const { rows, summary: train } = this;
    const scores = new Float64Array(train.itemCount);
    if (user === undefined) return scores.fill(Number.NaN);
    const profile = this.profileOfUser(user);
    return scores.map((_, item) => this.scoreOf(rows, profile, item));
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return contentSimilarities(this.rows, item);
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const { rows, summary: train } = this;
    const { damping } = this.options;
    const sum = ratings.reduce((total, rating) => total + rating, damping * train.mean);
    const profile = profileOf(rows, sum / (ratings.length + damping), items, ratings);
    const scores = Float64Array.from({ length: train.itemCount }, (_, item) =>
      this.scoreOf(rows, profile, item),
    );
    return { scores, unknownItem: profile.mean, terms: (item) => this.featureTerms(rows, profile, item) };
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { rows } = this;
    return this.featureTerms(rows, this.profileOfUser(user as UserIndex), item);
  }

  /** The terms m_u, and x_if p_uf / (q_u · x_i + λ) for each feature f. */
  private featureTerms(
    rows: ContentRows,
    { mean, liked, met }: Profile,
    item: ItemIndex | undefined,
  ): Term[] {
    const terms: Term[] = [{ kind: 'userMean', value: mean }];
    if (item === undefined) return terms;
    const weight = contentProduct(rows, item, met) + this.options.shrinkage;
    for (let at = rows.offsets[item]; at < rows.offsets[item + 1]; at++) {
      const feature = rows.columns[at];
      const value = (rows.values[at] * liked[feature]) / weight;
      terms.push({ kind: 'taste', feature: rows.names[feature], value, weight: rows.values[at] });
    }
    return terms;
  }

  private scoreOf(rows: ContentRows, { mean, liked, met }: Profile, item: number): number {
    const weight = contentProduct(rows, item, met) + this.options.shrinkage;
    return mean + contentProduct(rows, item, liked) / weight;
  }

  private profileOfUser(user: UserIndex): Profile {
    const { rows, state, train } = this;
    const own = train.rowsOfUser(user);
    if (own.length === 0) return { mean: Number.NaN, liked: new Float64Array(0), met: new Float64Array(0) };
    const items = Array.from(own, (row) => train.itemColumn[row]);
    const ratings = Array.from(own, (row) => train.ratingColumn[row]);
    return profileOf(rows, state.userMean[user], items, ratings);
  }

  private get rows(): ContentRows {
    if (!this.#rows || !this.state) throw new TypeError(`${this.name}: not restored`);
    return this.#rows;
  }
}

function countUsers({ userColumn, ratingColumn, userCount }: Interactions): RatingCounters {
  return countRatings(userColumn, ratingColumn, userCount);
}

function profileOf(
  rows: ContentRows,
  mean: number,
  items: ArrayLike<number>,
  ratings: ArrayLike<number>,
): Profile {
  const liked = new Float64Array(rows.columnCount);
  const met = new Float64Array(rows.columnCount);
  for (let n = 0; n < items.length; n++) {
    addContent(rows, items[n], ratings[n] - mean, liked);
    addContent(rows, items[n], 1, met);
  }
  return { mean, liked, met };
}
