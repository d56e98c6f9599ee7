/**
 * ImplicitALS: matrix factorization for implicit feedback, by alternating least squares. An item without a
 * like counts as a "no" with low confidence, a like as a "yes" with higher confidence.
 *
 *     score_ui = p_u · q_i
 *
 * The objective runs over all pairs of users and items, not only over the likes:
 *
 *     Σ_ui c_ui (y_ui − p_u · q_i)² + λ (Σ_u |I_u|^ν ‖p_u‖² + Σ_i |U_i|^ν ‖q_i‖²),   c_ui = 1 + α w_ui,
 *
 * with y_ui = 1 for a positive and 0 otherwise; ν = 0 by default, ν = 1 in Spark. With the item factors fixed,
 * each user's optimal p_u solves (QᵀQ + λ |I_u|^ν I + α Σ_{i ∈ I_u} w_ui q_i q_iᵀ) p_u = Σ_{i ∈ I_u} c_ui q_i.
 * QᵀQ is the same for all users, so the pairs without a like cost nothing. `plain/plain-implicit-als.ts` solves
 * these systems as they stand. Here they are never formed: each epoch improves p_u by a conjugate gradient step
 * from where the last one left it, preconditioned with (QᵀQ + λ I)⁻¹, because that is most of the matrix. On
 * MovieLens 100K, one such step ranks as well as two (nDCG@10 over five folds 0.4061 and 0.4062).
 *
 * A user without a positive, or an unknown user or item, has no score. `implicit` 0.7.3 uses c = α w, so its
 * `alpha=3` corresponds to `alpha: 2` here.
 * Cost: O((positives + (users + items) · factors) · factors · steps) per epoch, in loops that are compiled to
 * WebAssembly (`parts/implicit-rows.ts`). Fits that take longer than that of MovieLens 100K run on all cores.
 *
 * @example
 * const model = await new ImplicitALS({ factors: 64, reg: 25, alpha: 2 }).fit(train);
 *
 * Sources: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008; for
 * the conjugate gradient method, G. Takács et al., "Applications of the Conjugate Gradient Method for
 * Implicit Feedback Collaborative Filtering", 2011; for the preconditioner, G. Golub, C. Van Loan, Matrix
 * Computations, section 10.3.
 */
import { checkMemory } from '../../core/check-memory';
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { transposed } from '../../math/sparse/compressed-rows';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { factorsOf, type TrainCounts } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import { asMatrix, POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import { vectorScores } from '../shared/visitor-scores';
import { FactorModel } from './parts/factor-model';
import { foldInImplicit, implicitShares } from './parts/fold-in-implicit';
import { ImplicitRows, implicitBytes } from './parts/implicit-rows';
import { updateImplicit } from './parts/update-implicit';

export const IMPLICIT_ALS_OPTIONS = options('ImplicitALS', {
  ...POSITIVE_OPTIONS,
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 64 }),
  /** Number of epochs; each updates all users, then all items. */
  epochs: whole({ from: 1, default: 15 }),
  /** λ, weight of the penalty. */
  reg: number({ above: 0, default: 25 }),
  /** ν: how the penalty grows with the number of positives. With ν = 1, λ is a fraction, such as 0.1. */
  regExponent: number({ from: 0, to: 1, default: 0 }),
  /** α, how much additional confidence a positive has. */
  alpha: number({ above: 0, default: 2 }),
  /** Conjugate gradient steps per epoch. More than 1 don't improve the ranking; 20 are the exact solution. */
  solverSteps: whole({ from: 1, default: 1 }),
  /** Standard deviation of the initial values. */
  initStdDev: number({ above: 0, default: 0.01 }),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

export interface ImplicitALSOptions extends OptionsOf<typeof IMPLICIT_ALS_OPTIONS> {}

export class ImplicitALS extends FactorModel<ImplicitALSOptions> {
  constructor(options: Partial<ImplicitALSOptions> = {}) {
    super(IMPLICIT_ALS_OPTIONS, options, {
      rates: false,
      unknownUsers: 'refused',
      unknownItems: 'refused',
    });
  }

  /** Users who like nothing. */
  protected override floats() {
    return { userFactors: 'finite or NaN' } as const;
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const weights = Array.from(ratings, positiveWeights(this.summary.scale, this.options));
    const liked = Array.from(items.keys()).filter((n) => weights[n] > 0);
    const scores = new Float64Array(this.summary.itemCount);
    if (liked.length === 0) return { scores: scores.fill(Number.NaN), terms: () => [] };
    const likedItems = liked.map((n) => items[n]);
    const likedWeights = liked.map((n) => weights[n]);
    const p = foldInImplicit(this.state, likedItems, likedWeights, this.options);
    const { summary: train, state, options } = this;
    return {
      ...vectorScores(state, 0, { factors: p, bias: 0 }),
      terms: (item) =>
        implicitShares(state, likedItems, likedWeights, options, item as ItemIndex).map((share, n) => ({
          kind: 'rating',
          item: train.items.idOf(likedItems[n] as ItemIndex),
          ...share,
        })),
    };
  }

  override learnUpdate(update: ModelUpdate, state: FactorState): FactorState {
    return updateImplicit(update, state, this.options, positiveWeights(update.train.scale, this.options));
  }

  /** Approximate memory of a fit in bytes. @param positives how many of the ratings count; default all */
  fitBytes(train: TrainCounts, positives = train.length): number {
    return implicitBytes(train, positives, this.options.factors);
  }

  /** @throws OptionError when the fit would need more than the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, initStdDev, seed } = this.options;
    const byUser = asMatrix(positivesOf(this.name, train, this.options));
    checkMemory({
      what: factorsOf(this.name, factors, train),
      bytes: this.fitBytes(train, byUser.columns.length),
      advice: 'use fewer factors',
    });
    const byItem = transposed(byUser);
    const rows = new ImplicitRows(byUser, byItem, this.options);
    try {
      const random = new RandomState(seed);
      const breathe = () => run.breathe();
      for (const table of [rows.users, rows.items]) await rows.start(table, random, initStdDev, breathe);
      for (let epoch = 0; epoch < epochs; epoch++) {
        await rows.solve(rows.users, rows.items, breathe);
        await rows.solve(rows.items, rows.users, breathe);
        await run.step(epochs);
      }
      const none = new Float32Array(0);
      return {
        factors,
        // A user who likes nothing has no score, an item that nobody likes has a score of 0.
        userFactors: rows.factorsOf(rows.users, Number.NaN),
        itemFactors: rows.factorsOf(rows.items, 0),
        userBias: none,
        itemBias: none,
      };
    } finally {
      rows.close();
    }
  }
}
