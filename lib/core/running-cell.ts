/** The running notebook cell, for work that should stop when the user presses stop. */

const SIGNAL = Symbol.for('recommender-lab.cell-signal');
type WithSignal = { [SIGNAL]?: () => AbortSignal | undefined };

/** Called once by the kernel. Found through a global symbol, so that this file needs no kernel. */
export function setCellSignal(find: (() => AbortSignal | undefined) | undefined): void {
  (globalThis as WithSignal)[SIGNAL] = find;
}

/**
 * The abort signal of the cell that called this code, even after an `await`: aborted when the user stops that cell.
 * Undefined outside a notebook. Every `fit` and search uses it automatically; for your own work:
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

/** Combines the given signal with the running cell's: aborted when either is. */
export function orCellSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  const ofCell = cellSignal();
  return signal && ofCell ? AbortSignal.any([signal, ofCell]) : (signal ?? ofCell);
}
