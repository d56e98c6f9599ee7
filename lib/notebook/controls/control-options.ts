/** What all controls have in common: a label, and a look that lines up. */
import { OptionError } from '../../core/errors';
import type { WidgetState } from './widget';
import { labelStyle, layout } from './widget-kinds';

/** Options of every control. */
export interface ControlOptions {
  /** What stands beside it. Default none; `interact` gives the parameter's name. */
  readonly label?: string;
}

/** The state for the label and for places of the usual widths. */
export function look({ label = '' }: ControlOptions, width = '400px'): WidgetState {
  return { description: label, layout: layout({ width }), style: labelStyle('initial') };
}

/** @throws OptionError for a name that isn't among the known ones */
export function checkNames(control: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new OptionError(`${control}: there is no option ${unknown}; the options are ${known.join(', ')}`);
}
