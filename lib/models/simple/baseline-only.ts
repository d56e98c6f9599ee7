/**
 * BaselineOnly: the global mean plus the user's and the item's bias, r̂_ui = μ + b_u + b_i.
 *
 * It shows how much of a rating can be explained without personal taste: some users give high ratings, some
 * items are liked by nearly everyone. All users get the same list, apart from the items they have seen,
 * because b_u shifts all scores of a user equally. An unknown user or item has bias 0; with both unknown, r̂
 * is μ.
 *
 * The biases are learned by ALS or SGD; for formulas and sources see `baselines.ts`. Predictions match
 * Surprise's `BaselineOnly`, whose `bsl_options` correspond to our options: `method`, `n_epochs` is `epochs`,
 * `reg_u` is `regUser`, `reg_i` is `regItem`, `reg` is `reg`, `learning_rate` is `learningRate`.
 * Cost: fit O(ratings) per epoch, a prediction O(1), an update O(users + items +
 * ratings of the users and items updated).
 *
 * @example
 * const model = await new BaselineOnly({ method: 'als', epochs: 5 }).fit(train);
 * model.predict(userId(196), itemId(302)).rating;
 */
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, oneOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { type ModelUpdate, onceEach } from '../../recommender/model-update';
import {
  ALS_BIAS_DEFAULTS,
  alsEpoch,
  SGD_BIAS_DEFAULTS,
  sgdEpoch,
  solveBiases,
  zeroBiases,
} from '../shared/baselines';

export const BASELINE_ONLY_OPTIONS = options('BaselineOnly', {
  /** How the biases are learned: `als` or `sgd`. */
  method: oneOf(['als', 'sgd'], { default: 'als' }),
  /** Number of epochs; with `sgd` the default is 20. */
  epochs: whole({ from: 1, default: ALS_BIAS_DEFAULTS.epochs }),
  /** ALS only: shrinks b_u as this many additional residuals of 0 would. */
  regUser: number({ from: 0, default: ALS_BIAS_DEFAULTS.regUser }),
  /** ALS only: shrinks b_i as this many additional residuals of 0 would. */
  regItem: number({ from: 0, default: ALS_BIAS_DEFAULTS.regItem }),
  /** SGD only: weight of the penalty. */
  reg: number({ from: 0, default: SGD_BIAS_DEFAULTS.reg }),
  /** SGD only: learning rate. */
  learningRate: number({ above: 0, default: SGD_BIAS_DEFAULTS.learningRate }),
});

export interface BaselineOnlyOptions extends OptionsOf<typeof BASELINE_ONLY_OPTIONS> {}

/** The options that each method doesn't use. */
const USELESS = { als: ['reg', 'learningRate'], sgd: ['regUser', 'regItem'] } as const;

type BaselineOnlyState = {
  /** b_u. Float64 of length users. */
  readonly userBias: Float64Array;
  /** b_i. Float64 of length items. */
  readonly itemBias: Float64Array;
};

export class BaselineOnly extends BaseModel<BaselineOnlyOptions, BaselineOnlyState> {
  readonly can = capabilities({
    personalizes: false,
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
    explains: true,
    updates: 'foldIn',
    withoutTrain: 'users',
  });

  constructor(options: Partial<BaselineOnlyOptions> = {}) {
    const sgd = options?.method === 'sgd' && options.epochs === undefined;
    super(BASELINE_ONLY_OPTIONS, sgd ? { ...options, epochs: SGD_BIAS_DEFAULTS.epochs } : options);
    const { defaults } = BASELINE_ONLY_OPTIONS;
    for (const name of USELESS[this.options.method]) {
      if (this.options[name] === defaults[name]) continue;
      throw new OptionError(`BaselineOnly: ${name} has no effect with method "${this.options.method}"`);
    }
  }

  protected async learn(train: Interactions, run: FitRun): Promise<BaselineOnlyState> {
    const { options } = this;
    const biases = zeroBiases(train);
    const epoch = options.method === 'als' ? alsEpoch : sgdEpoch;
    for (let done = 0; done < options.epochs; done++) {
      epoch(train, biases, options);
      await run.step(options.epochs);
    }
    return { userBias: biases.user, itemBias: biases.item };
  }

  override learnUpdate({ train, changed }: ModelUpdate, state: BaselineOnlyState): BaselineOnlyState {
    const { method, reg, regUser, regItem } = this.options;
    const biases = {
      mean: train.mean,
      user: longer(state.userBias, train.userCount),
      item: longer(state.itemBias, train.itemCount),
    };
    // The point where gradient descent with the same penalty converges.
    const penalty =
      method === 'als'
        ? { user: () => regUser, item: () => regItem }
        : { user: (n: number) => reg * n, item: (n: number) => reg * n };
    solveBiases(train, biases, { users: onceEach(changed.users), items: onceEach(changed.items) }, penalty);
    return { userBias: biases.user, itemBias: biases.item };
  }

  protected override shapes(train: Interactions) {
    return { userBias: train.userCount, itemBias: train.itemCount };
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { userBias, itemBias } = this.state;
    const terms: Term[] = [{ kind: 'mean', value: this.summary.mean }];
    if (user !== undefined) terms.push({ kind: 'userBias', value: userBias[user] });
    if (item !== undefined) terms.push({ kind: 'itemBias', value: itemBias[item] });
    return terms;
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { userBias, itemBias } = this.state;
    return (
      this.summary.mean +
      (user === undefined ? 0 : userBias[user]) +
      (item === undefined ? 0 : itemBias[item])
    );
  }
}

/** A copy followed by zeros. */
function longer(biases: Float64Array, length: number): Float64Array {
  const copy = new Float64Array(length);
  copy.set(biases);
  return copy;
}
