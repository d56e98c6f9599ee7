/** What the users of each arm have seen and done: everything that the results are made of, from the lines of the log. */
import { SequentialSampleRatio } from '../../experiments/health/sequential-sample-ratio';
import type { Credit } from '../../experiments/interleaving/interleaving';
import type { Allocation } from './allocation';
import { Bandits } from './bandit/bandits';
import type { ExperimentDefinition } from './definition';
import type { Fate } from './fate';
import { GroupedLatencies } from './grouped-latencies';
import type { OpenList } from './join';
import { Latencies } from './latencies';
import type { Exposure, LogLine, Mark, Outcome } from './log-line';
import { Looks } from './looks';
import type { UserCounts } from './metrics';
import { ShadowTally } from './shadow/shadow-tally';

/** Impressions and clicks at a place of the list. */
export interface PlaceCounts {
  impressions: number;
  clicks: number;
}

export class ArmTally {
  readonly users = new Map<string, UserCounts>();
  /** Clicks by team, of interleaved lists. */
  readonly credits = new Map<string, { a: number; b: number }>();
  readonly places: PlaceCounts[] = [];
  readonly items = new Set<string>();
  readonly models = new Set<string>();
  readonly latencies = new Latencies();
  readonly grouped = new GroupedLatencies();

  constructor(private readonly looks: Looks) {}

  shown({ userId, items, model, ms, failed, cold, tail, genres }: Exposure): void {
    let user = this.users.get(userId);
    if (!user) {
      user = nothing(this.users.size);
      this.users.set(userId, user);
    }
    user.requests++;
    user.impressions += items.length;
    user.looks += this.looks.upTo(items.length);
    user.ms += ms;
    user.failures += Number(failed ?? false);
    user.cold += cold;
    user.tail += tail;
    user.genres += genres;
    for (let n = 0; n < items.length; n++) {
      this.places[n] ??= { impressions: 0, clicks: 0 };
      this.places[n].impressions++;
      this.items.add(items[n]);
    }
    this.models.add(model);
    this.latencies.add(ms);
    this.grouped.add(user.number, ms);
  }

  did({ type, userId, place, isGood }: Outcome, { teams }: Pick<Exposure, 'teams'>): void {
    const user = this.users.get(userId);
    if (!user) return;
    if (type === 'rating') {
      user.goodRatings += Number(isGood ?? false);
      return;
    }
    user.clicks++;
    this.places[place - 1].clicks++;
    if (teams === undefined) return;
    const credit = this.credits.get(userId) ?? { a: 0, b: 0 };
    this.credits.set(userId, credit);
    if (teams[place - 1] === 'A') credit.a++;
    else credit.b++;
  }

  /** One credit for each user who has seen an interleaved list. */
  allCredits(): Credit[] {
    return Array.from(this.users.keys(), (user) => this.credits.get(user) ?? { a: 0, b: 0 });
  }
}

function nothing(number: number): UserCounts {
  return {
    ...{ number, requests: 0, impressions: 0, looks: 0, clicks: 0, goodRatings: 0 },
    ...{ ms: 0, failures: 0, cold: 0, tail: 0, genres: 0 },
  };
}

export class Tally {
  readonly arms: ReadonlyMap<string, ArmTally>;
  readonly shadows = new Map<string, ShadowTally>();
  readonly marks: Mark[] = [];
  /** What became of clicks and ratings, also of users in no arm. */
  readonly events: Record<Fate, number> = { joined: 0, duplicate: 0, late: 0, orphan: 0, forged: 0 };
  /** The smallest always-valid p-value of the arms' numbers of users. */
  sampleRatioP = 1;
  readonly #ratio: SequentialSampleRatio | undefined;
  readonly #order: ReadonlyMap<string, number>;

  /** @param looks of the definition */
  constructor(
    { arms }: Pick<Allocation, 'arms'>,
    looks: ExperimentDefinition['looks'],
    readonly bandits = new Bandits({ arms: [], joinMinutes: 1 }),
  ) {
    const sums = new Looks(looks);
    this.arms = new Map(arms.map(({ name }) => [name, new ArmTally(sums)]));
    this.#order = new Map(arms.map(({ name }, n) => [name, n]));
    if (arms.length > 1) this.#ratio = new SequentialSampleRatio(arms.map(({ weight }) => weight));
  }

  /** @param list of a click or a rating: on which the item was */
  add(line: LogLine, list?: OpenList): void {
    this.bandits.add(line, list);
    if (line.type === 'exposure') this.#shown(line);
    else if (line.type === 'mark') this.marks.push(line);
    else if (line.type === 'shadow') this.shadowOf(line.challenger).add(line);
    else if (line.type === 'lost') this.shadowOf(line.challenger).lose(line.losses);
    else if (line.type === 'uncounted') {
      for (const [fate, count] of Object.entries(line.fates)) this.events[fate as Fate] += count;
    } else {
      this.events.joined++;
      if (list?.arm) this.arms.get(list.arm)?.did(line, list);
    }
  }

  shadowOf(challenger: string): ShadowTally {
    const kept = this.shadows.get(challenger) ?? new ShadowTally();
    this.shadows.set(challenger, kept);
    return kept;
  }

  /** Whether anybody has seen an arm. */
  get hasBegun(): boolean {
    return [...this.arms.values()].some(({ users }) => users.size > 0);
  }

  #shown(exposure: Exposure): void {
    const tally = exposure.arm === null ? undefined : this.arms.get(exposure.arm);
    if (!tally) return;
    const isNew = !tally.users.has(exposure.userId);
    tally.shown(exposure);
    if (!isNew || !this.#ratio) return;
    const counts = Array.from(this.#order, ([arm]) => Number(arm === exposure.arm));
    this.sampleRatioP = this.#ratio.add(counts).p;
  }
}
