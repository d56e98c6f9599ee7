/**
 * FactorizationMachine: every feature of a rating has a weight and a vector, and every pair of features interacts
 * through the product of their vectors. With the features x of user u, item i, and context c,
 *
 *     r̂ = w_0 + Σ_j w_j x_j + Σ_{j<l} (v_j · v_l) x_j x_l.
 *
 * With only the ids of user and item as features, this is matrix factorization with biases. More features can simply
 * be added, and each interacts with all others, so a model can learn "this user, on this device" and "this film, at this
 * hour" from few examples of each. The features here are
 *
 * - the user and the item;
 * - with `ratedPairs`, the items that the user has rated and the users who have rated the item, each 1 / √(their number): what
 *   SVD++ adds, on both sides;
 * - with `features`, the user and item features of the train set, if it has any (see `Interactions.withItemFeatures`), each row scaled to
 *   length 1;
 * - with `context`, which must be asked for, the train set's context columns: one feature per category, one for a column
 *   of numbers.
 *
 * Three solvers, each in a file of its own in `parts/`: `gibbs` draws the parameters from their distribution and averages
 * the predictions of the draws, and needs no tuning; `als` finds the best value of one parameter after the other;
 * `adam` descends along the gradient, on tensors. `plain/plain-factorization-machine.ts` is a short version for reading.
 *
 * Loss `logistic` is for clicks: the target is 1 if the rating reaches `likedFrom` of its scale and 0 otherwise; the
 * score is the log-odds of a 1, and only ranks. If all are 1, so that nobody said no, as with choices and play counts,
 * `negatives` items that the user hasn't rated are drawn at random for each row, in the same context, as zeros.
 *
 * Unknown users and items have the mean parameters of all users or items (`als`, `adam`: 0), and no side sums. Without a
 * context, or in one with a category that isn't in the train set, r̂ is in the mean context of the train set. Visitors are
 * folded in with squared error; with logistic loss they can't be, because there is no closed form.
 *
 * Cost: O((ratings · blocks + entries) · factors) per epoch, where the blocks are user, item, and context columns, and the
 * entries are about twice the number of ratings with side sums. On MovieLens 100K, an epoch of `gibbs` takes less than 0.1 s.
 *
 * @example
 * const timed = ratings.withContext(timeContext(ratings.timestampColumn, { zone: 'America/Chicago' }));
 * const model = await new FactorizationMachine({ context: true, factors: 4, epochs: 20 }).fit(timed);
 * model.recommend(userId(12), { context: { hour: 20, weekday: 'Friday' } });
 *
 * Sources: S. Rendle, "Factorization Machines", 2010; C. Freudenthaler, L. Schmidt-Thieme, S. Rendle, "Bayesian
 * Factorization Machines", 2011; S. Rendle, "Scaling Factorization Machines to Relational Data", 2013.
 */
