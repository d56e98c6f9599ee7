import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { number, options } from '../../core/options';
import type { OffPolicyData } from './off-policy-data';
import type { RowOfRound } from './parts/action-values';
import { DATA } from './parts/check-estimate';
import { FOLDS, foldsOf } from './parts/folds';

const OPTIONS = options('meanRewards', { shrinkage: number({ from: 0, default: 10 }), folds: FOLDS });

/** Options of `meanRewards`. */
export interface MeanRewardsOptions {
  /** Number of rounds with the mean that are added to those of an action. Default 10. */
  readonly shrinkage?: number;
  /** Parts for cross-fitting. Default 5. */
  readonly folds?: number;
  /** The place in a list of each round, from 0, to have means by place, too. Default: none. */
  readonly position?: ArrayLike<number>;
}

/**
 * The simplest model of rewards: the mean reward of each action, shrunk towards the mean of all, (Σ r + k r̄) / (n + k). With
 * positions, the mean of each action at each place, shrunk towards that of the action.
 *
 * Cross-fitted: the users are in parts, and the means for a part are those of the others, so that no round is predicted
 * from its own reward. (A model that has seen the rewards finds smaller errors than it makes, and intervals are too
 * narrow.) Cost: O(rounds).
 *
 * Source: V. Chernozhukov et al., "Double/Debiased Machine Learning", The Econometrics Journal 21 (2018).
 *
 * @returns for `weigh`, as `rewards`
 * @throws OptionError for bad options
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rewards = meanRewards(data, { folds: 3, shrinkage: 1 });
 * directMethod(weigh(data, [1, 0], { rewards })).value; // (1 + 0.5 + 0.25) / 3 = 0.5833…
 */
export function meanRewards(data: OffPolicyData, options: MeanRewardsOptions = {}): RowOfRound {
  checkArgument('meanRewards', 'data', data, DATA);
  checkOptions('meanRewards', options, { shrinkage: 10, folds: 5, position: [] });
  const { position, ...given } = options;
  if (position !== undefined) checkArgument('meanRewards', 'position', position, LIST);
  const { shrinkage, folds } = OPTIONS.resolve(given);
  const foldOf = foldsOf(data, folds);
  const tables = Array.from({ length: folds }, (_, fold) => {
    const means = new ShrunkMeans(data.actions.length, shrinkage);
    for (let round = 0; round < data.length; round++) {
      if (foldOf(round) !== fold) means.add(data.action[round], data.reward[round], position?.[round]);
    }
    return means;
  });
  return (round, into) => tables[foldOf(round)].read(position?.[round], into);
}

class ShrunkMeans {
  readonly #all = { n: 0, sum: 0 };
  readonly #n: Float64Array;
  readonly #sum: Float64Array;
  /** By place. */
  readonly #places = new Map<number, ShrunkMeans>();

  constructor(
    readonly actions: number,
    readonly shrinkage: number,
  ) {
    this.#n = new Float64Array(actions);
    this.#sum = new Float64Array(actions);
  }

  add(action: number, reward: number, place?: number): void {
    this.#all.n++;
    this.#all.sum += reward;
    this.#n[action]++;
    this.#sum[action] += reward;
    if (place === undefined) return;
    const there = this.#places.get(place) ?? new ShrunkMeans(this.actions, this.shrinkage);
    this.#places.set(place, there);
    there.add(action, reward);
  }

  read(place: number | undefined, into: Float64Array): void {
    into.fill(this.#all.n === 0 ? 0 : this.#all.sum / this.#all.n);
    this.shrink(into);
    if (place !== undefined) this.#places.get(place)?.shrink(into);
  }

  /** Replaces what is known beforehand of each action by the mean shrunk towards it. */
  shrink(into: Float64Array): void {
    for (let action = 0; action < into.length; action++) {
      const n = this.#n[action] + this.shrinkage;
      if (n > 0) into[action] = (this.#sum[action] + this.shrinkage * into[action]) / n;
    }
  }
}
