/**
 * BayesianMF: Bayesian matrix factorization by Gibbs sampling. Surprise has no such model.
 *
 *     r_ui ~ N(w + a_u + b_i + p_u · q_i, 1/α),   r̂_ui = the mean over samples of w + a_u + b_i + p_u · q_i
 *
 * Other models look for the one set of factors that fits best. This one draws many sets, the
 * likelier the better they fit the ratings and the priors, and averages their predictions: where the ratings leave open what a user
 * likes, the samples disagree, and their mean is cautious. There is hardly anything to tune, because the
 * weights of all penalties are drawn, too.
 *
 * Side information moves the mean of a row's prior: which items a user rated and who rated an item
 * (`ratedPairs`), and the features of users and items (`features`), if the train set has any. An unknown user,
 * or item, is a typical one; one with features but no ratings is predicted from the features. A visitor is
 * folded in with the same result as a user of the train set with the same ratings.
 *
 * Context effects (`contextEffects`) add a number for each value of a context column, for example for each session.
 * Visitors have none. A model with context effects has no predictive distributions, learns no updates, and can't be
 * saved without its train ratings.
 *
 * The algorithm is in `parts/gibbs/`, and in short in `plain/plain-bayesian-mf.ts`.
 * Cost: O(ratings · k² + (users + items) · k³) per epoch, with k = factors + 1; a prediction O(samples · factors).
 *
 * @example
 * const ratings = movielens.ratings.withUserFeatures(demographics(users)).withItemFeatures(filmFeatures(films));
 * const { train } = trainTestSplit(ratings);
 * const model = await new BayesianMF({ factors: 4, epochs: 20 }).fit(train);
 * model.distributionOf(userId(4), itemId(302)).probabilityOfAtLeast(4); // a number between 0 and 1
 *
 * Sources: R. Salakhutdinov, A. Mnih, "Bayesian Probabilistic Matrix Factorization using Markov Chain Monte
 * Carlo", ICML 2008; J. Simm et al., "Macau: Scalable Bayesian Factorization with High-Dimensional Side
 * Information", 2017; S. Rendle, L. Zhang, Y. Koren, "On the Difficulty of Evaluating Baselines", 2019.
 */
