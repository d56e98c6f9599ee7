/** Ctrl-C as an abort signal, for commands that clean up themselves. See `stop-signals.js` for the others. */
import { onStopSignal } from './stop-signals';

/**
 * Runs `work` with a signal that aborts on Ctrl-C, SIGTERM or a closed terminal. Returns the exit code: that of `work`,
 * or 130 after Ctrl-C (128 plus the signal's number), once `work` has cleaned up.
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let interrupted: number | undefined;
  const stopListening = onStopSignal((signal, exitCode) => {
    interrupted = exitCode;
    controller.abort(new Error(`interrupted by ${signal}`));
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (interrupted === undefined) throw error;
    process.stderr.write('interrupted\n');
    return interrupted;
  } finally {
    stopListening();
  }
}
