/** Which arm a user of the service is in. */
import { type Arm, Assignment, type OutReason } from '../../experiments/assignment/assignment';
import { type ExperimentDefinition, INTERLEAVED } from './definition';

/** Where a user belongs, and how likely that was, given that the user takes part. */
export interface Allocated {
  /** Null: the user doesn't take part. */
  readonly arm: string | null;
  readonly out?: OutReason;
  readonly share: number;
}

/** Users whose place is remembered, so that it isn't hashed again; about 100 bytes each. */
const MOST_KNOWN = 50_000;

/** Only needed where all who take part are in one arm: `Assignment` has at least two. */
const OTHER_HALF = '\u0000';

/**
 * The assignment of an experiment's users to its arms and to interleaved lists, by `Assignment`. One arm alone, for a
 * challenger in the shadow, works as well.
 */
export class Allocation {
  /** The arms that users are assigned to, with their shares of those who take part. */
  readonly arms: readonly Arm[];
  readonly #shares: ReadonlyMap<string, number>;
  readonly #assignment: Assignment;
  readonly #known = new Map<string, Allocated>();

  /** @throws OptionError as `Assignment` does */
  constructor(definition: ExperimentDefinition) {
    const { arms, interleaving, salt, traffic, holdout, excludeUsers: exclude } = definition;
    const shown = arms.filter(({ weight }) => weight > 0).map(({ name, weight }) => ({ name, weight }));
    const all = interleaving ? [...shown, { name: INTERLEAVED, weight: interleaving.weight }] : shown;
    const total = all.reduce((sum, { weight }) => sum + weight, 0);
    this.arms = all;
    this.#shares = new Map(all.map(({ name, weight }) => [name, weight / total]));
    const assigned = all.length === 1 ? [all[0], { ...all[0], name: OTHER_HALF }] : all;
    this.#assignment = new Assignment({ salt, traffic, holdout, exclude, arms: assigned });
  }

  /** Cost: three hashes at most; none for a user who was here a short while ago. */
  of(user: string): Allocated {
    const known = this.#known.get(user);
    if (known) return known;
    const place = this.#of(user);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(user, place);
    return place;
  }

  #of(user: string): Allocated {
    const { arm, out } = this.#assignment.of(user);
    if (arm === undefined) return { arm: null, out, share: 1 };
    const name = arm === OTHER_HALF ? this.arms[0].name : arm;
    return { arm: name, share: this.#shares.get(name)! };
  }
}
