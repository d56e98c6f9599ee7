/**
 * Controls in a notebook's output: sliders and the like, and a function that runs again when one moves.
 *
 * ```ts
 * import { interact, logSlider, slider, toggle } from '../lib/notebook/controls/controls';
 *
 * interact({ factors: slider(5, 200), reg: logSlider(1e-3, 1), userBased: toggle() }, async (p) => {
 *   const model = await new SVD({ factors: p.factors, reg: p.reg }).fit(train);
 *   return lineChart({ … });
 * });
 * ```
 */

// Controls stacked or side by side.
export { Box, type BoxOptions, box } from './box';
// A button.
export { button } from './button';
// What all controls share: a value, listeners, views.
export { Control, type Showable } from './control';
export type { ControlOptions } from './control-options';
// A widget of your own.
export { type CustomWidgetOptions, customWidget } from './custom-widget';
// One of several values.
export { type DropdownOptions, dropdown } from './dropdown';
// A function that runs again when a control changes.
export { type Controls, Interaction, interact, type RunContext, type ValuesOf } from './interact';
// A bar filled by code.
export { meter } from './meter';
// A place for figures, tables and printed text.
export { OutputArea, outputArea } from './output-area';
// Numbers: integers, decimals, and orders of magnitude.
export { floatSlider, logSlider, type SliderOptions, slider } from './slider';
// A line of text.
export { type TextOptions, text } from './text';
// Yes or no.
export { type ToggleOptions, toggle } from './toggle';
// Text that code changes, plain or HTML.
export { html, words } from './words';
