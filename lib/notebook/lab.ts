/**
 * The lab: what the course's notebooks show, ask and check. Figures, controls and progress also stand alone.
 */

// The axes of a map.
export { principalAxes } from '../math/dense/principal-axes';
// The last cell: what must be true.
export { checks, onlyIf } from './checks';
// Sliders and the like, and a function that runs again when one moves.
export {
  box,
  button,
  dropdown,
  floatSlider,
  html,
  interact,
  logSlider,
  meter,
  outputArea,
  slider,
  text,
  toggle,
  words,
} from './controls/controls';
// Figures of any numbers.
export {
  bandOfRuns,
  barChart,
  COLORS,
  dotPlot,
  type Figure,
  figure,
  film,
  heatmap,
  histogram,
  lineChart,
  liveFigure,
  scatter,
  sideBySide,
} from './figures/figures';
// Figures of models and their results.
export { comparisonFigure } from './lab/comparison-figure';
export { differenceByCountFigure } from './lab/difference-by-count-figure';
// Ids that are checked against a table as soon as they are typed.
export { knownItem, knownUser } from './lab/known-ids';
// Is everything in place?
export { labHealth } from './lab/lab-health';
// How much memory a value takes.
export { measureBytes } from './lab/measure-bytes';
// A user's list under every metric.
export { metricMicroscope } from './lab/metric-microscope';
// How far a fit is. (For searches: `lab/progress-search.ts`.)
export { fitProgress } from './lab/progress-fit';
export { rankingFigure } from './lab/ranking-figure';
export { waterfall } from './lab/waterfall-figure';
// The lists of several models for a made-up user.
export { whatIf } from './lab/what-if';
// The progress of a loop.
export { progress, range, withProgress } from './progress/progress';
