/** The notebook cell that is running, for work that should end when its user presses stop. */

const SIGNAL = Symbol.for('recommender-lab.cell-signal');
type WithSignal = { [SIGNAL]?: () => AbortSignal | undefined };

/** Called once by the kernel. Found through a global symbol, so that this file needs no kernel. */
export function setCellSignal(find: (() => AbortSignal | undefined) | undefined): void {
  (globalThis as WithSignal)[SIGNAL] = find;
}

/**
 * The signal of the cell that this code was called from, also after an `await`: aborted when the user stops that
 * cell. Undefined outside a notebook. Every `fit` and search heeds it without being told; for work of your own:
 *
 * ```ts
 * for (let round = 0; round < 1000; round++) {
 *   cellSignal()?.throwIfAborted();
 *   await doRound();
 * }
 * ```
 */
export function cellSignal(): AbortSignal | undefined {
  return (globalThis as WithSignal)[SIGNAL]?.();
}

/** The given signal and the running cell's as one: aborted when either is. */
export function orCellSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  const ofCell = cellSignal();
  return signal && ofCell ? AbortSignal.any([signal, ofCell]) : (signal ?? ofCell);
}
