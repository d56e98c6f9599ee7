/** Trying again what brokers refuse only for a moment, such as right after a topic was made, or while a leader moves. */
import { setTimeout } from 'node:timers/promises';
import { LabError } from '../../core/errors';

/** Milliseconds before the second try; each wait is twice the one before, up to the longest. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 500;

/**
 * What the work returns when it first succeeds.
 * @param isFinal whether trying again is of no use; it may also throw the error to be thrown instead
 * @throws the work's last error, if it is final or a `LabError`, or when the time is over
 */
export async function tryFor<Result>(
  seconds: number,
  work: () => Promise<Result>,
  isFinal: (error: unknown) => boolean | Promise<boolean>,
): Promise<Result> {
  const until = performance.now() + seconds * 1000;
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LabError || performance.now() >= until || (await isFinal(error))) throw error;
      await setTimeout(wait);
    }
  }
}
