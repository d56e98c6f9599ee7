import { called, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { nearestNames } from '../../core/nearest-names';

/** What simulated users like. It is the truth of a simulated world: no model sees it. */
export interface Taste {
  readonly users: readonly string[];
  readonly items: readonly string[];
  /**
   * The appeal of an item to a user, from 0 to 1: the probability of a click once the user looks at the item.
   * @throws OptionError for an unknown user or item
   */
  appeal(user: string, item: string): number;
}

/** A taste, as an argument. */
export const TASTE = called('a taste, such as plantedTaste()', objectWith('users', 'items', 'appeal'));

/**
 * A taste whose rows are computed when they are first asked for, and kept.
 *
 * @example
 * const taste = new TasteByRow(['ann'], ['a', 'b'], () => Float64Array.of(0.5, 0.1));
 * taste.appeal('ann', 'b'); // 0.1
 */
export class TasteByRow implements Taste {
  readonly #rows = new Map<string, ArrayLike<number>>();
  readonly #userAt: ReadonlyMap<string, number>;
  readonly #itemAt: ReadonlyMap<string, number>;

  /**
   * @param rowOf the appeals of all items, in their order, to the user at an index. Float64 [items]
   * @throws OptionError for an id that occurs twice
   */
  constructor(
    readonly users: readonly string[],
    readonly items: readonly string[],
    readonly rowOf: (user: number) => ArrayLike<number>,
  ) {
    this.#userAt = positions('users', users);
    this.#itemAt = positions('items', items);
  }

  appeal(user: string, item: string): number {
    return this.#row(user)[position('item', this.#itemAt, item)];
  }

  #row(user: string): ArrayLike<number> {
    const kept = this.#rows.get(user);
    if (kept) return kept;
    const row = this.rowOf(position('user', this.#userAt, user));
    const bad = Array.from(row).find((appeal) => !(appeal >= 0 && appeal <= 1));
    if (bad !== undefined || row.length !== this.items.length) {
      throw new OptionError(
        `Taste: appeals of user ${user} must be ${this.items.length} numbers from 0 to 1, got ${bad ?? row.length}`,
      );
    }
    this.#rows.set(user, row);
    return row;
  }
}

function positions(name: string, ids: readonly string[]): ReadonlyMap<string, number> {
  const bad = ids.findIndex((id) => typeof id !== 'string');
  if (bad >= 0) throw new OptionError(`Taste: ${name} must be a list of texts, got ${ids[bad]}`);
  const at = new Map(ids.map((id, i) => [id, i]));
  if (at.size < ids.length) {
    throw new OptionError(
      `Taste: ${name} must have each id once, got ${ids.length} ids of which ${at.size} differ`,
    );
  }
  return at;
}

function position(what: string, at: ReadonlyMap<string, number>, id: string): number {
  const found = at.get(id);
  if (found !== undefined) return found;
  const near = typeof id === 'string' ? nearestNames(id, at.keys()) : [];
  const meant = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  throw new OptionError(
    `Taste: ${what} must be one of the ${at.size} known ids, got ${JSON.stringify(id)}${meant}`,
  );
}
