/**
 * Controls in a notebook's output: sliders and the like, and a function that runs again when one moves.
 *
 * ```ts
 * import { interact, logSlider, slider, toggle } from '../lib/notebook/controls';
 *
 * interact({ factors: slider(5, 200), reg: logSlider(1e-3, 1), userBased: toggle() }, async (p) => {
 *   const model = await new Svd({ factors: p.factors, reg: p.reg }).fit(train);
 *   return lineChart({ … });
 * });
 * ```
 */

// Controls below each other or side by side.
export { Box, type BoxOptions, box } from './controls/box';
// A button to press.
export { button } from './controls/button';
// What all controls are: a value, its listeners, its views.
export { Control, type Showable } from './controls/control';
export type { ControlOptions } from './controls/control-options';
// A widget of your own.
export { type CustomWidgetOptions, customWidget } from './controls/custom-widget';
// One of several values.
export { type DropdownOptions, dropdown } from './controls/dropdown';
// A function that runs again when a control moves.
export { type Controls, Interaction, interact, type RunContext, type ValuesOf } from './controls/interact';
// A bar that code fills.
export { meter } from './controls/meter';
// A place for figures, tables and prints.
export { OutputArea, outputArea } from './controls/output-area';
// Numbers: whole ones, others, and orders of magnitude.
export { floatSlider, logSlider, type SliderOptions, slider } from './controls/slider';
// A line of text.
export { type TextOptions, text } from './controls/text';
// Yes or no.
export { type ToggleOptions, toggle } from './controls/toggle';
// Words that code changes, plain or as HTML.
export { html, words } from './controls/words';
