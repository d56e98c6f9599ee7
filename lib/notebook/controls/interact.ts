import { called, checkArgument, FUNCTION, objectWith, RECORD } from '../../core/arguments';
import { escapeHtml } from '../../core/html/escape-html';
import { DISPLAY, display, type MimeBundle } from '../../kernel/display';
import { type Box, box } from './box';
import type { Control } from './control';
import { LatestRun } from './latest-run';
import { outputArea } from './output-area';
import { parameterLine } from './parameter-line';
import { html } from './words';

/** Controls by the names of their parameters. */
export type Controls = Readonly<Record<string, Control<unknown>>>;

/** The values of controls under the same names: a number for `slider`, a boolean for `toggle`, and so on. */
export type ValuesOf<C> = { readonly [Name in keyof C]: C[Name] extends Control<infer T> ? T : never };

/** What the function of `interact` receives besides the values. */
export interface RunContext {
  /** Aborted when a control changes or the user presses stop. `fit` doesn't need it: it stops on its own. */
  readonly signal: AbortSignal;
}

const CONTROL = called('a control, such as slider(5, 200)', objectWith('widget', 'onChange'));

/** A run that takes longer shows a status; milliseconds. */
const SAID_AFTER = 200;

/** One click selects the whole line. */
const CODE = 'user-select:all;padding:.2em .5em;border-radius:3px;background:rgba(128,128,128,.14)';

/** The result of `interact`. */
export class Interaction<C extends Controls> {
  private readonly area = outputArea();
  private readonly line = html('');
  private readonly view: Box;
  private readonly runs = new LatestRun((signal) => this.run(signal));
  private readonly ended = new AbortController();
  private good: unknown;

  /** Use `interact`. */
  constructor(
    readonly controls: C,
    private readonly work: (values: ValuesOf<C>, context: RunContext) => unknown,
  ) {
    for (const [name, control] of Object.entries(controls)) {
      if (control.label === '') control.label = name;
    }
    const all = Object.values(controls);
    this.view = box([...all, this.line, this.area]);
    const { signal } = this.ended;
    for (const control of all) control.onChange(() => this.runs.request(), { signal });
    this.view.widget.onClose(() => this.end());
    this.say('');
    display(this.view);
    this.runs.request();
  }

  /** The current values. */
  get values(): ValuesOf<C> {
    const entries = Object.entries(this.controls).map(([name, control]) => [name, control.value]);
    return Object.fromEntries(entries) as ValuesOf<C>;
  }

  /** What the function returned on its last successful run. */
  get result(): unknown {
    return this.good;
  }

  /** Resolves when the function has run for the current values. */
  settled(): Promise<void> {
    return this.runs.settled();
  }

  /** Ends it, and removes it and its controls from the page. */
  close(): void {
    this.end();
    for (const part of [...Object.values(this.controls), this.line, this.area, this.view]) part.close();
  }

  /** It is already on the page; a cell that ends with it ends when the first run does. */
  async [DISPLAY](): Promise<MimeBundle> {
    await this.settled();
    return {};
  }

  private end(): void {
    this.runs.end();
    this.ended.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { values } = this;
    const timer = setTimeout(() => this.say('running …'), SAID_AFTER);
    const { value, error } = await this.area.run(() => this.work(values, { signal }), { signal });
    clearTimeout(timer);
    if (signal.aborted) return;
    if (!error) this.good = value;
    this.say(error ? `${error.ename}: ${error.evalue}` : '', error !== undefined);
  }

  /** The line below the controls: the values as code, and the status of the run. */
  private say(what: string, isError = false): void {
    const chosen = Object.entries(this.values).filter(([name]) => this.controls[name].isParameter);
    const code = escapeHtml(parameterLine(Object.fromEntries(chosen)));
    const color = isError ? 'color:#B22222' : 'opacity:.65';
    this.line.value =
      `<code style="${CODE}" title="Click to select; paste into the parameters cell">${code}</code>` +
      (what && ` <span role="status" style="margin-left:1em;${color}">${escapeHtml(what)}</span>`);
  }
}

/**
 * Runs a function with the values of controls: once at the start, and again when one changes. A new run stops the
 * previous one, and the last good output stays until the next is ready. What the function prints, displays and
 * returns is shown; an error is shown below the last good output. The chosen values are shown as a line for the
 * parameters cell.
 *
 * ```ts
 * interact({ factors: slider(5, 200), reg: logSlider(1e-3, 1), biased: toggle() }, async (p, { signal }) => {
 *   const model = await new SVD({ factors: p.factors, reg: p.reg, biased: p.biased }).fit(train, { signal });
 *   return histogram({ title: 'Errors', values: errorsOf(model, test), … });
 * });
 * ```
 * @param controls those without a label are labeled by name
 * @param run receives the values, and a signal that is aborted when a newer run replaces this one
 */
export function interact<C extends Controls>(
  controls: C,
  run: (values: ValuesOf<C>, context: RunContext) => unknown,
): Interaction<C> {
  checkArgument('interact', 'controls', controls, RECORD);
  for (const [name, one] of Object.entries(controls)) checkArgument('interact', name, one, CONTROL);
  checkArgument('interact', 'run', run, FUNCTION);
  return new Interaction(controls, run);
}
