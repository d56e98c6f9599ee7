/** Applying one batch of events to a state, each event once. */
import type { Counted } from './counted';
import { poisonLetter, rejectedLetter } from './dead-letter';
import type { Batch, DeadLetter, LoggedEvent } from './event-log';

/** What became of a batch. */
export interface AppliedBatch {
  readonly applied: number;
  /** Events left out because they had been sent twice. */
  readonly twice: number;
  /** Events and bytes that must be set aside. */
  readonly letters: readonly DeadLetter[];
}

/** How to apply. */
export interface ApplyBatch {
  /** Throws for an event that it can't use, before it changes anything. */
  readonly apply: (event: LoggedEvent) => void;
  /** What was counted of the partition; undefined if that isn't remembered. */
  readonly countedOf: (partition: number) => Counted | undefined;
  /** The consumer's name, for dead letters. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function applyBatch({ events, rejected }: Batch, given: ApplyBatch): AppliedBatch {
  const { apply, countedOf, name, now } = given;
  const letters: DeadLetter[] = rejected.map((bytes) => rejectedLetter(bytes, now));
  let applied = 0;
  let twice = 0;
  for (const logged of events) {
    if (countedOf(logged.partition)?.add(logged) === false) {
      twice++;
      continue;
    }
    try {
      apply(logged);
      applied++;
    } catch (error) {
      letters.push(poisonLetter(logged, name, (error as Error).message, now));
    }
  }
  return { applied, twice, letters };
}