import { checkMemory } from '../../core/check-memory';
import type { ItemIndex, UserIndex } from '../../core/ids';
import {
  number,
  type Option,
  type OptionsOf,
  options,
  seedNumber,
  trueOrFalse,
  whole,
} from '../../core/options';
import type { ContextColumns } from '../../data/context/context-columns';
import { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import type { AskedItem, AskedUser } from '../../recommender/asked-user';
import { BaseModel } from '../../recommender/base-model';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { EncodedContext } from '../../recommender/context-reader';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { ManyUsers, NearForAll } from '../../recommender/near-for-all';
import type { Distribution } from '../../recommender/predicted-rating';
import type { TrainSummary } from '../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { cosineToItems, cosineToUsers } from '../shared/factor-state';
import { keptEpochs } from '../shared/kept-epochs';
import {
  EffectCollector,
  type EffectState,
  effectOf,
  effectOfContext,
  NO_EFFECTS,
} from './parts/gibbs/effect-state';
import { gibbsInput } from './parts/gibbs/gibbs-input';
import { GibbsSampler } from './parts/gibbs/gibbs-sampler';
import { PosteriorPredictions } from './parts/gibbs/posterior-predictions';
import { type PosteriorSamples, SampleCollector, sampleNumbers } from './parts/gibbs/posterior-samples';
import { predictiveDistributions } from './parts/gibbs/predictive-distribution';
import { knownUser, updateSamples } from './parts/gibbs/update-samples';

export const BAYESIAN_MF_OPTIONS = options('BayesianMF', {
  /** f, number of latent factors. */
  factors: whole({ from: 1, default: 12 }),
  /** Number of sweeps of the sampler; each draws all parameters once. */
  epochs: whole({ from: 1, default: 200 }),
  /** Share of the epochs at the beginning that aren't used, because the sampler starts far from likely values. */
  burnIn: number({ from: 0, to: 0.9, default: 0.25 }),
  /**
   * Maximum number of samples to keep, evenly spread over the other epochs. More samples are more accurate; they
   * take memory and time in proportion.
   */
  samples: whole({ from: 1, default: 150 }),
  /** Whether the priors depend on which items a user rated, and who rated an item. */
  ratedPairs: trueOrFalse({ default: true }),
  /** Whether the priors depend on the features of users and items, if the train set has any. */
  features: trueOrFalse({ default: true }),
  /**
   * Names of context columns, each value of which has an effect: a number that is added to all ratings with this
   * value. Numbers count as categories, too. With the sessions of `sessionContext`, the model **knows when** a rating
   * will be given, so its accuracy on a random split can't be reached when serving, and must not be compared with that
   * of models that don't.
   */
  contextEffects: {
    default: Object.freeze([]),
    allowed: 'a list of different names of context columns',
    allows: (given) =>
      Array.isArray(given) &&
      given.every((name) => typeof name === 'string' && name !== '') &&
      new Set(given).size === given.length,
  } as Option<readonly string[]>,
  /** Seed of all draws. */
  seed: seedNumber(),
});

export interface BayesianMFOptions extends OptionsOf<typeof BAYESIAN_MF_OPTIONS> {}

export type BayesianState = PosteriorSamples & EffectState;

export class BayesianMF extends BaseModel<BayesianMFOptions, BayesianState> {
  readonly can: Capabilities;
  #predictions: PosteriorPredictions | undefined;
  #asked: { readonly user: UserIndex; readonly of: (item: AskedItem) => Distribution } | undefined;

  constructor(options: Partial<BayesianMFOptions> = {}) {
    super(BAYESIAN_MF_OPTIONS, options);
    const hasEffects = this.options.contextEffects.length > 0;
    this.can = capabilities({
      unknownUsers: 'unpersonalized',
      unknownItems: 'unpersonalized',
      similarItems: true,
      similarUsers: true,
      foldsIn: true,
      explains: true,
      // Both solve users again from their ratings alone, which contain the context effects.
      distributes: !hasEffects,
      updates: hasEffects ? 'none' : 'foldIn',
      usesContext: hasEffects,
      withoutTrain: hasEffects ? 'nobody' : 'users',
    });
  }

  override contextColumns(): readonly string[] {
    return this.options.contextEffects;
  }

  /** @throws OptionError when the fit would need more than the machine's memory */
  protected async learn(train: Interactions, run: FitRun): Promise<BayesianState> {
    const { factors, epochs, burnIn, ratedPairs, features, seed } = this.options;
    const kept = keptEpochs({ epochs, burnIn, samples: this.options.samples });
    this.checkSize(train, kept.size);
    const context = this.options.contextEffects.map((name) => valuesOf(train, name));
    const input = gibbsInput(train, factors, { ratedPairs, features, context });
    const { center, unit } = input;
    const sampler = await new GibbsSampler(input, new RandomState(seed)).start(() => run.breathe());
    const [rated, described] = ratedPairs ? sampler.users.groups : [undefined, ...sampler.users.groups];
    const collector = new SampleCollector(sampler, kept.size, { center, unit }, { rated, described });
    const effects = input.effects && new EffectCollector(input.effects);
    const errors = new Float64Array(train.length); // summed over the kept epochs so far
    let added = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      await sampler.sweep(
        () => run.breathe(),
        () => {
          if (!kept.has(epoch)) return;
          collector.add();
          effects?.add();
        },
      );
      if (kept.has(epoch)) {
        added++;
        for (let row = 0; row < errors.length; row++) errors[row] += sampler.residuals[row];
      }
      const rmse = added === 0 ? rootMeanSquare(sampler.residuals, 1) : rootMeanSquare(errors, added);
      await run.step(epochs, unit * rmse);
    }
    return { ...collector.kept, ...(effects?.state(unit) ?? NO_EFFECTS) };
  }

  private checkSize(train: Interactions, samples: number): void {
    const { factors, ratedPairs, features, contextEffects } = this.options;
    const [users, items] = [train.userCount, train.itemCount];
    const described = features ? (train.userFeatures?.columnCount ?? 0) : 0;
    const weights = (ratedPairs ? items : 0) + described;
    checkMemory({
      what: `${this.name}: ${samples} samples of ${factors} factors for ${users} users and ${items} items`,
      bytes:
        4 * sampleNumbers({ samples, factors, users, items, weights }) +
        8 * 5 * (users + items) * (factors + 1) +
        (80 + 70 * contextEffects.length) * train.length,
      advice: 'use fewer factors or samples',
    });
  }

  override restore(train: TrainSummary, state: BayesianState): void {
    super.restore(train, state);
    this.#predictions = new PosteriorPredictions(state);
    this.#asked = undefined;
  }

  protected override shapes(train: TrainSummary, { samples, factors, effectOffsets }: BayesianState) {
    const { userCount, itemCount } = train;
    const k = factors + 1;
    const { ratedPairs, contextEffects } = this.options;
    const groups = effectOffsets?.at(-1) ?? 0; // a state from elsewhere may lack them
    return {
      levels: samples,
      alphas: samples,
      userFactors: userCount * samples * factors,
      userBiases: userCount * samples,
      itemFactors: itemCount * samples * factors,
      itemBiases: itemCount * samples,
      typicalUser: samples * k,
      typicalItem: samples * k,
      userPrecisions: samples * k * k,
      itemPrecisions: samples * k * k,
      ratedWeights: ratedPairs ? itemCount * samples * k : 0,
      effectOffsets: contextEffects.length === 0 ? 0 : contextEffects.length + 1,
      effectValues: groups,
      effectMeans: groups,
    };
  }

  protected override numbers() {
    return { samples: null, factors: this.options.factors, fittedItems: null };
  }

  estimate(user: AskedUser, item: AskedItem, context?: EncodedContext): number {
    return this.predictions.estimate(user, item) + effectOfContext(this.state, context);
  }

  nearForAll(asked: ManyUsers, context?: EncodedContext): NearForAll | undefined {
    return this.predictions.nearForAll(asked, effectOfContext(this.state, context));
  }

  override termsOf(user: AskedUser, item: AskedItem, context?: EncodedContext): Term[] {
    const terms = this.predictions.termsOf(user, item);
    if (context === undefined) return terms;
    const effects = this.contextNames.map((name, n): Term => {
      const column = this.train.context?.column(name);
      const shown = column?.kind === 'categorical' ? column.categories[context[n]] : context[n];
      return { kind: 'context', feature: `${name}: ${shown}`, value: effectOf(this.state, n, context[n]) };
    });
    return [...terms, ...effects];
  }

  /** A visitor has no context effects. */
  protected override foldInScores({ items, ratings, user }: VisitorProfile): VisitorScores {
    const { summary } = this;
    const isKnown = user !== undefined && summary instanceof Interactions;
    const features = isKnown ? knownUser(summary, user).features : undefined;
    return this.predictions.foldIn({ items, ratings, features }, (item) => summary.items.idOf(item));
  }

  /** The last user's distributions are kept. */
  protected override distributionFor(user: UserIndex, item: AskedItem): Distribution {
    if (this.#asked?.user !== user) {
      const of = predictiveDistributions(this.state, knownUser(this.train, user));
      this.#asked = { user, of };
    }
    return this.#asked.of(item);
  }

  override learnUpdate(update: ModelUpdate, state: BayesianState): BayesianState {
    return { ...state, ...updateSamples(update, state) };
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    const { samples, factors, itemFactors } = this.state;
    return cosineToItems({ ...NO_FACTORS, factors: samples * factors, itemFactors }, item);
  }

  protected override similaritiesToUser(user: UserIndex): Float64Array {
    const { samples, factors, userFactors } = this.state;
    return cosineToUsers({ ...NO_FACTORS, factors: samples * factors, userFactors }, user);
  }

  private get predictions(): PosteriorPredictions {
    if (!this.#predictions || !this.state) throw new TypeError(`${this.name}: not restored`);
    return this.#predictions;
  }
}

/** The value of each rating in a context column: its number, or the code of its category. */
function valuesOf({ context }: Interactions, name: string): ArrayLike<number> {
  const column = (context as ContextColumns).column(name); // the base class has checked that there is one
  return column.kind === 'numeric' ? column.numbers : column.codes;
}

const NO_FACTORS = {
  userFactors: new Float32Array(0),
  itemFactors: new Float32Array(0),
  userBias: new Float32Array(0),
  itemBias: new Float32Array(0),
};

/** √(Σ (sum / count)² / n). */
function rootMeanSquare(sums: Float64Array, count: number): number {
  let squares = 0;
  for (let n = 0; n < sums.length; n++) squares += (sums[n] / count) ** 2;
  return Math.sqrt(squares / sums.length);
}
