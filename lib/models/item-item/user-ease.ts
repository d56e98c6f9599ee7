/**
 * UserEASE: EASE between users instead of items. Each user's row of likes is reconstructed from the rows of all
 * other users:
 *
 *     score_ui = Σ_{v ≠ u} b_vu w_vi,   B = argmin ‖Xᵀ − Xᵀ B‖² + λ ‖B‖²  with  b_uu = 0,
 *
 * over the matrix X of likes w_ui [users, items]. With P = (X Xᵀ + λ I)⁻¹, b_vu = −p_vu / p_uu. Its
 * mistakes differ from those of EASE, so the two blend well. Similar users are ranked by partial correlation,
 * −p_uv / √(p_uu p_vv).
 *
 * A visitor's weights are the regression of the visitor's likes x on all users, b = P X x; a visitor who is a user
 * of the train set is left out of it. A user without a positive, or an unknown user or item, has no score.
 *
 * Cost: time O(positives · users + users³), then O(positives) for a user's scores; memory 20 users² bytes during
 * the fit and 4 users² afterwards. For more than about 10,000 users, use EASE or a factor model.
 *
 * @example
 * const model = await new UserEASE({ reg: 600, weights: [0, 0.1, 0.4, 1, 1.5] }).fit(train);
 *
 * Source: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", 2019, on the transposed matrix.
 */
