/**
 * Progress bars for loops and training. A bar moves in place at most eight times a second, tells step, share
 * and (after two seconds) the time left, and leaves one line when the work is done, fails or is stopped. In a
 * script they go to the terminal's standard error, elsewhere nowhere.
 *
 * ```ts
 * import { fitProgress, progress, range, withProgress } from '../lib/notebook/progress';
 *
 * for (const epoch of progress(range(20))) train(epoch);
 * for await (const batch of progress(readBatches(), { label: 'Reading' })) add(batch);
 * await model.fit(train, { onProgress: fitProgress('SVD') });
 * const table = await withProgress('Scoring', async (report) => {
 *   for (let u = 0; u < users; u++) report(u + 1, users);
 * });
 * ```
 */

// The bar of a fit, of cross-validation or of a search.
export { fitProgress } from './progress-fit';
// A loop over anything, also an async one.
export { type ProgressOptions, progress, range } from './progress-loop';
// A search's bar with a table of its best trials.
export { type SearchProgressOptions, searchProgress } from './progress-search';
// A piece of work that tells itself how far it is.
export { withProgress } from './progress-work';
