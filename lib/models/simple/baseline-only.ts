/**
 * BaselineOnly: the bias of the user plus that of the item, r̂_ui = μ + b_u + b_i.
 *
 * It says how much of a rating is explained without any taste: some people rate high, some films are
 * liked by all. Every list is the same for all users but for what they have seen, since b_u only shifts it.
 * An unknown user or item has bias 0: with both unknown r̂ is μ.
 *
 * The biases are learned by ALS or SGD; formulas and sources in `baselines.ts`. Surprise's `BaselineOnly`,
 * whose `bsl_options` are our options: `method`, `n_epochs` = `epochs`, `reg_u` = `regUser`,
 * `reg_i` = `regItem`, `reg` = `reg`, `learning_rate` = `learningRate`.
 * Cost: fit O(ratings) an epoch, a prediction O(1).
 *
 * @example
 * const model = await new BaselineOnly({ method: 'als', epochs: 5 }).fit(train);
 * model.predict(userId(196), itemId(302)).rating;
 */
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { numberFrom, oneOf, resolveOptions, wholeNumber } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { ALS_BIAS_DEFAULTS, alsEpoch, SGD_BIAS_DEFAULTS, sgdEpoch, zeroBiases } from '../shared/baselines';

export interface BaselineOnlyOptions {
  /** How the biases are learned: `als` or `sgd`. Default `als`. */
  readonly method: 'als' | 'sgd';
  /** Rounds of ALS, passes of SGD; a positive whole number. Default 10 with `als`, 20 with `sgd`. */
  readonly epochs: number;
  /** ALS only: shrinks b_u as so many ratings of 0 would; from 0. Default 15. */
  readonly regUser: number;
  /** ALS only: shrinks b_i as so many ratings of 0 would; from 0. Default 10. */
  readonly regItem: number;
  /** SGD only: weight of the penalty, from 0. Default 0.02. */
  readonly reg: number;
  /** SGD only: step size, above 0. Default 0.005. */
  readonly learningRate: number;
}

export const BASELINE_ONLY_DEFAULTS: BaselineOnlyOptions = Object.freeze({
  method: 'als',
  ...SGD_BIAS_DEFAULTS,
  ...ALS_BIAS_DEFAULTS,
});

const CHECKS = {
  method: oneOf('als', 'sgd'),
  epochs: wholeNumber(1),
  regUser: numberFrom(0),
  regItem: numberFrom(0),
  reg: numberFrom(0),
  learningRate: numberFrom(0, undefined, true),
};

/** Which options the other method has no use for. */
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
  });

  constructor(options: Partial<BaselineOnlyOptions> = {}) {
    const epochs = options?.method === 'sgd' ? SGD_BIAS_DEFAULTS.epochs : ALS_BIAS_DEFAULTS.epochs;
    const defaults = { ...BASELINE_ONLY_DEFAULTS, epochs };
    const resolved = resolveOptions('BaselineOnly', defaults, CHECKS, options);
    for (const name of USELESS[resolved.method]) {
      if (resolved[name] === defaults[name]) continue;
      throw new OptionError(`BaselineOnly: ${name} has no effect with method "${resolved.method}"`);
    }
    super('BaselineOnly', resolved);
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

  protected override shapes(train: Interactions) {
    return { userBias: train.userCount, itemBias: train.itemCount };
  }

  protected override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { userBias, itemBias } = this.state;
    const terms: Term[] = [{ kind: 'mean', value: this.train.mean }];
    if (user !== undefined) terms.push({ kind: 'userBias', value: userBias[user] });
    if (item !== undefined) terms.push({ kind: 'itemBias', value: itemBias[item] });
    return terms;
  }

  protected estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { userBias, itemBias } = this.state;
    return (
      this.train.mean + (user === undefined ? 0 : userBias[user]) + (item === undefined ? 0 : itemBias[item])
    );
  }
}
