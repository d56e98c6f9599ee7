/**
 * The bandit of an arm. Its policy chooses the items of some places of the arm's lists, and learns from each list once it is
 * known what came of it: `joinMinutes` after it was made, when clicks no longer count for it. A click is a reward of 1,
 * none is 0. To learn from clicks at once would make every new item look good at first.
 *
 * All that it has learned follows from the lines of the experiment's log, in their order, so nothing else is stored: after a
 * restart, the log is read again. Lists are learned one by one, so that it doesn't matter when that is done.
 */
import { createPolicy, restorePolicy } from '../../../bandits/policies';
import { FactorThompson } from '../../../bandits/policies/factor-thompson';
import type { BanditPolicy } from '../../../bandits/policy';
import type { ServedList } from '../../served/served-list';
import type { ServedModel } from '../../served/served-model';
import type { Exposure, Mark, Outcome } from '../log-line';
import type { AskedList } from '../shadow/challenger-messages';
import { contextOf, exploredItems, itemVectors, ratedBy } from './candidates';
import type { ExploreDefinition } from './explore-definition';
import { exploreList, randomFor, slotsOf, someOf } from './explore-list';
import { type Explored, exploredPlaces, type Unexplored } from './explored';
import { WaitingLists } from './waiting-lists';

/** Lists that wait at most, as in `Joiner`; of more, the oldest are learned from early. */
const MOST_WAITING = 100_000;

/** What was shown of an item in explored places, and clicked there. */
export interface ItemCounts {
  shown: number;
  clicks: number;
}

/** A list, explored if that was possible. */
export interface Filled {
  readonly list: ServedList;
  readonly explored?: Explored;
  readonly unexplored?: Unexplored;
}

/** A list of the arm's model, to be explored. */
export interface FillRequest {
  readonly model: ServedModel;
  readonly list: ServedList;
  readonly asked: AskedList;
  /** A text of this request alone, which decides where the list is explored. */
  readonly coinText: string;
  readonly onFailure: (error: Error) => void;
}

export class Bandit {
  readonly items = new Map<string, ItemCounts>();
  readonly unexplored: Record<Unexplored, number> = { noCandidates: 0, failed: 0 };
  /** Lists that were explored. */
  lists = 0;
  /** Explored places that the policy has learned from. */
  learned = 0;
  isFrozen = false;
  /** Of a user about whom nothing is known; undefined as long as no list was explored. */
  averageContext: readonly number[] | undefined;
  #policy: BanditPolicy;
  #hasVectors = false;
  #choices = 0;
  readonly #waiting = new WaitingLists();
  readonly #within: number;
  #pool: { readonly model: ServedModel; readonly items: readonly string[] } | undefined;

  /** @param joinMinutes of the experiment */
  constructor(
    readonly definition: ExploreDefinition,
    joinMinutes: number,
  ) {
    this.#policy = createPolicy(definition.policy, definition.options);
    this.#within = 60_000 * joinMinutes;
  }

  get policy(): Pick<BanditPolicy, 'name' | 'needs' | 'probabilities' | 'toJSON'> {
    return this.#policy;
  }

  /** Explored places of lists that it will learn from. */
  get waiting(): number {
    return this.#waiting.places;
  }

  /**
   * Whether the policy has all that it chooses by. `FactorThompson` also needs the vectors of the arm's model, which aren't in
   * the log: an experiment that isn't running has none.
   */
  get canChoose(): boolean {
    return this.#hasVectors || !(this.#policy instanceof FactorThompson);
  }

