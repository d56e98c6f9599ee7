/** The data of the contract checks: small, synthetic, and deterministic. */
import type { ItemId, UserId } from '../core/ids';
import { itemFeatures } from '../data/features/feature-rows';
import { Interactions } from '../data/table/interactions';
import type { RatingRow } from '../data/table/rating-rows';
import { RandomState } from '../math/random/random-state';

/** Users and an item that don't occur in any toy table. */
export const STRANGER = 'stranger' as UserId;
export const OTHER_STRANGER = 'another stranger' as UserId;
export const NOVELTY = 'novelty' as ItemId;

/** 14 users, 11 items, about 60% of the pairs, whole stars. */
export function toyRatings(seed = 1): Interactions {
  const random = new RandomState(seed);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 14; user++) {
    for (let item = 0; item < 11; item++) {
      // Each user and item occurs at least once, and no user has rated all items.
      if ((user + item) % 11 === 0 || (random.random() < 0.6 && (user + item) % 11 !== 5)) {
        rows.push([`u${user}`, `i${item}`, 1 + random.interval(4)]);
      }
    }
  }
  return withToyContext(withToyFeatures(Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } })));
}

/** All pairs of a table, as rows with an arbitrary rating. */
export function allPairs(table: Interactions): Interactions {
  const rows = Array.from(table.users, (user) => Array.from(table.items, (item) => [user, item, 1] as const));
  return Interactions.fromRows(rows.flat(), { scale: table.scale });
}

/**
 * A checkerboard: 5 stars if user and item are both even or both odd, otherwise 1. Two ratings of each user
 * are withheld, a 5 (the diagonal) and a 1 next to it; a model that has learned the users' taste ranks the 5
 * first.
 */
export function checkerboard(size = 40): Interactions {
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < size; user++) {
    for (let item = 0; item < size; item++) {
      if (item === user || item === (user + 1) % size) continue;
      rows.push([`u${user}`, `i${item}`, (user + item) % 2 === 0 ? 5 : 1]);
    }
  }
  return withToyContext(withToyFeatures(Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } })));
}

/**
 * Adds synthetic item features, which content models need and others ignore: even or odd, like the colors of
 * a checkerboard, and the remainder modulo three, which carries no information.
 */
export function withToyFeatures(table: Interactions): Interactions {
  const rows = Array.from(table.items, (item, n) => {
    const number = /^i\d+$/.test(item) ? Number(item.slice(1)) : n;
    return { item, words: [number % 2 === 0 ? 'even' : 'odd', `third ${number % 3}`] };
  });
  return table.withItemFeatures(itemFeatures(rows));
}

/** The ratings with a made-up, uninformative context, which models that use context need; others ignore it. */
export function withToyContext(table: Interactions): Interactions {
  return table.withContext({ device: Array.from({ length: table.length }, (_, row) => DEVICES[row % 2]) });
}

const DEVICES = ['phone', 'tv'] as const;

/**
 * A world in which the device determines the rating: even-numbered items get 5 stars on a phone and 1 on a
 * TV, odd-numbered items the reverse. 30 users rate about three quarters of 12 items, each on a random
 * device; the hour has no effect.
 */
export function contextWorld(): Interactions {
  const random = new RandomState(3);
  const rows: object[] = [];
  for (let user = 0; user < 30; user++) {
    for (let item = 0; item < 12; item++) {
      if ((user + item) % 12 !== 0 && random.random() < 0.25) continue;
      const device = random.interval(1);
      const rating = item % 2 === device ? 5 : 1;
      const context = { device: DEVICES[device], hour: random.interval(23) };
      rows.push({ user: `u${user}`, item: `i${item}`, rating, context });
    }
  }
  return withToyFeatures(Interactions.fromRows(rows as Iterable<RatingRow>));
}
