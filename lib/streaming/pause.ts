/** Waiting before another try. */
import { setTimeout } from 'node:timers/promises';

/** Resolves after the milliseconds, or as soon as the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
