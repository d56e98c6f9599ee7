/**
 * The lines of an experiment's log, `events.ndjson` in its folder: JSON, one for each list that was shown, for each click
 * or rating that was joined to one, for those that weren't, and for what happened to the experiment itself. All that the
 * results say of users follows from them.
 *
 * The same log serves off-policy evaluation: an exposure has the items in their order and the probability that this list
 * was shown, `propensity`.
 */
import type { OutReason } from '../../experiments/assignment/assignment';
import type { Explored, Unexplored } from './bandit/explored';
import type { Fate } from './fate';
import type { Loss } from './shadow/challenger';

/** Milliseconds since 1970, by the service's clock. */
interface AnyLine {
  readonly time: number;
}

/** A list was shown: an impression of each of its items. */
export interface Exposure extends AnyLine {
  readonly type: 'exposure';
  /** As in the answer. */
  readonly requestId: string;
  readonly userId: string;
  /** Null: the user is in no arm, for the reason `out`; the list is that of the service's own model. */
  readonly arm: string | null;
  readonly out?: OutReason;
  /** Name and version of the model, or of the two models of an interleaved list. */
  readonly model: string;
  /**
   * The probability that this list was shown to this user, who takes part: the arm's share of users, and for interleaved
   * lists, times that of the coin's falls. 1 for users in no arm. If two arms have the same list for the user, the
   * probability of the list is the sum of both. Of a list with explored places, without those: theirs are in `explored`.
   */
  readonly propensity: number;
  /** Items in the order of their places, from place 1. */
  readonly items: readonly string[];
  /** Of an interleaved list: which model each item is of, A or B, in the order of places. */
  readonly teams?: string;
  /** Of an arm that explores: the places that its policy has filled, or why there are none. */
  readonly explored?: Explored;
  readonly unexplored?: Unexplored;
  /** Milliseconds to make the list. */
  readonly ms: number;
  /** The arm's model failed, and the service's own model made the list. */
  readonly failed?: true;
  /** Items with few ratings, items of the long tail, and different genres on the list. */
  readonly cold: number;
  readonly tail: number;
  readonly genres: number;
}

/** A click or a rating that belongs to an exposure, the first of its kind for this item. */
export interface Outcome extends AnyLine {
  readonly type: 'click' | 'rating';
  readonly requestId: string;
  readonly userId: string;
  readonly itemId: string;
  /** The item's place on the list, from 1. */
  readonly place: number;
  /** With ratings: the rating, and whether it is a good one on the model's scale. */
  readonly rating?: number;
  readonly isGood?: boolean;
}

/** What a challenger in the shadow would have shown. */
export interface Shadowed extends AnyLine {
  readonly type: 'shadow';
  readonly requestId: string;
  readonly challenger: string;
  readonly items: readonly string[];
  /** Its first score, and that of the list that was shown. */
  readonly score: number;
  readonly liveScore: number;
  /** Overlap@k with the list that was shown, k its length, and rank-biased overlap. */
  readonly overlap: number;
  readonly rbo: number;
  readonly ms: number;
}

/** Requests to a challenger in the shadow that have had no answer since the line before, by why. */
export interface Lost extends AnyLine {
  readonly type: 'lost';
  readonly challenger: string;
  readonly losses: Readonly<Partial<Record<Loss, number>>>;
}

/** Clicks and ratings that came at this time and don't count for a list, by what became of them: see `fate.ts`. */
export interface Uncounted extends AnyLine {
  readonly type: 'uncounted';
  readonly fates: Readonly<Partial<Record<Exclude<Fate, 'joined'>, number>>>;
}

/** Something happened to the experiment. */
export interface Mark extends AnyLine {
  readonly type: 'mark';
  /** `models`: an arm has another model than before; `frozen`, `learning`: an arm's bandit learns no more, or again. */
  readonly what: 'started' | 'ramp' | 'models' | 'frozen' | 'learning' | 'stopped';
  readonly words: string;
  /** The arm of a bandit. */
  readonly arm?: string;
}

export type LogLine = Exposure | Outcome | Shadowed | Lost | Uncounted | Mark;

const TYPES: ReadonlySet<unknown> = new Set<LogLine['type']>([
  'exposure',
  'click',
  'rating',
  'shadow',
  'lost',
  'uncounted',
  'mark',
]);

/** The line; undefined for half a line, which was never acknowledged, and for a damaged one. */
export function lineIn(text: string): LogLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<LogLine> | null;
    return TYPES.has(line?.type) && Number.isFinite(line?.time) ? (line as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
