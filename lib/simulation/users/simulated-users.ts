import {
  called,
  checkArgument,
  checkOptions,
  type Examples,
  type Kind,
  LIST,
  objectWith,
} from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { RandomState } from '../../math/random/random-state';
import type { AppealChange } from './appeal-change';
import type { Bots } from './bots';
import type { ClickModel } from './click-model';
import { stream } from './stream';
import { TASTE, type Taste } from './taste';

export interface SimulatedUsersOptions {
  readonly taste: Taste;
  readonly clicks: ClickModel;
  /** Fatigue, novelty, carry-over: applied in this order. Default none. */
  readonly changes?: readonly AppealChange[];
  /** Default none. */
  readonly bots?: Bots;
  /** Default 0. */
  readonly seed?: number;
}

const EXAMPLES: Examples<SimulatedUsersOptions> = { taste: {}, clicks: {}, changes: [], bots: {}, seed: 0 };
const CLICKS = called('a click model, such as positionBased()', objectWith('chances', 'click'));
const CHANGES: Kind = {
  allowed: 'a list of changes, such as [fatigue()]',
  allows: (given) => Array.isArray(given) && given.every((change) => typeof change === 'function'),
};
const BOTS = called("bots, such as bots({ users: ['ann'] })", objectWith('has', 'times', 'clicks'));
const ABOUT = { arm: 'A' };

/** Simulated users, as an argument. */
export const USERS = called(
  'simulated users, such as new SimulatedUsers({ taste: plantedTaste(), clicks: positionBased() })',
  objectWith('ids', 'visit', 'expectedClicks'),
);

/** What has been shown to a user. */
interface Memory {
  visits: number;
  readonly ofArm: Map<string | undefined, number>;
  readonly shown: Map<string, number>;
}

/**
 * Users with a known taste: show them a list, and they click. The random numbers are drawn in the order of the visits, so
 * the same visits with the same seed give the same clicks.
 *
 * What an experiment estimates is known here: `expectedClicks` is exact for a user's first visit, and for every visit if
 * there are no `changes`. Cost: O(places) per visit.
 *
 * @example
 * const users = new SimulatedUsers({ taste: plantedTaste(), clicks: positionBased() });
 * users.visit('u7', ['i1', 'i2', 'i3']);          // ['i1'], say
 * users.expectedClicks('u7', ['i1', 'i2', 'i3']); // 0.41, say
 */
export class SimulatedUsers {
  readonly taste: Taste;
  readonly bots: Bots | undefined;
  readonly #clicks: ClickModel;
  readonly #changes: readonly AppealChange[];
  readonly #random: RandomState;
  readonly #memories = new Map<string, Memory>();

  /** @throws OptionError for a seed that isn't a whole number from 0 to 2^32 − 1 */
  constructor(options: SimulatedUsersOptions) {
    withRequired('SimulatedUsers', options, 'taste', 'clicks');
    checkOptions('SimulatedUsers', options, EXAMPLES);
    const { taste, clicks, changes = [], bots, seed = 0 } = options;
    checkArgument('SimulatedUsers', 'taste', taste, TASTE);
    checkArgument('SimulatedUsers', 'clicks', clicks, CLICKS);
    checkArgument('SimulatedUsers', 'changes', changes, CHANGES);
    if (bots !== undefined) checkArgument('SimulatedUsers', 'bots', bots, BOTS);
    [this.taste, this.#clicks, this.#changes, this.bots] = [taste, clicks, changes, bots];
    this.#random = stream(seed, 'clicks');
  }

  /** All users, bots among them. */
  get ids(): readonly string[] {
    return this.taste.users;
  }

  /**
   * Shows a list to a user.
   *
   * @param about the arm of an experiment, for users who notice that something is new
   * @returns the items that are clicked, from the top
   * @throws OptionError for an unknown user or item, or a list with an item twice
   */
  visit<Item extends string>(
    user: string,
    list: readonly Item[],
    about: { readonly arm?: string } = {},
  ): Item[] {
    checkArgument('SimulatedUsers', 'list', list, LIST);
    checkOptions('SimulatedUsers', about, ABOUT);
    const { arm } = about;
    if (new Set(list).size < list.length) {
      throw new OptionError(`SimulatedUsers: a list must have each item once, got [${list}]`);
    }
    if (this.bots?.has(user)) return list.filter(() => this.#random.random() < this.bots!.clicks);
    if (this.#changes.length === 0) {
      const appeals = list.map((item) => this.taste.appeal(user, item));
      return this.#clicks.click(appeals, this.#random).map((place) => list[place]);
    }
    const memory = this.#memoryOf(user);
    const visitsOfArm = memory.ofArm.get(arm) ?? 0;
    const appeals = list.map((item) => {
      const timesShown = memory.shown.get(item) ?? 0;
      memory.shown.set(item, timesShown + 1);
      return this.#appeal({ user, item, arm, timesShown, visits: memory.visits, visitsOfArm });
    });
    memory.visits++;
    memory.ofArm.set(arm, visitsOfArm + 1);
    return this.#clicks.click(appeals, this.#random).map((place) => list[place]);
  }

  /**
   * The expected number of clicks on a list at a user's first visit, exactly: the truth. For a bot, of the bot.
   * @throws OptionError for an unknown user or item
   */
  expectedClicks(user: string, list: readonly string[], about: { readonly arm?: string } = {}): number {
    checkArgument('SimulatedUsers', 'list', list, LIST);
    checkOptions('SimulatedUsers', about, ABOUT);
    const { arm } = about;
    if (this.bots?.has(user)) return this.bots.clicks * list.length;
    const first = { timesShown: 0, visits: 0, visitsOfArm: 0 };
    const chances = this.#clicks.chances(list.map((item) => this.#appeal({ user, item, arm, ...first })));
    return chances.reduce((sum, chance) => sum + chance, 0);
  }

  #appeal(seen: Parameters<AppealChange>[1]): number {
    let appeal = this.taste.appeal(seen.user, seen.item);
    for (const change of this.#changes) appeal = change(appeal, seen);
    return Math.min(1, Math.max(0, appeal));
  }

  #memoryOf(user: string): Memory {
    let memory = this.#memories.get(user);
    if (!memory) {
      memory = { visits: 0, ofArm: new Map(), shown: new Map() };
      this.#memories.set(user, memory);
    }
    return memory;
  }
}