import { checkMemory } from '../../core/check-memory';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { type CompressedRows, transposed } from '../../math/sparse/compressed-rows';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { commonItems } from '../shared/common-raters';
import { asMatrix, POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import { gramInverse } from './parts/gram-inverse';

export const USER_EASE_OPTIONS = options('UserEASE', {
  ...POSITIVE_OPTIONS,
  /** λ, weight of the L2 penalty; the best value grows with the number of items. */
  reg: number({ above: 0, default: 600 }),
});

export interface UserEASEOptions extends OptionsOf<typeof USER_EASE_OPTIONS> {}

type UserEASEState = {
  /** P. Float32 [users, users], row by row. */
  readonly inverse: Float32Array;
};

export class UserEASE extends BaseModel<UserEASEOptions, UserEASEState> {
  readonly can = capabilities({ rates: false, similarUsers: true, foldsIn: true, explains: true });
  /** X by user and by item: computed from the train set, not saved. */
  #likes: { readonly byUser: CompressedRows; readonly byItem: CompressedRows } | undefined;

  constructor(options: Partial<UserEASEOptions> = {}) {
    super(USER_EASE_OPTIONS, options);
  }

  /** @throws OptionError when the matrices of users don't fit in the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<UserEASEState> {
    checkMemory({
      what: `UserEASE: tables of ${train.userCount} x ${train.userCount} users`,
      bytes: 20 * train.userCount ** 2,
      advice: 'use EASE, or a factor model such as ImplicitALS',
    });
    const byItem = transposed(asMatrix(positivesOf(this.name, train, this.options)));
    return { inverse: await gramInverse(byItem, this.options.reg, run) };
  }

  override restore(train: Interactions, state: UserEASEState): void {
    super.restore(train, state);
    const byUser = asMatrix(positivesOf(this.name, train, this.options));
    this.#likes = { byUser, byItem: transposed(byUser) };
  }

  protected override shapes({ userCount }: Interactions) {
    return { inverse: userCount ** 2 };
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined || !this.likesAny(user)) return Number.NaN;
    const { offsets, columns, values } = this.likes.byItem;
    let score = 0;
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      score += this.weightOf(columns[at], user) * values[at];
    }
    return score;
  }

  override scoreItems(user: UserIndex | undefined): Float64Array {
    if (user === undefined || !this.likesAny(user)) return this.noScores();
    return this.scoresFrom((other) => this.weightOf(other, user));
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const rated = this.train.rowsOfUser(user as UserIndex);
    const items = Array.from(rated, (row) => this.train.itemColumn[row]);
    return this.termsFrom((other) => this.weightOf(other, user as UserIndex), items, item as ItemIndex);
  }

  /** −p_uv / √(p_uu p_vv) */
  protected override similaritiesToUser(user: UserIndex): Float64Array {
    const { inverse } = this.state;
    const users = this.train.userCount;
    const own = inverse[user * users + user];
    return Float64Array.from({ length: users }, (_, other) => {
      const pair = inverse[user * users + other];
      // 0 means that nothing connects the two, so their similarity is unknown.
      return pair === 0 ? Number.NaN : -pair / Math.sqrt(own * inverse[other * users + other]);
    });
  }

  protected override foldInScores({ items, ratings, user }: VisitorProfile): VisitorScores {
    const weights = Array.from(ratings, positiveWeights(this.train.scale, this.options));
    if (weights.every((weight) => weight === 0)) return { scores: this.noScores(), terms: () => [] };
    const b = this.visitorWeights(items, weights, user);
    return {
      scores: this.scoresFrom((other) => b[other]),
      terms: (item) => this.termsFrom((other) => b[other], items, item as ItemIndex),
    };
  }

  /**
   * b = P X x; without user u, whose row and column are left out of X Xᵀ + λ I, its inverse is P − p_u p_uᵀ / p_uu.
   * Float64 [users].
   */
  private visitorWeights(
    items: Int32Array,
    weights: readonly number[],
    self: UserIndex | undefined,
  ): Float64Array {
    const { inverse } = this.state;
    const users = this.train.userCount;
    const { offsets, columns, values } = this.likes.byItem;
    const g = new Float64Array(users); // X x
    for (const [n, item] of items.entries()) {
      for (let at = offsets[item]; at < offsets[item + 1]; at++) g[columns[at]] += weights[n] * values[at];
    }
    if (self !== undefined) g[self] = 0;
    const b = g.map((_, other) => {
      let sum = 0;
      for (let v = 0; v < users; v++) sum += inverse[other * users + v] * g[v];
      return sum;
    });
    if (self === undefined) return b;
    const own = b[self] / inverse[self * users + self];
    return b.map((weight, other) => (other === self ? 0 : weight - inverse[other * users + self] * own));
  }

  /** b_vu, the weight of another user's likes. */
  private weightOf(other: number, user: UserIndex): number {
    if (other === user) return 0;
    const { inverse } = this.state;
    const users = this.train.userCount;
    return -inverse[other * users + user] / inverse[user * users + user];
  }

  private likesAny(user: UserIndex): boolean {
    const { offsets } = this.likes.byUser;
    return offsets[user] < offsets[user + 1];
  }

  private noScores(): Float64Array {
    return new Float64Array(this.train.itemCount).fill(Number.NaN);
  }

  /** Σ_v b_v w_vi of each item i. */
  private scoresFrom(weightOf: (other: number) => number): Float64Array {
    const { offsets, columns, values } = this.likes.byUser;
    const scores = new Float64Array(this.train.itemCount);
    for (let other = 0; other + 1 < offsets.length; other++) {
      const weight = weightOf(other);
      if (weight === 0) continue;
      for (let at = offsets[other]; at < offsets[other + 1]; at++) scores[columns[at]] += weight * values[at];
    }
    return scores;
  }

  /** b_v w_vi of each user v who likes item i. `rated`: what the asking user has rated. */
  private termsFrom(weightOf: (other: number) => number, rated: Iterable<number>, item: ItemIndex): Term[] {
    const { train } = this;
    const { offsets, columns, values } = this.likes.byItem;
    const support = commonItems(train, rated);
    const ratings = new Map<number, number>(
      Array.from(train.rowsOfItem(item), (row) => [train.userColumn[row], train.ratingColumn[row]]),
    );
    const terms: Term[] = [];
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      const other = columns[at];
      const weight = weightOf(other);
      if (weight === 0) continue;
      terms.push({
        kind: 'neighborUser',
        user: train.users.idOf(other as UserIndex),
        value: weight * values[at],
        weight,
        rating: ratings.get(other),
        support: support(other),
      });
    }
    return terms;
  }

  private get likes() {
    if (!this.#likes) throw new TypeError('UserEASE: not restored');
    return this.#likes;
  }
}
