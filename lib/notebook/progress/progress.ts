/**
 * Progress bars for loops and training. A bar is updated in place at most eight times a second. It shows the step,
 * the percentage and (after two seconds) the time left, and leaves one line when the work is done, fails or is
 * stopped. In a script, bars go to standard error if it is a terminal, otherwise nowhere.
 *
 * ```ts
 * import { progress, range, withProgress } from '../lib/notebook/progress/progress';
 *
 * for (const epoch of progress(range(20))) train(epoch);
 * for await (const batch of progress(readBatches(), { label: 'Reading' })) add(batch);
 * const table = await withProgress('Scoring', async (report) => {
 *   for (let u = 0; u < users; u++) report(u + 1, users);
 * });
 * ```
 */

// A loop over anything, including async iterables.
export { type ProgressOptions, progress, range } from './progress-loop';
// Work that reports its own progress.
export { withProgress } from './progress-work';
