import { checkArgument, TEXT } from '../../core/arguments';
import { Control } from './control';
import { look } from './control-options';
import { controlWidget } from './widget-kinds';

/**
 * A button. Its value is the number of times it was pressed, so `onChange` is called at each press.
 *
 * ```ts
 * const again = button('Run again');
 * again.onChange(() => console.log('pressed'));
 * ```
 */
export function button(label: string): Control<number> {
  checkArgument('button', 'label', label, TEXT);
  let presses = 0;
  const { layout } = look({}, 'auto');
  const widget = controlWidget('Button', { description: label, layout });
  const control: Control<number> = new Control({
    widget,
    read: () => presses,
    write: (value) => {
      presses = value;
      return {};
    },
    isParameter: false,
  });
  widget.onCustom(({ event }) => {
    if (event === 'click') control.value++;
  });
  return control;
}
