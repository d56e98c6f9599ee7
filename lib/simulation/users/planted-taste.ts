import { number, options, seedNumber, whole } from '../../core/options';
import { RandomState } from '../../math/random/random-state';
import { type Taste, TasteByRow } from './taste';

const PLANTED_OPTIONS = options('plantedTaste', {
  users: whole({ from: 1, default: 500 }),
  items: whole({ from: 1, default: 100 }),
  /** The appeal of an average item to an average user. */
  middle: number({ from: 0.000001, to: 0.999999, default: 0.15 }),
  /** Standard deviation, in logits, of what a user clicks more than others. */
  eager: number({ from: 0, default: 0.6 }),
  /** Standard deviation, in logits, of what makes an item popular. */
  popular: number({ from: 0, default: 0.6 }),
  /** Standard deviation, in logits, of what is personal. */
  personal: number({ from: 0, default: 0.8 }),
  seed: seedNumber(),
});

/** Length of the planted vectors. */
const RANK = 4;

export interface PlantedTasteOptions {
  /** Number of users, `u0`, `u1`, …. Default 500. */
  readonly users?: number;
  /** Number of items, `i0`, `i1`, …. Default 100. */
  readonly items?: number;
  /** The appeal of an average item to an average user. Default 0.15. */
  readonly middle?: number;
  /** How much users differ in how readily they click: a standard deviation in logits. Default 0.6. */
  readonly eager?: number;
  /** How much items differ for everybody: a standard deviation in logits. Default 0.6. */
  readonly popular?: number;
  /** How much tastes differ: a standard deviation in logits. Default 0.8. */
  readonly personal?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * A made-up taste: appeal(u, i) = σ(logit(middle) + b_u + b_i + p_u · q_i), with normally distributed b, p and q, and
 * σ(x) = 1 / (1 + e^−x). Cost: O(users + items), and O(items) for a user who is asked about.
 *
 * @throws OptionError for an option out of range
 * @example
 * plantedTaste({ users: 10, items: 5 }).appeal('u3', 'i2'); // a number from 0 to 1
 */
export function plantedTaste(given: PlantedTasteOptions = {}): Taste {
  const { users, items, middle, eager, popular, personal, seed } = PLANTED_OPTIONS.resolve(given);
  const random = new RandomState(seed);
  const b = { user: random.normals(users, 0, eager), item: random.normals(items, 0, popular) };
  const scale = Math.sqrt(personal) / RANK ** 0.25;
  const P = random.normals(users * RANK, 0, scale); // [users, RANK]
  const Q = random.normals(items * RANK, 0, scale); // [items, RANK]
  const start = Math.log(middle / (1 - middle));
  const rowOf = (u: number) =>
    Float64Array.from({ length: items }, (_, i) => {
      let logit = start + b.user[u] + b.item[i];
      for (let f = 0; f < RANK; f++) logit += P[u * RANK + f] * Q[i * RANK + f];
      return 1 / (1 + Math.exp(-logit));
    });
  const named = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n}`);
  return new TasteByRow(named('u', users), named('i', items), rowOf);
}