  /** From now on, lists are of this model. A policy that starts from items' vectors gets the model's. */
  serve(model: ServedModel): void {
    if (!(this.#policy instanceof FactorThompson)) return;
    const vectors = itemVectors(model);
    const length = this.averageContext?.length ?? vectors[0]?.[1].length;
    // Of another length than the contexts so far, they can't be used, and exploring fails and says so.
    if (length === undefined || vectors[0]?.[1].length !== length) return;
    this.#policy.setFactors(vectors, { keepRewards: true });
    this.#hasVectors = true;
  }

  /** Explores a list. If that isn't possible, it stays as it is. */
  fill({ model, list, asked, coinText, onFailure }: FillRequest): Filled {
    const { slots: share, most } = this.definition;
    const places = slotsOf(list.items.length, share);
    if (places === 0) return { list };
    try {
      const random = randomFor(coinText);
      const possible = this.#candidates(model, list, asked);
      if (possible.length === 0) return { list, unexplored: 'noCandidates' };
      const filled = exploreList({
        ...{ policy: this.#policy, model, list, random },
        slots: Math.min(places, possible.length),
        candidates: someOf(possible, most, random),
        context: this.#policy.needs.context ? contextOf(model, asked.user) : [],
      });
      return this.isFrozen ? { ...filled, explored: { ...filled.explored, frozen: true } } : filled;
    } catch (error) {
      onFailure(error as Error);
      return { list, unexplored: 'failed' };
    }
  }

  /** A line of the log of this arm's lists. */
  shown(exposure: Exposure): void {
    const { explored, unexplored, items } = exposure;
    if (unexplored) this.unexplored[unexplored]++;
    if (!explored) return;
    this.lists++;
    this.#choices += explored.places.length;
    this.averageContext ??= explored.context?.map((_, n) => Number(n === 0)) ?? [];
    for (const place of explored.places) this.#countsOf(items[place - 1]).shown++;
    if (this.isFrozen || explored.frozen) return;
    this.#waiting.add(exposure);
    if (this.#waiting.size > MOST_WAITING) this.#learnFirst();
  }

  clicked({ requestId, place }: Outcome, { explored, items }: Pick<Exposure, 'explored' | 'items'>): void {
    if (!explored?.places.includes(place)) return;
    this.#countsOf(items[place - 1]).clicks++;
    this.#waiting.click(requestId, place);
  }

  /** `frozen` or `learning`. Lists that wait when it is frozen are never learned from. */
  marked({ what, time }: Pick<Mark, 'what' | 'time'>): void {
    if (what === 'learning') this.isFrozen = false;
    if (what !== 'frozen') return;
    this.learn(time);
    this.#waiting.clear();
    this.isFrozen = true;
  }

  /** Learns from the lists whose clicks no longer count. @param now milliseconds since 1970 */
  learn(now: number): void {
    for (;;) {
      const { first } = this.#waiting;
      if (!first || first.exposure.time >= now - this.#within) return;
      this.#learnFirst();
    }
  }

  /** When the log has been read: the next choice has random numbers that no earlier one had. */
  resume(): void {
    this.#policy = restorePolicy({ ...this.#policy.toJSON(), choices: this.#choices });
  }

  #learnFirst(): void {
    const { exposure, clicked } = this.#waiting.take();
    const explored = exposure.explored!;
    const { context } = explored;
    const rewards = exploredPlaces(explored, exposure.items).map(({ place, itemId: action, ...row }) => ({
      ...{ ...row, action, reward: Number(clicked.has(place)) },
      ...(context && { context }),
    }));
    this.#policy.update(rewards);
    this.learned += rewards.length;
  }

  #candidates(model: ServedModel, list: ServedList, asked: AskedList): string[] {
    if (this.#pool?.model !== model) {
      this.#pool = { model, items: exploredItems(model, this.definition.candidates) };
    }
    const listed = new Set<string>(list.items.map(({ itemId }) => itemId));
    const rated = ratedBy(model, asked);
    return this.#pool.items.filter((item) => !listed.has(item) && !rated.has(item));
  }

  #countsOf(item: string): ItemCounts {
    let counts = this.items.get(item);
    if (!counts) {
      counts = { shown: 0, clicks: 0 };
      this.items.set(item, counts);
    }
    return counts;
  }
}
