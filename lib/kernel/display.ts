/**
 * Rich output from a cell, or from a library that a cell calls.
 *
 * A value is shown in as many MIME types as it has, in one message, and the front end takes the richest
 * that it can draw. Any object can bring its own form: a method under `Symbol.for('Jupyter.display')` (the
 * symbol that Deno's kernel uses too) that returns a {@link MimeBundle} or a promise of one.
 *
 * ```ts
 * class Stars {
 *   constructor(readonly n: number) {}
 *   [DISPLAY]() {
 *     return { 'text/plain': `${this.n} stars`, 'text/html': '★'.repeat(this.n) };
 *   }
 * }
 * ```
 */

/** MIME type to content: text for text types, an object for JSON types, base64 text for pictures. */
export type MimeBundle = Record<string, unknown>;

/** The method under which an object brings its own display. */
export const DISPLAY: unique symbol = Symbol.for('Jupyter.display');

/** What the running kernel offers; found through a global symbol, so that this file needs no kernel. */
export interface Frontend {
  display(value: unknown, options: { id?: string; update: boolean }): Promise<void>;
  clearOutput(options: { wait: boolean }): void;
}

const FRONTEND = Symbol.for('recommender-lab.frontend');
type WithFrontend = { [FRONTEND]?: Frontend };

/** Called once by the kernel. */
export function setFrontend(frontend: Frontend | undefined): void {
  (globalThis as WithFrontend)[FRONTEND] = frontend;
}

function frontend(): Frontend | undefined {
  return (globalThis as WithFrontend)[FRONTEND];
}

/**
 * Shows a value below the running cell, as its last expression would be shown.
 *
 * @param options.id a name under which {@link updateDisplay} can replace it
 * Outside a notebook it does nothing.
 */
export async function display(value: unknown, options: { id?: string } = {}): Promise<void> {
  await frontend()?.display(value, { ...options, update: false });
}

/** Replaces what was shown under this id, wherever it stands in the notebook. */
export async function updateDisplay(id: string, value: unknown): Promise<void> {
  await frontend()?.display(value, { id, update: true });
}

/** Clears the running cell's output; with `wait`, only when the next output comes (no flicker). */
export function clearOutput(options: { wait?: boolean } = {}): void {
  frontend()?.clearOutput({ wait: options.wait ?? false });
}
