import { checkArgument, TEXT } from '../../core/arguments';
import { Control } from './control';
import { look } from './control-options';
import { controlWidget } from './widget-kinds';

/** A line of plain text whose `value` code can change. */
export function words(value: string): Control<string> {
  return shown('words', 'Label', value);
}

/** HTML whose `value` code can change. Escape untrusted text with `escapeHtml` first. */
export function html(value: string): Control<string> {
  return shown('html', 'HTML', value);
}

function shown(owner: string, model: string, value: string): Control<string> {
  const write = (next: string) => {
    checkArgument(owner, 'value', next, TEXT);
    return { value: next };
  };
  return new Control({
    widget: controlWidget(model, { ...look({}, 'auto'), ...write(value) }),
    read: (state) => String(state.value),
    write,
    isParameter: false,
  });
}
