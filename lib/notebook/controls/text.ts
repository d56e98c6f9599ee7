import { checkArgument, TEXT } from '../../core/arguments';
import { Control } from './control';
import { type ControlOptions, checkControl, look } from './control-options';
import { controlWidget } from './widget-kinds';

/** Options of `text`. */
export interface TextOptions extends ControlOptions {
  /** The initial text. Default empty. */
  readonly value?: string;
  /** What an empty field shows in gray. */
  readonly placeholder?: string;
}

/**
 * A line of text; its value changes when the user presses Enter or leaves the field.
 *
 * ```ts
 * const title = text({ label: 'film', placeholder: 'part of its title' });
 * ```
 */
export function text(options: TextOptions = {}): Control<string> {
  checkControl('text', options, { value: '', placeholder: 'part of a title' });
  const { value = '', placeholder = '' } = options;
  const write = (next: string) => {
    checkArgument('text', 'value', next, TEXT);
    return { value: next };
  };
  checkArgument('text', 'placeholder', placeholder, TEXT);
  return new Control({
    widget: controlWidget('Text', {
      ...look(options),
      placeholder,
      continuous_update: false,
      ...write(value),
    }),
    read: (state) => String(state.value),
    write,
  });
}
