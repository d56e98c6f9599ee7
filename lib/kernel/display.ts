/**
 * Rich output from a cell, or from a library that a cell calls. This file imports nothing, so that it can be
 * copied into a project that knows nothing of this one.
 *
 * A value is shown in as many MIME types as it has, in one message, and the front end takes the richest
 * that it can draw. Any object can bring its own form: a method under `Symbol.for('Jupyter.display')` (the
 * symbol that Deno's kernel uses too) that returns a {@link MimeBundle}, the same with notes for the front
 * end ({@link DisplayData}), or a promise of either.
 *
 * ```ts
 * class Stars {
 *   constructor(readonly n: number) {}
 *   [DISPLAY]() {
 *     return { 'text/plain': `${this.n} stars`, 'text/html': '★'.repeat(this.n) };
 *   }
 * }
 * class Photo {
 *   constructor(readonly png: Buffer, readonly words: string) {}
 *   [DISPLAY]() {
 *     return {
 *       data: { 'image/png': this.png.toString('base64'), 'text/plain': this.words },
 *       metadata: { 'image/png': { alt: this.words, width: 300 } },
 *     };
 *   }
 * }
 * ```
 */

/** MIME type to content: text for text types, an object for JSON types, base64 text for pictures. */
export type MimeBundle = Record<string, unknown>;

/** A bundle with the message's `metadata`: notes about a form stand under its MIME type. */
export interface DisplayData {
  readonly data: MimeBundle;
  /** Of pictures, JupyterLab reads `width` and `height`, nbconvert `alt`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The method under which an object brings its own display. */
export const DISPLAY: unique symbol = Symbol.for('Jupyter.display');

/** What the running kernel offers; found through a global symbol, so that this file needs no kernel. */
export interface Frontend {
  display(value: unknown, options: { id?: string; update: boolean }): Promise<void>;
  clearOutput(options: { wait: boolean }): void;
  atCellEnd(callback: CellEnd): void;
  printLimit(lines: number): void;
  capture(work: () => unknown, signal: AbortSignal | undefined): Promise<Captured>;
}

/** An output as a notebook file holds it, such as `{ output_type: 'display_data', data, metadata }`. */
export interface NotebookOutput {
  readonly output_type: 'stream' | 'display_data' | 'error';
  readonly [field: string]: unknown;
}

/** What {@link captureOutput} has seen. */
export interface Captured {
  readonly outputs: readonly NotebookOutput[];
  /** What the work has returned; its display is the last of the outputs. */
  readonly value?: unknown;
  /** Why it has failed, with `ename`, `evalue` and `traceback`; it is not among the outputs. */
  readonly error?: NotebookOutput;
}

/** Told how the cell ended: all well, with an error, or stopped by the user. */
export type CellEnd = (how: 'done' | 'failed' | 'interrupted') => void;

const FRONTEND = Symbol.for('recommender-lab.frontend');
type WithFrontend = { [FRONTEND]?: Frontend };

/** Called once by the kernel. */
export function setFrontend(frontend: Frontend | undefined): void {
  (globalThis as WithFrontend)[FRONTEND] = frontend;
}

function frontend(): Frontend | undefined {
  return (globalThis as WithFrontend)[FRONTEND];
}

/** Is this code run by a notebook's cell? Elsewhere nothing is displayed. */
export function inNotebook(): boolean {
  return frontend() !== undefined;
}

/**
 * Shows a value below the running cell, as its last expression would be shown. It leaves before this returns,
 * also from a loop that never awaits, unless the value's own display is a promise. Outside a notebook nothing
 * happens.
 *
 * @param options.id a name under which {@link updateDisplay} can replace it
 */
export function display(value: unknown, options: { id?: string } = {}): Promise<void> {
  return showing(frontend()?.display(value, { ...options, update: false }));
}

/** Replaces what was shown under this id, wherever it stands in the notebook. */
export function updateDisplay(id: string, value: unknown): Promise<void> {
  return showing(frontend()?.display(value, { id, update: true }));
}

/** A promise that isn't shown itself where it is a cell's last expression. */
function showing(shown: Promise<void> = Promise.resolve()): Promise<void> {
  return Object.defineProperty(shown, DISPLAY, { value: () => ({}) });
}

/** Clears the running cell's output; with `wait`, only when the next output comes (no flicker). */
export function clearOutput(options: { wait?: boolean } = {}): void {
  frontend()?.clearOutput({ wait: options.wait ?? false });
}

/**
 * Runs work as a cell's code is run, but what it prints, displays and returns is collected and not shown. Never
 * rejects. Outside a notebook nothing is collected but the value, or the error.
 *
 * @param options.signal when aborted, the work is stopped as a cell is by the stop button
 */
export async function captureOutput(
  work: () => unknown,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Captured> {
  const running = frontend();
  if (running) return running.capture(work, signal);
  try {
    return { outputs: [], value: await work() };
  } catch (error) {
    const { name = 'Error', message = String(error) } = error as Partial<Error>;
    return { outputs: [], error: { output_type: 'error', ename: name, evalue: message, traceback: [] } };
  }
}

/**
 * Calls back once when the running cell ends, however it ends, before the front end is told so: what is shown
 * then still belongs to the cell. Outside a notebook it never does.
 */
export function atCellEnd(callback: CellEnd): void {
  frontend()?.atCellEnd(callback);
}

/**
 * Sets how many lines a cell may print, from now on; 10,000 unless told. A browser can take minutes to draw a
 * million. An OptionError for less than 1.
 */
export function printLimit(lines: number): void {
  frontend()?.printLimit(lines);
}
