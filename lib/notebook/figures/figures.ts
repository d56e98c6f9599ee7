/** The figures of the notebooks; import from here. */

// Any figure, with its words required.
export { Figure, type FigureOptions, type FigureWords, figure } from './figure';
// Bars for labels, alone or in groups, with intervals.
export { type BarChartOptions, type BarSeries, barChart } from './figure-bar';
// Dots for labels with intervals, on an axis that needn't start at 0.
export { type Dot, type DotPlotOptions, dotPlot } from './figure-dots';
// A matrix as colored cells.
export { type HeatmapOptions, heatmap } from './figure-heatmap';
// How often values occur, with a mean line and logarithmic axes.
export { type HistogramOptions, histogram } from './figure-histogram';
// Lines over x, and points.
export { type LineChartOptions, lineChart, type ScatterOptions, scatter, type XYSeries } from './figure-line';
// Two or three of the above in one.
export { type SideBySideOptions, sideBySide } from './figure-subplots';
// The colors.
export { COLORS } from './palette';
