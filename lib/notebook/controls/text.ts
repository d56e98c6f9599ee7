import { refuseUnknownOptions } from '../../core/options';
import { Control } from './control';
import { type ControlOptions, look } from './control-options';
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
  refuseUnknownOptions('text', options, ['value', 'placeholder', 'label']);
  const { value = '', placeholder = '' } = options;
  return new Control({
    widget: controlWidget('Text', { ...look(options), placeholder, continuous_update: false, value }),
    read: (state) => String(state.value),
    write: (next: string) => ({ value: next }),
  });
}
