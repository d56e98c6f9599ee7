import { Control } from './control';
import { look } from './control-options';
import { controlWidget } from './widget-kinds';

/** A line of plain text whose `value` code can change. */
export function words(value: string): Control<string> {
  return shown('Label', value);
}

/** HTML whose `value` code can change. Escape untrusted text with `escapeHtml` first. */
export function html(value: string): Control<string> {
  return shown('HTML', value);
}

function shown(model: string, value: string): Control<string> {
  return new Control({
    widget: controlWidget(model, { ...look({}, 'auto'), value }),
    read: (state) => String(state.value),
    write: (next: string) => ({ value: next }),
    isParameter: false,
  });
}
