/** What all controls share: a label, and a layout that lines up. */
import type { WidgetState } from './widget';
import { labelStyle, layout } from './widget-kinds';

/** Options of every control. */
export interface ControlOptions {
  /** The text beside it. Default none; `interact` uses the parameter's name. */
  readonly label?: string;
}

/** The state for the label, in the usual widths. */
export function look({ label = '' }: ControlOptions, width = '400px'): WidgetState {
  return { description: label, layout: layout({ width }), style: labelStyle('initial') };
}
