/**
 * Synthetic ratings in a world where the context matters, and where the truth is known: how device, hour, and place
 * change what people choose, and how they rate it. MovieLens can't show this, because its timestamps only say when people
 * signed up.
 *
 * Items differ in two traits, length (short to long) and mood (calm to lively). Each context value suits some traits: a
 * phone suits short items, a TV long ones, the late evening calm ones, the way to work short and lively ones. With
 * traits t_i and what the context suits, s_c = s_device + s_hour + s_place,
 *
 *     expected rating(u, i, c) = 3.5 + b_u + b_i + p_u · q_i + d_u,device + strength · s_c · t_i,
 *     P(u chooses i in c) ∝ popularity_i · exp(expected rating(u, i, c)),
 *
 * where d is how much better or worse a user rates on a device. A rating is the expected one plus noise, as whole stars.
 */
import { checkArgument, RECORD } from '../core/arguments';
import { bisectRight } from '../core/bisect';
import { OptionError } from '../core/errors';
import { number, options, seedNumber, whole } from '../core/options';
import type { ContextValues } from '../data/context/context-columns';
import { Interactions } from '../data/table/interactions';
import type { RatingRow } from '../data/table/rating-rows';
import { RandomState } from '../math/random/random-state';
import { cumulative, NOISE_SD } from './generate';

/** A context of this world. */
export type WorldContext = {
  readonly device: 'phone' | 'laptop' | 'tv';
  /** 7 to 23, as text: a category. */
  readonly hour: string;
  readonly place: 'home' | 'work' | 'way';
};

export interface ContextWorldOptions {
  /** Default 150. */
  readonly users?: number;
  /** Default 100. */
  readonly items?: number;
  /** Total number of ratings. Default 6000. */
  readonly ratings?: number;
  /** How much the context matters, in stars; 0 is a world without context. Default 0.6. */
  readonly strength?: number;
  /** Default 42. */
  readonly seed?: number;
}

const WORLD_OPTIONS = options('generateInContext', {
  users: whole({ from: 1, default: 150 }),
  items: whole({ from: 1, default: 100 }),
  ratings: whole({ from: 1, default: 6000 }),
  strength: number({ default: 0.6 }),
  seed: seedNumber({ default: 42 }),
});

/** The traits that each context value suits: [length, mood]. */
type Suits = readonly [length: number, mood: number];
const DEVICES: Readonly<Record<WorldContext['device'], Suits>> = {
  phone: [-1, 0.3],
  laptop: [0, 0],
  tv: [1, -0.3],
};
const PLACES: Readonly<Record<WorldContext['place'], Suits>> = {
  home: [0.3, -0.3],
  work: [-0.3, 0],
  way: [-0.5, 0.7],
};
const HOURS: readonly string[] = Array.from({ length: 17 }, (_, n) => String(n + 7));
/** By hour, as a wave: lively and short at 10, calm and long at 22. */
const suitsHour = (hour: number): Suits => {
  const wave = Math.cos((2 * Math.PI * (hour - 22)) / 24);
  return [0.7 * wave, -0.7 * wave];
};

/** Share of time on each device, by place. */
const DEVICE_SHARES: Readonly<
  Record<WorldContext['place'], Readonly<Record<WorldContext['device'], number>>>
> = {
  home: { phone: 0.3, laptop: 0.2, tv: 0.5 },
  work: { phone: 0.4, laptop: 0.6, tv: 0 },
  way: { phone: 1, laptop: 0, tv: 0 },
};

/**
 * The ratings, and the truth behind them.
 *
 * @example
 * const world = generateInContext({ users: 40, items: 30, ratings: 600 });
 * world.ratings.row(0).context; // { device: 'tv', hour: '21', place: 'home' }
 * world.expected('u1', 'i3', { device: 'phone', hour: '8', place: 'way' });
 */
export class ContextWorld {
  /** With the context columns device, hour, and place. */
  readonly ratings: Interactions;
  /** All contexts of this world with their shares of the time, which add up to 1. */
  readonly contexts: readonly { readonly context: WorldContext; readonly share: number }[] = allContexts();
  readonly #truth: Truth;
  readonly #strength: number;

