import { refuseUnknownOptions } from '../../core/options';
import { Control } from './control';
import { type ControlOptions, look } from './control-options';
import { controlWidget } from './widget-kinds';

/** Options of `toggle`. */
export interface ToggleOptions extends ControlOptions {
  /** Whether it is initially checked. Default false. */
  readonly value?: boolean;
}

/** A checkbox: `const userBased = toggle({ label: 'userBased' });` */
export function toggle(options: ToggleOptions = {}): Control<boolean> {
  refuseUnknownOptions('toggle', options, ['value', 'label']);
  return new Control({
    widget: controlWidget('Checkbox', { ...look(options), indent: true, value: options.value ?? false }),
    read: (state) => state.value === true,
    write: (value: boolean) => ({ value }),
  });
}
