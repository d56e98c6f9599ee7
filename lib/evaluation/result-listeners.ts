/**
 * Lets a notebook see every result of `evaluate` and `evaluateRanking` as it is made. Nobody listens unless asked to,
 * and nothing is written here.
 */
import type { Receipt } from './receipt';

/** A result, without the data behind it. */
export interface Result {
  /** What was measured: predicted ratings, or lists. */
  readonly of: 'ratings' | 'lists';
  readonly label: string;
  readonly receipt: Receipt;
  /** By name; NaN for a metric that isn't defined or wasn't asked for. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the numbers depend on besides model and split. */
  readonly protocol: Readonly<Record<string, string | number>>;
}

export type ResultListener = (result: Result) => void;

/** Kept outside this module, so that a listener outlives the reload of an edited file. */
const LISTENERS = Symbol.for('recommender-lab.result-listeners');
type WithListeners = { [LISTENERS]?: Map<string, ResultListener> };

/** From now on, calls back with every result in this process. A second listener of the same name replaces the first. */
export function listenToResults(name: string, listener: ResultListener): void {
  const holder = globalThis as WithListeners;
  holder[LISTENERS] ??= new Map();
  holder[LISTENERS].set(name, listener);
}

export function stopListening(name: string): void {
  (globalThis as WithListeners)[LISTENERS]?.delete(name);
}

/** Called by whatever makes a result. */
export function announce(result: Result): void {
  for (const listener of (globalThis as WithListeners)[LISTENERS]?.values() ?? []) listener(result);
}
