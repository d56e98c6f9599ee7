/**
 * Progress bars for loops and training. A bar moves in place at most eight times a second, tells step, share
 * and (after two seconds) the time left, and leaves one line when the work is done, fails or is stopped. In a
 * script they go to the terminal's standard error, elsewhere nowhere.
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

// A loop over anything, also an async one.
export { type ProgressOptions, progress, range } from './progress-loop';
// A piece of work that tells itself how far it is.
export { withProgress } from './progress-work';
