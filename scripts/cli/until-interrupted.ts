/** Ctrl-C, and being told to end, as an abort signal: whoever holds a process ends it before we go. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that aborts on Ctrl-C. Returns the exit code: that of `work`, or 128 plus the
 * signal's number when interrupted (130 for Ctrl-C), once `work` has cleaned up.
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let interruptedBy: (typeof SIGNALS)[number] | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    interruptedBy ??= signal as (typeof SIGNALS)[number];
    controller.abort(new Error(`interrupted by ${signal}`));
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!interruptedBy) throw error;
    process.stderr.write('interrupted\n');
    return 128 + constants.signals[interruptedBy];
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
