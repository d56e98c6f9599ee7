import { called, checkArgument, checkOptions, LIST, POSITIVE_WHOLE } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkOption, number } from '../../core/options';
import { pairUniform } from '../../math/random/pair-noise';
import { RandomState } from '../../math/random/random-state';
import { drawReward } from '../../simulation/bandits/arm-rewards';
import { type BanditWorld, banditWorld } from '../../simulation/bandits/bandit-world';
import type { ArmId } from '../policy';
import { OffPolicyData } from './off-policy-data';
import type { ActionValues } from './parts/action-values';

/** A number for each context and action. */
export type ByContext = readonly (readonly number[])[];

/** A log of such a world, with the context of each round. */
export interface KnownLog {
  readonly data: OffPolicyData;
  /** From 0, one per round. */
  readonly context: Int32Array;
}

/**
 * A world whose truth is known, to see how far estimates are off: contexts that are equally probable, actions, and for each
 * pair the probability of a click.
 *
 * It is a world for `simulateBandit`, too, where policies learn in it: the arms are the actions, 0, 1, …, and a round's
 * context is 1 at its number, 0 elsewhere. `contextualWorld` has contexts that are any numbers, and a truth by formula.
 *
 * @example
 * const world = new KnownWorld([[0.1, 0.3], [0.4, 0.2]]);
 * world.valueOf([[1, 0], [1, 0]]); // (0.1 + 0.4) / 2 = 0.25
 */
export class KnownWorld implements BanditWorld {
  readonly contexts: number;
  readonly actions: number;
  readonly arms: readonly ArmId[];
  readonly #rounds: BanditWorld;

  /**
   * @param clickRates of each context, for each action
   * @param seed of the rounds of `simulateBandit`; `log` has its own. Default 42.
   * @throws OptionError for rows that aren't equally long, or a rate that isn't a number from 0 to 1
   */
  constructor(
    readonly clickRates: ByContext,
    options: { readonly seed?: number } = {},
  ) {
    checkArgument('KnownWorld', 'clickRates', clickRates, called('a list of rows', LIST));
    checkOptions('KnownWorld', options, { seed: 42 });
    const { seed = 42 } = options;
    this.contexts = clickRates.length;
    this.actions = clickRates[0]?.length ?? 0;
    if (this.actions === 0 || clickRates.some((row) => row.length !== this.actions)) {
      throw new OptionError(
        'KnownWorld: clickRates must have rows of the same length, with an action or more',
      );
    }
    const bad = clickRates.flat().find((rate) => !(rate >= 0 && rate <= 1));
    if (bad !== undefined) {
      throw new OptionError(`KnownWorld: clickRates must be numbers from 0 to 1, got ${bad}`);
    }
    this.arms = Array.from({ length: this.actions }, (_, n) => n);
    const contextOf = (round: number) => Math.floor(pairUniform(seed ^ 1, round, 0) * this.contexts);
    const expected = (round: number, arm: number) => clickRates[contextOf(round)][arm];
    this.#rounds = banditWorld({
      arms: this.arms,
      context: (round) => Array.from({ length: this.contexts }, (_, n) => (n === contextOf(round) ? 1 : 0)),
      expected,
      reward: (round, arm) => drawReward(expected(round, arm), { deviation: null, seed, round, arm }),
    });
  }

  context(round: number): readonly number[] {
    return this.#rounds.context(round);
  }

  expectedReward(round: number, arm: ArmId): number {
    return this.#rounds.expectedReward(round, arm);
  }

  bestExpectedReward(round: number): number {
    return this.#rounds.bestExpectedReward(round);
  }

  reward(round: number, arm: ArmId): number {
    return this.#rounds.reward(round, arm);
  }

  delay(): number {
    return 0;
  }

  /** What a policy earns per round, in truth. */
  valueOf(policy: ByContext): number {
    this.#checkTable('policy', policy);
    const total = this.clickRates.reduce(
      (sum, row, context) => sum + row.reduce((own, rate, action) => own + rate * policy[context][action], 0),
      0,
    );
    return total / this.contexts;
  }

  /** The policy that takes the best action of each context, but with probability epsilon any. */
  nearlyBest(epsilon: number): ByContext {
    checkOption('KnownWorld', 'epsilon', epsilon, number({ from: 0, to: 1, default: 0 }));
    return this.clickRates.map((row) => {
      const best = row.indexOf(Math.max(...row));
      return row.map((_, action) => epsilon / row.length + (action === best ? 1 - epsilon : 0));
    });
  }

  /** What the policy `behavior` leaves in a log with that many rounds. The same for the same seed. */
  log(behavior: ByContext, rounds: number, seed: number): KnownLog {
    this.#checkTable('behavior', behavior);
    checkArgument('KnownWorld', 'rounds', rounds, POSITIVE_WHOLE);
    const random = new RandomState(seed);
    const [context, action] = [new Int32Array(rounds), new Int32Array(rounds)];
    const [reward, propensity] = [new Float64Array(rounds), new Float64Array(rounds)];
    for (let round = 0; round < rounds; round++) {
      context[round] = random.interval(this.contexts - 1);
      const row = behavior[context[round]];
      action[round] = draw(row, random.random());
      propensity[round] = row[action[round]];
      reward[round] = random.random() < this.clickRates[context[round]][action[round]] ? 1 : 0;
    }
    return {
      data: OffPolicyData.fromColumns({ action, reward, propensity, actions: this.arms }),
      context,
    };
  }

  #checkTable(name: string, table: ByContext): void {
    const isRow = (row: unknown) =>
      Array.isArray(row) && row.length === this.actions && row.every(Number.isFinite);
    if (Array.isArray(table) && table.length === this.contexts && table.every(isRow)) return;
    throw new OptionError(
      `KnownWorld: ${name} must be a row of ${this.actions} numbers for each of ${this.contexts} contexts`,
    );
  }
}

/** A table by context as a function of the rounds of a log: what `weigh` takes. */
export function inContext(table: ByContext, context: Int32Array): ActionValues {
  checkArgument('inContext', 'table', table, called('a list of rows', LIST));
  checkArgument('inContext', 'context', context, LIST);
  return (round, into) => into.set(table[context[round]]);
}

function draw(shares: readonly number[], at: number): number {
  let left = at;
  for (let n = 0; n < shares.length - 1; n++) {
    left -= shares[n];
    if (left < 0) return n;
  }
  return shares.length - 1;
}
