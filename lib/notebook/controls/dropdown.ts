import { checkArgument, type Kind } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkControl, look } from './control-options';
import { controlWidget } from './widget-kinds';

const CHOICES: Kind = {
  allowed: "a list, or an object with the choices' names",
  allows: (given) => typeof given === 'object' && given !== null,
};

/** Options of `dropdown`. */
export interface DropdownOptions<T> extends ControlOptions {
  /** The initial choice. Default: the first one. */
  readonly value?: T;
}

/**
 * One of several values, given as a list, or as an object if their names should differ.
 *
 * ```ts
 * const by = dropdown(['user', 'item'], { label: 'neighbors' });
 * const model = dropdown({ 'Item k-NN': ItemKNN, SVD });
 * ```
 * @throws OptionError for an empty list, or a value that isn't in it
 */
export function dropdown<const T, V extends T = T>(
  choices: readonly T[] | Readonly<Record<string, T>>,
  options: DropdownOptions<V> = {},
): Control<T> {
  checkArgument('dropdown', 'choices', choices, CHOICES);
  checkControl<DropdownOptions<V>>('dropdown', options, { value: 'user' });
  const names = Array.isArray(choices) ? choices.map(String) : Object.keys(choices);
  const values: T[] = Object.values(choices);
  if (values.length === 0) throw new OptionError('dropdown: choices must have at least one value, got none');
  const write = (value: T) => {
    const index = values.findIndex((choice) => Object.is(choice, value));
    if (index >= 0) return { index };
    throw new OptionError(`dropdown: value must be one of ${names.join(', ')}, got ${String(value)}`);
  };
  const value: T = options.value ?? values[0];
  return new Control({
    widget: controlWidget('Dropdown', { ...look(options), _options_labels: names, ...write(value) }),
    read: (state) => values[Number(state.index)] ?? values[0],
    write,
  });
}
