import { createHash } from 'node:crypto';
import { checkArgument, TEXT } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkControl } from './control-options';
import { layout, moduleWidget } from './widget-kinds';

/** Options of `customWidget`. */
export interface CustomWidgetOptions extends ControlOptions {
  /** CSS for what `render` draws; it applies to the whole page, so start each rule with a class of your own. */
  readonly css?: string;
}

/**
 * A widget of your own: a value, and JavaScript that draws it on the page and changes it there. It works like any
 * other control, also in `interact`.
 *
 * The module is the text of an ES module, in anywidget's format (https://anywidget.dev/en/afm/): its default export
 * has `render({ model, el })`, which fills `el`. `model.get('value')` is the value, `model.on('change:value', f)`
 * reports changes made by code, `model.set('value', v); model.save_changes()` changes it. It runs in the browser, so
 * it can't access the notebook's variables.
 *
 * ```ts
 * const stars = customWidget(
 *   `export default { render({ model, el }) {
 *     for (let n = 1; n <= 5; n++) {
 *       const star = Object.assign(document.createElement('button'), { textContent: '★' });
 *       star.onclick = () => { model.set('value', n); model.save_changes(); };
 *       el.append(star);
 *     }
 *   } }`,
 *   3,
 * );
 * ```
 * @param module text of an ES module with a default export
 * @param value the initial value: any JSON value
 * @throws OptionError if the module has no default export or the value is not valid JSON
 */
export function customWidget<T>(module: string, value: T, options: CustomWidgetOptions = {}): Control<T> {
  checkArgument('customWidget', 'module', module, TEXT);
  checkControl('customWidget', options, { css: '' });
  if (!/\bexport\s+default\b|\bas\s+default\b/.test(module)) {
    throw new OptionError('customWidget: module must be the text of an ES module with a default export');
  }
  const { label = '', css = '' } = options;
  const state = {
    description: label,
    layout: layout({}),
    _esm: module,
    _css: css,
    _anywidget_id: idOf(module, css),
  };
  return new Control<T>({
    widget: moduleWidget({ ...state, ...checked(value) }),
    read: ({ value }) => value as T,
    write: checked,
  });
}

/** A value as the state that is sent. */
function checked(value: unknown): { value: unknown } {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    // a cycle, or a bigint
  }
  if (json !== undefined) return { value };
  throw new OptionError(
    `customWidget: value must be JSON-compatible (text, number, boolean, null, list or plain object), got ${typeof value}`,
  );
}

/** The page keeps one style sheet per id: different modules or styles get different ids. */
function idOf(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}
