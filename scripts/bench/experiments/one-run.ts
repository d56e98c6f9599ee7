/** One simulated experiment, as the rows that an analysis would see, in a world whose truth is known exactly. */
import { Assignment } from '../../../lib/experiments/assignment/assignment';
import { RandomState } from '../../../lib/math/random/random-state';
import { plantedTaste } from '../../../lib/simulation/users/planted-taste';
import { positionBased } from '../../../lib/simulation/users/position-based';
import { returnVisits } from '../../../lib/simulation/users/return-visits';
import { SimulatedUsers } from '../../../lib/simulation/users/simulated-users';
import type { Taste } from '../../../lib/simulation/users/taste';
import { simulateTraffic } from '../../../lib/simulation/users/traffic';

export const PLACES = 5;
const PER_DAY = 0.3;
const DAYS = 7;
/** Seven days with 0.3 visits each, of those who come at all: with a gamma shape of 1, one visit more than of all. */
const MEAN_VISITS = 1 + PER_DAY * DAYS;
const TASTES = 400;

/** What a user did: one row per user, in the order of their first visit. */
export interface UserRow {
  readonly arm: 0 | 1;
  views: number;
  clicks: number;
  /** Whether the first list was clicked. */
  readonly converted: boolean;
  /** Clicks of the week before, without an arm. */
  readonly before: number;
}

/** The treatment less the control, in truth. */
export interface Truth {
  readonly ctr: number;
  readonly clicksPerUser: number;
  readonly conversion: number;
}

/** A world with a good list and a list that is less good for each user. */
export class ExperimentWorld {
  readonly #taste: Taste = plantedTaste({ users: TASTES, items: 60, seed: 11 });
  readonly #lists: ReadonlyMap<string, readonly [string[], string[]]>;
  readonly truth: Truth;

  /** @param isAA whether both arms show the same lists */
  constructor(readonly isAA: boolean) {
    const random = new RandomState(12);
    this.#lists = new Map(
      this.#taste.users.map((user) => {
        const good = this.#listOf(user, random, 0.1);
        return [user, isAA ? [good, good] : [this.#listOf(user, random, 0.2), good]] as const;
      }),
    );
    this.truth = this.#truth();
  }

  /** The rows of one experiment with users drawn from all tastes. The same for the same seed. */
  run(users: number, seed: number): UserRow[] {
    const random = new RandomState(seed);
    const ids = Array.from({ length: users }, (_, n) => `${n}`);
    const like = ids.map(() => this.#taste.users[random.interval(TASTES - 1)]);
    const appeal = (user: string, item: string) => this.#taste.appeal(like[Number(user)], item);
    const taste = { users: ids, items: this.#taste.items, appeal };
    const simulated = new SimulatedUsers({ taste, clicks: positionBased(), seed: random.uint32() });
    const visits = returnVisits(ids, { perDay: PER_DAY, seed: random.uint32() });
    const assignment = new Assignment({
      salt: `run-${seed}`,
      arms: [
        { name: '0', weight: 1 },
        { name: '1', weight: 1 },
      ],
    });
    const shared = { users: simulated, visits, days: DAYS };
    const listOf = (user: string, arm: string) => this.#lists.get(like[Number(user)])![Number(arm)];
    const before = new Map<string, number>();
    for (const view of simulateTraffic({ ...shared, seed: random.uint32(), armOf: () => '0', listOf })) {
      before.set(view.user, (before.get(view.user) ?? 0) + view.clicks.length);
    }
    const rows = new Map<string, UserRow>();
    const armOf = (user: string) => assignment.of(user).arm;
    for (const view of simulateTraffic({ ...shared, seed: random.uint32(), armOf, listOf })) {
      const row = rows.get(view.user);
      if (row) {
        row.views++;
        row.clicks += view.clicks.length;
      } else {
        const clicks = view.clicks.length;
        const arm = Number(view.arm) as 0 | 1;
        const past = before.get(view.user) ?? 0;
        rows.set(view.user, { arm, views: 1, clicks, converted: clicks > 0, before: past });
      }
    }
    return [...rows.values()];
  }

  #listOf(user: string, random: RandomState, noise: number): string[] {
    return this.#taste.items
      .map((item) => ({ item, score: this.#taste.appeal(user, item) + random.normal(0, noise) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, PLACES)
      .map(({ item }) => item);
  }

  /** Means over all tastes, from which users are drawn alike. */
  #truth(): Truth {
    const model = positionBased();
    let [clicks, converted] = [0, 0];
    for (const user of this.#taste.users) {
      for (const arm of [0, 1]) {
        const list = this.#lists.get(user)![arm];
        const chances = model.chances(list.map((item) => this.#taste.appeal(user, item)));
        const sign = (arm === 1 ? 1 : -1) / TASTES;
        clicks += sign * chances.reduce((sum, chance) => sum + chance, 0);
        converted += sign * (1 - chances.reduce((none, chance) => none * (1 - chance), 1));
      }
    }
    return { ctr: clicks / PLACES, clicksPerUser: clicks * MEAN_VISITS, conversion: converted };
  }
}