import { checkMemory } from '../../core/check-memory';
import { OptionError } from '../../core/errors';
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, oneOf, options, seedNumber, trueOrFalse, whole } from '../../core/options';
import type { Int32Vector } from '../../core/readonly-vector';
import { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import type { AskedItem, AskedUser } from '../../recommender/asked-user';
import { BaseModel } from '../../recommender/base-model';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { EncodedContext } from '../../recommender/context-reader';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { solveAdam } from './parts/adam';
import { solveAls } from './parts/als';
import { designOf } from './parts/feature-blocks';
import { foldInMachine } from './parts/fold-in-machine';
import { keptDraws, solveGibbs } from './parts/gibbs';
import { newMachine } from './parts/machine';
import {
  type Asked,
  askedIn,
  type ContextPlaces,
  contextPartOf,
  placesOf,
  scoreOf,
  scoresOfItems,
  userPart,
} from './parts/machine-scores';
import { type MachineState, StateBuilder } from './parts/machine-state';
import { type Explained, machineTerms } from './parts/machine-terms';
import { type ModelColumn, modelColumn } from './parts/model-column';
import { clickRows, nobodySaidNo, ratingRows } from './parts/target-rows';
import { userColumns, visitorColumns } from './parts/user-columns';

export const FACTORIZATION_MACHINE_OPTIONS = options('FactorizationMachine', {
  /** How the parameters are found. */
  solver: oneOf(['gibbs', 'als', 'adam'], { default: 'gibbs' }),
  /** Squared error for ratings; logistic loss for clicks, which needs the solver `adam`. */
  loss: oneOf(['squares', 'logistic'], { default: 'squares' }),
  /** Number of factors, the length of each v_j. */
  factors: whole({ from: 1, default: 10 }),
  /** Number of passes over all parameters (`gibbs`, `als`) or all ratings (`adam`). */
  epochs: whole({ from: 1, default: 100 }),
  /** For `gibbs`: maximum number of draws to keep. Memory and the time of a prediction grow with it. */
  samples: whole({ from: 1, default: 50 }),
  /**
   * For `als` and `adam`: λ, weight of the penalty on w and V, for ratings with standard deviation 1. The default was
   * chosen for `als` on a part of MovieLens 100K's train set; smaller data needs less.
   */
  reg: number({ above: 0, default: 30 }),
  /** For `adam`: step size. */
  learningRate: number({ above: 0, default: 0.01 }),
  /** For `adam`: number of ratings per step. */
  batchSize: whole({ from: 1, default: 2000 }),
  /** For `logistic` where nobody said no: number of random items per row that count as not chosen. */
  negatives: whole({ from: 1, default: 4 }),
  /** Whether to add the items that the user has rated, and the users who have rated the item. */
  ratedPairs: trueOrFalse({ default: true }),
  /** Whether to use the features of users and items, if the train set has any. */
  features: trueOrFalse({ default: true }),
  /** Whether to use the train set's context columns, which it must then have; `false` ignores them. */
  context: trueOrFalse({ default: false }),
  /** Standard deviation of the initial v_jf. */
  initStdDev: number({ above: 0, default: 0.1 }),
  /** Seed of the initial values and of the draws. */
  seed: seedNumber(),
});

export interface FactorizationMachineOptions extends OptionsOf<typeof FACTORIZATION_MACHINE_OPTIONS> {}

export class FactorizationMachine extends BaseModel<FactorizationMachineOptions, MachineState> {
  readonly can: Capabilities;
  #last: { readonly state: MachineState; readonly user: AskedUser; readonly asked: Asked } | undefined;
  #known: { readonly state: MachineState; readonly places: ContextPlaces } | undefined;

  /** @throws OptionError also for logistic loss with a solver other than `adam` */
  constructor(given: Partial<FactorizationMachineOptions> = {}) {
    super(FACTORIZATION_MACHINE_OPTIONS, given);
    const { loss, solver, context } = this.options;
    if (loss === 'logistic' && solver !== 'adam') {
      throw new OptionError(`${this.name}: loss 'logistic' needs solver 'adam', got '${solver}'`);
    }
    this.can = capabilities({
      rates: loss === 'squares',
      unknownUsers: 'unpersonalized',
      unknownItems: 'unpersonalized',
      foldsIn: loss === 'squares',
      explains: true,
      usesContext: context,
    });
  }

  /** @throws OptionError when the fit would need more than the machine's memory, or if there are no clicks */
  protected async learn(train: Interactions, run: FitRun): Promise<MachineState> {
    const { solver, loss, factors, epochs, reg, initStdDev, seed } = this.options;
    const random = new RandomState(seed);
    const context = this.#columnsOf(train);
    const samples = solver === 'gibbs' ? keptDraws(epochs, this.options.samples).size : 1;
    this.#checkMemory(train, samples);
    const { rows, units } =
      loss === 'squares'
        ? ratingRows(train)
        : clickRows(train, { negatives: this.options.negatives, random });
    const design = designOf(train, rows, { ...this.options, context });
    await run.breathe();
    const machine = await newMachine(design, factors, { random, initStdDev }, () => run.breathe());
    const builder = new StateBuilder(design, context, { factors, samples, units });
    if (solver === 'gibbs') {
      const [users] = design.blocks;
      const ofUsers = design.groupOf[users.first];
      await solveGibbs(design, machine, { epochs, samples, random }, run, (draw) => {
        const priors = [...draw.factors, draw.linear];
        builder.add(machine, {
          noise: draw.noise,
          mean: priors.map(({ mean }) => mean[ofUsers]),
          precision: priors.map(({ precision }) => precision[ofUsers]),
          unseen: (factor, column) => priors[factor].mean[design.groupOf[column]],
        });
      });
      return builder.state;
    }
    if (solver === 'als') await solveAls(design, machine, { epochs, reg }, run);
    else await solveAdam(design, machine, { ...this.options, random }, run);
    const zeros = new Float64Array(factors + 1);
    builder.add(machine, { noise: 1, mean: zeros, precision: zeros.map(() => reg), unseen: () => 0 });
    return builder.state;
  }

  estimate(user: AskedUser, item: AskedItem, context?: EncodedContext): number {
    return scoreOf(this.state, this.#asked(user, context), item);
  }

  override scoreItems(user: AskedUser, context?: EncodedContext): Float64Array {
    return scoresOfItems(this.state, this.#asked(user, context));
  }

  /** The user in the context; the last one without context is kept, because the next question is often about them. */
  #asked(user: AskedUser, context: EncodedContext | undefined): Asked {
    const { state } = this;
    if (context === undefined && this.#last?.state === state && this.#last.user === user)
      return this.#last.asked;
    const asked = askedIn(userPart(state, user), contextPartOf(state, this.#places, context));
    if (context === undefined) this.#last = { state, user, asked };
    return asked;
  }

  /** User by user, because the user's part is the same in all of their rows. */
  protected override predictionOrder(pairs: Interactions): Int32Vector {
    return pairs.byUser.rows;
  }

  override termsOf(user: AskedUser, item: AskedItem, context?: EncodedContext): Term[] {
    const columns = user === undefined ? undefined : userColumns(this.train, this.options, user);
    return this.#terms({ user: userPart(this.state, user), columns, item, context });
  }

  protected override foldInScores(profile: VisitorProfile, context?: EncodedContext): VisitorScores {
    const { state } = this;
    const columns = visitorColumns(this.train, this.options, profile);
    const others = columns.map(({ column, x }) => [column, x] as const);
    const user = foldInMachine(state, profile, others, contextPartOf(state, this.#places, undefined));
    const asked = askedIn(user, contextPartOf(state, this.#places, context));
    return {
      scores: scoresOfItems(state, asked),
      unknownItem: scoreOf(state, asked, undefined),
      terms: (item: ItemIndex | undefined) => this.#terms({ user, columns, item, context }),
    };
  }

  protected override shapes(train: TrainSummary, { factors, samples }: MachineState) {
    const { userCount, itemCount } = train;
    const table = train instanceof Interactions ? train : undefined;
    const columns = table ? this.#columnsOf(table) : [];
    const values = columns.reduce((sum, { width }) => sum + width, 0);
    const tables = (name: string, rows: number) => ({
      [`${name}Factors`]: rows * samples * factors,
      [`${name}Bias`]: rows * samples,
    });
    return {
      ...tables('user', userCount + 1),
      ...tables('item', itemCount + 1),
      ...tables(
        'other',
        (this.options.ratedPairs ? itemCount : 0) +
          (this.options.features ? (table?.userFeatures?.columnCount ?? 0) : 0),
      ),
      ...tables('context', values + 1),
      contextCenter: columns.length,
      contextScale: columns.length,
      start: samples,
      noise: samples,
      ownMean: samples * (factors + 1),
      ownPrecision: samples * (factors + 1),
    };
  }

  protected override numbers() {
    return { factors: this.options.factors, samples: null };
  }

  /** The context columns in use. */
  #columnsOf(train: Interactions): ModelColumn[] {
    const { context } = train;
    if (!this.options.context || !context) return [];
    return this.contextColumns(train).map((name) => modelColumn(name, context.column(name)));
  }

  /** Where the context columns are in the state; found once per fit. */
  get #places(): ContextPlaces {
    const { state } = this;
    if (this.#known?.state !== state) this.#known = { state, places: placesOf(this.contexts.describe()) };
    return this.#known.places;
  }

  #terms(explained: Explained): Term[] {
    const { train, can } = this;
    const columns = this.contexts.describe();
    return machineTerms(this.state, this.#places, explained, {
      mean: can.rates ? train.mean : 0,
      contextValue: (column, value) => {
        const { name, kind, categories } = columns[column];
        return `${name}: ${kind === 'numeric' ? value : categories[value] || 'missing'}`;
      },
    });
  }

  #checkMemory(train: Interactions, samples: number): void {
    const { factors, ratedPairs, loss, negatives } = this.options;
    const { length, userCount, itemCount } = train;
    const rows = loss === 'logistic' && nobodySaidNo(train) ? (1 + negatives) * length : length;
    const entries =
      userCount +
      itemCount +
      (ratedPairs ? 2 * length : 0) +
      (train.itemFeatures?.values.length ?? 0) +
      (train.userFeatures?.values.length ?? 0);
    const columns = this.options.context ? (train.context?.names.length ?? 0) : 0;
    const kept = 4 * samples * (factors + 1) * (userCount + (ratedPairs ? 2 : 1) * itemCount);
    const bytes = kept + 8 * 7 * entries + rows * (4 * (2 + columns) + 8 * 8);
    const what = `${this.name}: ${rows} ratings and ${samples} samples of ${factors} factors`;
    checkMemory({ what, bytes, advice: 'use fewer factors or samples, or ratedPairs: false' });
  }
}
