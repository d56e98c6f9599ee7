/**
 * Rich output from a cell, or from a library that a cell calls. This file has no imports, so it can be copied into
 * any other project.
 *
 * A value is sent in every MIME type it offers, in one message, and the front end picks the richest one it can draw.
 * Any object can define its own display: a method under `Symbol.for('Jupyter.display')` (the symbol that Deno's
 * kernel also uses) that returns a {@link MimeBundle}, a {@link DisplayData} (the same with metadata for the front
 * end), or a promise of either.
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

/** MIME type to content: text for text types, an object for JSON types, base64 text for images. */
export type MimeBundle = Record<string, unknown>;

/** A bundle with the message's `metadata`, keyed by MIME type. */
export interface DisplayData {
  readonly data: MimeBundle;
  /** For images, JupyterLab reads `width` and `height`, nbconvert `alt`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The method an object defines to control its own display. */
export const DISPLAY: unique symbol = Symbol.for('Jupyter.display');

/** What the running kernel provides; looked up through a global symbol, so that this file works without a kernel. */
export interface Frontend {
  display(value: unknown, options: { id?: string; update: boolean }): Promise<void>;
  clearOutput(options: { wait: boolean }): void;
  atCellEnd(callback: CellEnd): void;
  printLimit(lines: number): void;
  broadcast(type: string, content: object, attached: BroadcastAttached): void;
  capture(work: () => unknown, signal: AbortSignal | undefined): Promise<Captured>;
}

/** An output as stored in a notebook file, such as `{ output_type: 'display_data', data, metadata }`. */
export interface NotebookOutput {
  readonly output_type: 'stream' | 'display_data' | 'error';
  readonly [field: string]: unknown;
}

/** The result of {@link captureOutput}. */
export interface Captured {
  readonly outputs: readonly NotebookOutput[];
  /** What the work returned; its display is the last of the outputs. */
  readonly value?: unknown;
  /** Why it failed, with `ename`, `evalue` and `traceback`; not included in the outputs. */
  readonly error?: NotebookOutput;
}

/** Called with how the cell ended: successfully, with an error, or stopped by the user. */
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

/** True when a notebook cell is running this code. Elsewhere nothing is displayed. */
export function inNotebook(): boolean {
  return frontend() !== undefined;
}

/**
 * Shows a value below the running cell, formatted like a cell's last expression. It is sent before this function
 * returns, even from a loop that never awaits, unless the value's own display is a promise. Does nothing outside a
 * notebook.
 *
 * @param options.id a name by which {@link updateDisplay} can replace it
 */
export function display(value: unknown, options: { id?: string } = {}): Promise<void> {
  return showing(frontend()?.display(value, { ...options, update: false }));
}

/** Replaces everything shown under this id, anywhere in the notebook. */
export function updateDisplay(id: string, value: unknown): Promise<void> {
  return showing(frontend()?.display(value, { id, update: true }));
}

/** A promise that isn't displayed when it is a cell's last expression. */
function showing(shown: Promise<void> = Promise.resolve()): Promise<void> {
  return Object.defineProperty(shown, DISPLAY, { value: () => ({}) });
}

/** A piece of HTML, SVG or Markdown; made by {@link html}, {@link svg} and {@link md}. */
export class Markup {
  constructor(
    readonly mimeType: string,
    readonly text: string,
  ) {}
  toString(): string {
    return this.text;
  }
  [DISPLAY](): MimeBundle {
    return { [this.mimeType]: this.text, 'text/plain': this.text };
  }
}

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => Markup;

/**
 * HTML as a cell's value: `` html`<b>${title}</b>` ``. Values are text, so `&` and `<` in them are escaped, except for
 * other pieces of {@link Markup}; of an array, each item is inserted, and nothing for `undefined`, `null` and `false`.
 * Put text that is HTML already in with {@link rawHtml}. (Deno's tag of this name escapes nothing.)
 */
export const html: Template = markup('text/html', escaped);

/** An image: `` svg`<svg viewBox="0 0 9 9"><text>${label}</text></svg>` ``; values are inserted as by {@link html}. */
export const svg: Template = markup('image/svg+xml', escaped);

/** Markdown: `` md`**${count}** films` ``. Values are inserted as they are, so they may be Markdown themselves. */
export const md: Template = markup('text/markdown', (text) => text);

/** Text that is HTML already, to be shown or inserted as it is. */
export function rawHtml(text: string): Markup {
  return new Markup('text/html', text);
}

function markup(mimeType: string, encode: (text: string) => string): Template {
  const inserted = (value: unknown): string => {
    if (value === undefined || value === null || value === false) return '';
    if (Array.isArray(value)) return value.map(inserted).join('');
    return value instanceof Markup ? value.text : encode(String(value));
  };
  return (strings, ...values) =>
    new Markup(
      mimeType,
      strings.reduce((text, next, i) => text + inserted(values[i - 1]) + next),
    );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The optional parts of a message besides its content. */
export interface BroadcastAttached {
  readonly metadata?: object;
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/**
 * Sends any message of Jupyter's protocol to all front ends, as part of the running cell:
 * `broadcast('display_data', { data, metadata: {}, transient: {} })`. Does nothing outside a notebook.
 */
export function broadcast(type: string, content: object, attached: BroadcastAttached = {}): void {
  frontend()?.broadcast(type, content, attached);
}

/** Clears the running cell's output; with `wait`, only when the next output arrives (no flicker). */
export function clearOutput(options: { wait?: boolean } = {}): void {
  frontend()?.clearOutput({ wait: options.wait ?? false });
}

/**
 * Runs work like a cell's code, but collects what it prints, displays and returns instead of showing it. Never
 * rejects. Outside a notebook it collects only the return value or the error.
 *
 * @param options.signal aborting it stops the work, as the stop button stops a cell
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
 * Calls back once when the running cell ends, however it ends, and before the front end is notified, so anything
 * shown in the callback still belongs to the cell. Outside a notebook the callback is never called.
 */
export function atCellEnd(callback: CellEnd): void {
  frontend()?.atCellEnd(callback);
}

/**
 * Sets how many lines a cell may print from now on (10,000 by default). A browser can take minutes to draw a million
 * lines. Throws an OptionError for less than 1.
 */
export function printLimit(lines: number): void {
  frontend()?.printLimit(lines);
}
