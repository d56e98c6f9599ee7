/**
 * The common part of all policies: options, checks, random numbers, JSON. A policy is a subclass that says how it decides
 * and how it learns a reward.
 */
import { OptionError } from '../../core/errors';
import type { OptionSet } from '../../core/options';
import { pairSeed } from '../../math/random/pair-noise';
import { RandomState } from '../../math/random/random-state';
import type { ArmId, BanditPolicy, Choice, Context, Needs, PolicyJson, Reward } from '../policy';
import type { ArmStore } from './arm-numbers';
import { checkCandidates, checkContext, checkReward } from './checks';
import type { Decision } from './decision';

export abstract class BasePolicy<Options extends { readonly seed: number }> implements BanditPolicy {
  readonly name: string;
  /** All options, checked and frozen. */
  readonly options: Readonly<Options> & Readonly<Record<string, unknown>>;
  abstract readonly needs: Needs;
  protected abstract readonly arms: ArmStore;
  #choices = 0;

  constructor(declared: OptionSet<Options>, given: Partial<Options>) {
    this.name = declared.owner;
    this.options = declared.resolve(given);
  }

  get seed(): number {
    return this.options.seed;
  }

  /** How it chooses among the candidates, by their positions. */
  protected abstract decide(context: Context, candidates: readonly ArmId[]): Decision;

  /** Learns rewards, which have been checked. */
  protected abstract learn(batch: readonly Reward[]): void;

  /** The length of the contexts so far, if the policy has learned from one. */
  protected get features(): number | undefined {
    return undefined;
  }

  choose(context: Context, candidates: readonly ArmId[]): Choice {
    const decision = this.#decide(context, candidates);
    const position = decision.pick(this.#random());
    // Integration may take for impossible what is only next to impossible, and happened.
    const propensity = Math.max(decision.chances()[position], Number.EPSILON);
    return { action: candidates[position], propensity };
  }

  pick(context: Context, candidates: readonly ArmId[]): ArmId {
    const decision = this.#decide(context, candidates);
    return candidates[decision.pick(this.#random())];
  }

  probabilities(context: Context, candidates: readonly ArmId[]): number[] {
    return [...this.#decide(context, candidates).chances()];
  }

  update(batch: readonly Reward[]): void {
    if (!Array.isArray(batch)) {
      throw new OptionError(`${this.name}: a batch must be a list of { action, reward, … }, got ${batch}`);
    }
    let features = this.features;
    for (const row of batch) {
      checkReward(this.name, row, this.needs);
      if (!this.needs.context) continue;
      checkContext(this.name, row.context, features);
      features = row.context.length;
    }
    this.learn(batch);
  }

  toJSON(): PolicyJson {
    return {
      format: 'recommender-lab/policy',
      version: 1,
      policy: this.name,
      options: this.options,
      choices: this.#choices,
      arms: this.arms.toJSON(),
    };
  }

  /** Takes over what another policy of this class has learned, and its place in the random numbers. */
  restore({ choices, arms }: PolicyJson): this {
    this.arms.restore(this.name, arms);
    this.#choices = choices;
    return this;
  }

  #decide(context: Context, candidates: readonly ArmId[]): Decision {
    checkCandidates(this.name, candidates);
    if (this.needs.context) checkContext(this.name, context, this.features);
    return this.decide(context, candidates);
  }

  /** Each choice has its own stream of random numbers, so that JSON needs to keep the number of choices only. */
  #random(): RandomState {
    return new RandomState(pairSeed(this.seed, 0, this.#choices++));
  }
}
