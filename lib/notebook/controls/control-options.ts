/** What all controls share: a label, and a layout that lines up. */
import { checkArgument, checkOptions, type Examples, TEXT } from '../../core/arguments';
import type { WidgetState } from './widget';
import { labelStyle, layout } from './widget-kinds';

/** Options of every control. */
export interface ControlOptions {
  /** The text beside it. Default none; `interact` uses the parameter's name. */
  readonly label?: string;
}

/**
 * @param own the options that other controls don't have, with examples
 * @throws OptionError unless the options are an object without unknown names, and the label is a text
 */
export function checkControl<Options extends ControlOptions>(
  owner: string,
  options: Options,
  own: Examples<Omit<Options, 'label'>>,
): void {
  checkOptions(owner, options, { ...own, label: 'factors' } as Examples<Options>);
  if (options.label !== undefined) checkArgument(owner, 'label', options.label, TEXT);
}

/** The state for the label, in the usual widths. */
export function look({ label = '' }: ControlOptions, width = '400px'): WidgetState {
  return { description: label, layout: layout({ width }), style: labelStyle('initial') };
}
