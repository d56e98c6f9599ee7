import { checkArgument, type Kind } from '../../core/arguments';
import { Control } from './control';
import { type ControlOptions, checkControl, look } from './control-options';
import { controlWidget } from './widget-kinds';

const TRUE_OR_FALSE: Kind = {
  allowed: 'true or false',
  allows: (given) => typeof given === 'boolean',
};

/** Options of `toggle`. */
export interface ToggleOptions extends ControlOptions {
  /** Whether it is initially checked. Default false. */
  readonly value?: boolean;
}

/** A checkbox: `const userBased = toggle({ label: 'userBased' });` */
export function toggle(options: ToggleOptions = {}): Control<boolean> {
  checkControl('toggle', options, { value: true });
  const write = (value: boolean) => {
    checkArgument('toggle', 'value', value, TRUE_OR_FALSE);
    return { value };
  };
  return new Control({
    widget: controlWidget('Checkbox', { ...look(options), indent: true, ...write(options.value ?? false) }),
    read: (state) => state.value === true,
    write,
  });
}