  constructor(given: ContextWorldOptions = {}) {
    const { users, items, ratings, strength, seed } = WORLD_OPTIONS.resolve(given);
    if (ratings > (users * items) / 2) {
      throw new OptionError(
        `generateInContext: ratings must be at most half of ${users} x ${items} pairs, got ${ratings}`,
      );
    }
    const random = new RandomState(seed);
    this.#strength = strength;
    this.#truth = truthOf(random, users, items);
    this.ratings = Interactions.fromRows(this.#draw(random, users, ratings) as Iterable<RatingRow>);
  }

  /**
   * The expected rating before rounding, in stars. Without a context, the mean over the contexts in which the user
   * chooses the item, the best prediction that doesn't know the context.
   * @throws OptionError for an unknown id or context value
   */
  expected(user: string, item: string, context?: ContextValues): number {
    const [u, i] = [this.#index(user, 'u'), this.#index(item, 'i')];
    if (context) return this.#expected(u, i, worldContext(context));
    let sum = 0;
    let weights = 0;
    for (const { context: one, share } of this.contexts) {
      const weight = share * this.#chances(u, one)[i];
      sum += weight * this.#expected(u, i, one);
      weights += weight;
    }
    return sum / weights;
  }

  /** The probability that the user, in this context, chooses each item: i0, i1, … Float64 [items]. */
  chances(user: string, context: ContextValues): Float64Array {
    return this.#chances(this.#index(user, 'u'), worldContext(context));
  }

  /** The traits of an item in words: `short, lively`. */
  traitsOf(item: string): string {
    const at = 2 * this.#index(item, 'i');
    const { traits } = this.#truth;
    const word = (value: number, low: string, high: string) =>
      value < -0.4 ? low : value > 0.4 ? high : 'medium';
    return `${word(traits[at], 'short', 'long')}, ${word(traits[at + 1], 'calm', 'lively')}`;
  }

  #chances(u: number, context: WorldContext): Float64Array {
    const { popularity } = this.#truth;
    const weights = popularity.map((weight, i) => weight * Math.exp(this.#expected(u, i, context)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }

  #expected(u: number, i: number, { device, hour, place }: WorldContext): number {
    const { userBias, itemBias, p, q, traits, onDevice } = this.#truth;
    const suits = [DEVICES[device], suitsHour(Number(hour)), PLACES[place]];
    let score = 3.5 + userBias[u] + itemBias[i] + onDevice[device][u] * this.#strength;
    for (let f = 0; f < 2; f++) {
      score += p[2 * u + f] * q[2 * i + f];
      for (const suited of suits) score += this.#strength * suited[f] * traits[2 * i + f];
    }
    return score;
  }

  /** Each user in turn chooses an item that they haven't rated, in a context drawn by its share. */
  #draw(random: RandomState, users: number, count: number): object[] {
    const seen = Array.from({ length: users }, () => new Set<number>());
    const drawFrom = (weights: Float64Array) => {
      const upTo = cumulative(weights);
      return bisectRight(upTo, random.random() * upTo[upTo.length - 1], 0, upTo.length - 1);
    };
    const shares = Float64Array.from(this.contexts, ({ share }) => share);
    return Array.from({ length: count }, (_, n) => {
      const u = n % users;
      const { context } = this.contexts[drawFrom(shares)];
      const i = drawFrom(this.#chances(u, context).map((chance, item) => (seen[u].has(item) ? 0 : chance)));
      seen[u].add(i);
      const stars = Math.round(this.#expected(u, i, context) + random.normal(0, NOISE_SD));
      return { user: `u${u}`, item: `i${i}`, rating: Math.min(5, Math.max(1, stars)), context };
    });
  }

  #index(id: string, letter: 'u' | 'i'): number {
    const { userBias, itemBias } = this.#truth;
    const count = (letter === 'u' ? userBias : itemBias).length;
    const index = /^[ui]\d+$/.test(id) && id.startsWith(letter) ? Number(id.slice(1)) : -1;
    if (index >= 0 && index < count) return index;
    throw new OptionError(
      `ContextWorld: the ids are ${letter}0 to ${letter}${count - 1}, got ${JSON.stringify(id)}`,
    );
  }
}

/** A world with these options; the same for the same seed. Cost: O(ratings · items). */
export function generateInContext(options: ContextWorldOptions = {}): ContextWorld {
  return new ContextWorld(options);
}

/** @throws OptionError for a missing or unknown value */
function worldContext(context: ContextValues): WorldContext {
  checkArgument('ContextWorld', 'context', context, RECORD);
  const { device, hour, place } = context;
  const isKnown =
    Object.hasOwn(DEVICES, device) && Object.hasOwn(PLACES, place) && HOURS.includes(String(hour));
  if (isKnown) return { device, hour: String(hour), place } as WorldContext;
  const got = JSON.stringify({ device, hour, place });
  throw new OptionError(
    `ContextWorld: the context must have device phone, laptop or tv, hour 7 to 23, and place home, work or way, got ${got}`,
  );
}

interface Truth {
  readonly userBias: Float64Array;
  readonly itemBias: Float64Array;
  /** [users, 2] */
  readonly p: Float64Array;
  /** [items, 2] */
  readonly q: Float64Array;
  /** Length and mood. [items, 2] */
  readonly traits: Float64Array;
  readonly onDevice: Readonly<Record<WorldContext['device'], Float64Array>>;
  readonly popularity: Float64Array;
}

function truthOf(random: RandomState, users: number, items: number): Truth {
  const order = random.permutation(items);
  return {
    userBias: random.normals(users, 0, 0.3),
    itemBias: random.normals(items, -0.5, 0.3),
    p: random.normals(users * 2, 0, 0.6),
    q: random.normals(items * 2, 0, 0.6),
    traits: random.normals(items * 2),
    onDevice: {
      phone: random.normals(users, 0, 0.4),
      laptop: random.normals(users, 0, 0.4),
      tv: random.normals(users, 0, 0.4),
    },
    popularity: Float64Array.from(order, (rank) => 1 / (rank + 1 + items / 20)),
  };
}

/** Every hour is as frequent as any from 7 to 23; the place follows from the hour, the device from the place. */
function allContexts(): { context: WorldContext; share: number }[] {
  const contexts: { context: WorldContext; share: number }[] = [];
  for (const hour of HOURS) {
    for (const [place, ofPlace] of Object.entries(placeShares(Number(hour)))) {
      for (const [device, ofDevice] of Object.entries(DEVICE_SHARES[place as WorldContext['place']])) {
        const share = (ofPlace * ofDevice) / HOURS.length;
        if (share > 0) contexts.push({ context: { device, hour, place } as WorldContext, share });
      }
    }
  }
  return contexts;
}

function placeShares(hour: number): Readonly<Record<WorldContext['place'], number>> {
  if (hour === 8 || hour === 17) return { home: 0.2, work: 0.2, way: 0.6 };
  return hour > 8 && hour < 17 ? { home: 0.2, work: 0.7, way: 0.1 } : { home: 0.9, work: 0, way: 0.1 };
}
