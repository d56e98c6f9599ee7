/**
 * Prequential evaluation: in time order, each rating first tests every contender and then trains them. It answers what a
 * split can't: what is it worth to learn at once?
 */
import { OptionError } from '../core/errors';
import type { ItemId, UserId } from '../core/ids';
import { options as declare, number, type OptionsOf, whole } from '../core/options';
import type { Interactions, Rating } from '../data/table/interactions';
import { byTime, timestampsOf } from '../evaluation/splits/time-order';
import { MostPopular } from '../models/simple/most-popular';
import type { Model } from '../recommender/model';
import { LiveModel } from './live-model/live-model';

export const PREQUENTIAL_OPTIONS = declare('prequential', {
  /** The share of the ratings, the earliest, that the models are trained on before the first test. */
  warmUp: number({ above: 0, to: 0.99, default: 0.5 }),
  /** Length of the lists. */
  k: whole({ from: 1, default: 10 }),
  /** Parts of equal length into which the tests are divided. */
  parts: whole({ from: 1, default: 10 }),
  /** Only every n-th rating is a test; all of them train. */
  every: whole({ from: 1, default: 1 }),
});

export interface PrequentialOptions extends Partial<OptionsOf<typeof PREQUENTIAL_OPTIONS>> {
  /** Called after each test. */
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number }) => void;
  readonly signal?: AbortSignal;
}

/** Means over the tests of a part. */
export interface ListQuality {
  /** The share of tests whose item was on the list. */
  readonly hitRate: number;
  /** Mean 1 / log2(place + 1) of the item; 0 if it wasn't on the list. */
  readonly ndcg: number;
}

/** One part of the tests. */
export interface PrequentialPart {
  /** The first and the last test, in seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly tests: number;
  /** Tests of users without a rating in the warm-up. */
  readonly newUsers: number;
  /** Trained once, on the warm-up. */
  readonly batch: ListQuality;
  /** The same model as a `LiveModel`, which folds in what the user has just done. */
  readonly live: ListQuality;
  /** Trained on all ratings before the last midnight (UTC). */
  readonly nightly: ListQuality;
}

const CONTENDERS = ['batch', 'live', 'nightly'] as const;

const DAY = 86_400;

/** A trained model, and the list for users whom it doesn't know. */
interface Trained {
  readonly model: Model;
  readonly popular: MostPopular;
}

/**
 * Tests on each rating after the warm-up, then trains on it. A test asks for the user's list, without what they have
 * rated before, and looks for the item on it; what rating it got doesn't matter. Users whom a contender doesn't know get
 * the most popular items of its train set.
 *
 * Ratings of the same second keep the order of the table. Time stamps of MovieLens 100K are those of sign-up sessions:
 * half of the users' histories fit in an hour, so a nightly model seldom sees a user before their last rating. That
 * favors the live model more than a shop's data would.
 *
 * @param make a new, unfitted model, that folds in
 * @returns the parts, then a last one for all tests
 * @example
 * const parts = await prequential(ratings, () => new EASE(), { every: 20, parts: 2 });
 * parts.at(-1)!.live.hitRate > parts.at(-1)!.batch.hitRate;
 * @throws OptionError if the table has no time stamps, or the model can't fold in
 */
export async function prequential(
  ratings: Interactions,
  make: () => Model,
  { onProgress, signal, ...given }: PrequentialOptions = {},
): Promise<PrequentialPart[]> {
  const options = PREQUENTIAL_OPTIONS.resolve(given);
  const timestamps = timestampsOf('prequential', ratings);
  const order = byTime(
    timestamps,
    Int32Array.from({ length: ratings.length }, (_, row) => row),
  );
  const first = Math.floor(ratings.length * options.warmUp);
  if (first === 0) throw new OptionError('prequential: the table has too few ratings for a warm-up, got 0');
  const train = async (rows: number): Promise<Trained> => {
    const table = ratings.select(order.subarray(0, rows), { vocabulary: 'remake' });
    return {
      model: await make().fit(table, { signal }),
      popular: await new MostPopular({ positiveFrom: null }).fit(table),
    };
  };
  const batch = await train(first);
  if (!batch.model.can.foldsIn)
    throw new OptionError(`prequential: the model must fold in new ratings, and ${batch.model.name} can't`);
  let nightly = batch;
  let night = Math.floor(timestamps[order[first]] / DAY);
  const live = new LiveModel(batch.model, { perUser: ratings.length, usersPerPartition: ratings.length });
  const rated = new Map<UserId, ItemId[]>();
  for (let at = 0; at < first; at++) remember(rated, ratings.row(order[at]));

  const steps = ratings.length - first;
  const tests: Test[] = [];
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const rating = ratings.row(order[first + step]);
    const { user, item, timestamp } = rating as Required<Rating>;
    const today = Math.floor(timestamp / DAY);
    if (today > night) {
      nightly = await train(first + step);
      night = today;
    }
    if (step % options.every === 0) {
      const asked = { k: options.k, without: rated.get(user) ?? [] };
      const lists = {
        batch: listOf(batch, user, asked),
        live: live.visitorOf(user)?.recommend(asked) ?? listOf(batch, user, asked),
        nightly: listOf(nightly, user, asked),
      };
      const places = CONTENDERS.map((name) => 1 + lists[name].findIndex((listed) => listed.item === item));
      tests.push({ timestamp, isNew: !batch.model.summary.users.has(user), places });
      onProgress?.({ step: step + 1, steps });
      await new Promise(setImmediate);
    }
    remember(rated, rating);
    const event = {
      type: 'rating',
      id: `${step}`,
      time: timestamp * 1000,
      userId: user,
      itemId: item,
    } as const;
    live.apply({
      partition: 0,
      offset: step,
      appended: timestamp * 1000,
      event: { ...event, rating: rating.rating },
    });
  }
  const parts = Math.min(options.parts, tests.length);
  const bounds = Array.from({ length: parts + 1 }, (_, n) => Math.round((n * tests.length) / parts));
  return [...bounds.slice(1).map((end, n) => partOf(tests.slice(bounds[n], end))), partOf(tests)];
}

interface Test {
  readonly timestamp: number;
  readonly isNew: boolean;
  /** Of the item on the list of each contender, from 1; 0 if it isn't there. */
  readonly places: readonly number[];
}

function remember(rated: Map<UserId, ItemId[]>, { user, item }: Rating): void {
  const items = rated.get(user);
  if (items) items.push(item);
  else rated.set(user, [item]);
}

function listOf({ model, popular }: Trained, user: UserId, asked: { k: number; without: ItemId[] }) {
  if (model.summary.users.has(user)) return model.recommend(user, asked);
  return popular.recommend(user, { ...asked, unknownUsers: 'popular' });
}

function partOf(tests: readonly Test[]): PrequentialPart {
  const mean = (value: (test: Test) => number) =>
    tests.reduce((sum, test) => sum + value(test), 0) / tests.length;
  const quality = (contender: number): ListQuality => ({
    hitRate: mean(({ places }) => Number(places[contender] > 0)),
    ndcg: mean(({ places }) => (places[contender] > 0 ? 1 / Math.log2(places[contender] + 1) : 0)),
  });
  const [batch, live, nightly] = CONTENDERS.map((_, n) => quality(n));
  return {
    from: tests[0].timestamp,
    to: tests.at(-1)!.timestamp,
    tests: tests.length,
    newUsers: tests.filter(({ isNew }) => isNew).length,
    batch,
    live,
    nightly,
  };
}
