/** Puts items that a policy chooses into a list that a model has made. */
import { createHash } from 'node:crypto';
import type { BanditPolicy, Context } from '../../../bandits/policy';
import { chooseSlate } from '../../../bandits/slate';
import { itemId } from '../../../core/ids';
import { RandomState } from '../../../math/random/random-state';
import type { ListedItem, ServedList } from '../../served/served-list';
import type { ServedModel } from '../../served/served-model';
import type { Explored } from './explored';

/** What a list is explored with. */
export interface ExploreRequest {
  readonly policy: Pick<BanditPolicy, 'choose'>;
  readonly model: ServedModel;
  readonly list: ServedList;
  /** How many places; at most as many as there are candidates. */
  readonly slots: number;
  /** What may take them; none is on the list. */
  readonly candidates: readonly string[];
  readonly context: Context;
  readonly random: RandomState;
}

/** The number of explored places in a list of this length. */
export function slotsOf(places: number, share: number): number {
  return Math.max(Math.round(places * share), places >= 10 ? 1 : 0);
}

/** Random numbers for a text, such as a request id: the same for the same text. */
export function randomFor(text: string): RandomState {
  return new RandomState(createHash('sha256').update(text).digest().readUInt32LE(0));
}

/** Some of them, in their order, each equally likely. The same list if they are no more. O(all). */
export function someOf<Value>(all: readonly Value[], most: number, random: RandomState): readonly Value[] {
  if (all.length <= most) return all;
  const places = Int32Array.from(all.keys());
  for (let n = 0; n < most; n++) {
    const other = n + random.interval(all.length - n - 1);
    [places[n], places[other]] = [places[other], places[n]];
  }
  return Array.from(places.subarray(0, most).sort(), (place) => all[place]);
}

/**
 * The model's list with the chosen items at places that are drawn at random, all equally likely, so that no item is
 * favored by its place. The model's items move down, and its last ones leave the list. Cost: that of the policy's choices.
 */
export function exploreList(request: ExploreRequest): {
  readonly list: ServedList;
  readonly explored: Explored;
} {
  const { policy, model, list, slots, candidates, context, random } = request;
  const numbers = Array.from(list.items.keys());
  const places = someOf(numbers, slots, random);
  const slate = chooseSlate(policy as BanditPolicy, { context, candidates, k: slots });
  const kept = list.items.values();
  const because = list.items[0].because === null ? null : []; // whether reasons were asked for
  const at = new Map(places.map((place, n) => [place, String(slate.places[n].action)]));
  const items = numbers.map((place): ListedItem => {
    const chosen = at.get(place);
    if (chosen === undefined) return kept.next().value!;
    const words = model.wordsOf(itemId(chosen));
    return { ...words, score: null, predictedRating: null, confidence: null, because };
  });
  return {
    list: { ...list, items },
    explored: {
      places: places.map((place) => place + 1),
      propensities: slate.places.map(({ propensity }) => propensity),
      candidates: [...candidates],
      ...(context.length > 0 && { context: [...context] }),
    },
  };
}
