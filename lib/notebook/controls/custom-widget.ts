import { createHash } from 'node:crypto';
import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkNames } from './control-options';
import { layout, moduleWidget } from './widget-kinds';

/** Options of `customWidget`. */
export interface CustomWidgetOptions extends ControlOptions {
  /** Style rules for what `render` draws; they reach the whole page, so begin them with a class of yours. */
  readonly css?: string;
}

/**
 * A widget of your own: a value, and a piece of JavaScript that draws it on the page and changes it there. It is a
 * control like all others, also for `interact`.
 *
 * The module is the text of an ES module, as anywidget's are (https://anywidget.dev/en/afm/): its default export has
 * `render({ model, el })`, which fills `el`. `model.get('value')` is the value, `model.on('change:value', f)` tells
 * of a change by code, `model.set('value', v); model.save_changes()` changes it. It runs in the browser, so it
 * can't see the notebook's variables.
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
 * @param value the value at first: anything that JSON can hold
 * @throws OptionError for a module without a default export, and for a value that JSON can't hold
 */
export function customWidget<T>(module: string, value: T, options: CustomWidgetOptions = {}): Control<T> {
  checkNames('customWidget', options, ['label', 'css']);
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
  throw new OptionError(`customWidget: value must be something that JSON can hold, got ${typeof value}`);
}

/** The page keeps one style sheet for each id: modules or styles that differ get different ones. */
function idOf(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}
