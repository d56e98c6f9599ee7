/** The figures of the notebooks; import from here. */

// Several runs as a line with a band, for `lineChart`.
export { bandOfRuns } from './band-of-runs';
// Any figure, with its required texts. The charts below describe themselves, if you don't.
export { type ChartWords, Figure, type FigureOptions, type FigureWords, figure } from './figure';
// Bars for labels, alone or in groups, with intervals.
export { type BarChartOptions, type BarSeries, barChart } from './figure-bar';
// Dots with intervals for labels, on an axis that need not start at 0.
export { type Dot, type DotPlotOptions, dotPlot } from './figure-dots';
// A figure that moves: frames, a slider and a button.
export { type FilmFrame, type FilmOptions, film } from './figure-film';
// A matrix as colored cells.
export { type HeatmapOptions, heatmap } from './figure-heatmap';
// The distribution of values, with a mean line and logarithmic axes.
export { type HistogramOptions, histogram } from './figure-histogram';
// Lines over x, and points.
export { type LineChartOptions, lineChart, type ScatterOptions, scatter, type XYSeries } from './figure-line';
// Two or three of the above side by side.
export { type SideBySideOptions, sideBySide } from './figure-subplots';
// A figure that moves while a cell runs.
export { type LiveFigure, liveFigure } from './live-figure';
// The colors.
export { COLORS } from './palette';
