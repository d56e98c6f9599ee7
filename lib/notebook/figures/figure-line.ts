import type { Data } from 'plotly.js';
import { checkArgument, type Examples, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { linesInWords, pointsInWords, withAxes } from './alternative-text';
import { type ChartWords, checkChart, type Figure, figure } from './figure';
import { type AxisValues, checkSameLength, hoverTemplate, largeNumbers } from './figure-series';
import { logAxis } from './log-axis';
import { mergeLayout } from './merge-layout';
import { COLORWAY } from './palette';

/** One line, or one color of points. */
export interface XYSeries {
  /** Its name in the legend; required if there are several series. */
  readonly name?: string;
  readonly x: AxisValues;
  readonly y: AxisValues;
  /** A text for each point, shown on hover, such as a film's title. */
  readonly text?: readonly string[];
  /** The edges of a band around it, such as an interval; both or neither. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  /** A color from `palette.ts`; default the next in the colorway. */
  readonly color?: string;
}

/** Options of `lineChart` and `scatter`: `x` and `y` for one series, or `series`. */
export interface XYOptions extends ChartWords {
  readonly x?: AxisValues;
  readonly y?: AxisValues;
  readonly text?: readonly string[];
  readonly series?: readonly XYSeries[];
  readonly logX?: boolean;
  readonly logY?: boolean;
}

/** Options of `lineChart`. */
export interface LineChartOptions extends XYOptions {
  /** Whether to mark the points. Default: for lines with at most 30 points. */
  readonly markers?: boolean;
}

/** Options of `scatter`. */
export interface ScatterOptions extends XYOptions {
  /** A point's diameter in pixels. Default 7. */
  readonly size?: number;
  /** From 0 to 1; use a low value for many overlapping points. Default 0.7. */
  readonly opacity?: number;
}

const XY: Examples<Omit<XYOptions, keyof ChartWords>> = {
  x: [],
  y: [],
  text: [],
  series: [],
  logX: true,
  logY: true,
};

/** Lines over x, such as learning curves. Each line also has its own dash pattern, for readers who can't see colors. */
export function lineChart(options: LineChartOptions): Figure {
  checkChart('lineChart', options, { ...XY, markers: true });
  const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash'] as const;
  return xyFigure('lineChart', options, linesInWords, ({ x }, i) => ({
    mode: (options.markers ?? x.length <= 30) ? 'lines+markers' : 'lines',
    line: { width: 2.5, dash: dashes[i % dashes.length] },
  }));
}

/** Points. Each series also has its own symbol, for readers who can't see colors. */
export function scatter(options: ScatterOptions): Figure {
  checkChart('scatter', options, { ...XY, size: 7, opacity: 0.7 });
  const symbols = ['circle', 'diamond', 'square', 'cross', 'triangle-up'] as const;
  const { size = 7, opacity = 0.7 } = options;
  return xyFigure('scatter', options, pointsInWords, (_, i) => ({
    mode: 'markers',
    marker: { size, opacity, symbol: symbols[i % symbols.length] },
  }));
}

function xyFigure(
  chart: string,
  options: XYOptions,
  words: (series: readonly XYSeries[]) => string,
  look: (series: XYSeries, i: number) => object,
): Figure {
  const { title, xTitle, yTitle, missing, logX, logY } = options;
  const series = options.series ?? [{ x: options.x ?? [], y: options.y ?? [], text: options.text }];
  checkArgument(chart, 'series', series, LIST);
  for (const [i, one] of series.entries()) checkArgument(chart, `series ${i}`, one, objectWith('x', 'y'));
  if (series.length === 0) throw new OptionError(`${chart}: series must have at least one series, got none`);
  const hasLabels = options.layout?.yaxis?.ticktext !== undefined;
  const data = series.map((one, i): Data => {
    const { name, x, y, text, color = COLORWAY[i % COLORWAY.length] } = one;
    checkSameLength(chart, name ?? `series ${i}`, { x, y, ...(text && { text }) });
    if (logX) checkPositive(chart, 'x', x);
    if (logY) checkPositive(chart, 'y', y);
    const styled = look(one, i) as { line?: object; marker?: object };
    // Set explicitly, because plotly would continue counting through the parts of `sideBySide`.
    styled.marker = { ...styled.marker, color };
    if (styled.line) styled.line = { ...styled.line, color };
    const hover = hoverTemplate(xTitle, hasLabels ? undefined : yTitle, name);
    const trace = {
      type: 'scatter',
      ...(name !== undefined && { name }),
      x,
      y,
      ...styled,
      ...(text && { text }),
      hovertemplate: text ? `<b>%{text}</b><br>${hover}` : hover,
    };
    return trace as Data;
  });
  const bands = series.flatMap((one, i) => bandOf(chart, one, one.color ?? COLORWAY[i % COLORWAY.length]));
  const layout = {
    showlegend: series.length > 1,
    xaxis: {
      separatethousands: series.some(({ x }) => largeNumbers(x)),
      ...(logX && logAxis(series.map(({ x }) => x))),
    },
    yaxis: logY ? logAxis(series.flatMap(({ y, low = [], high = [] }) => [y, low, high])) : {},
  };
  const { alt = withAxes(yTitle, xTitle, words(series)) } = options;
  return figure({
    title,
    alt,
    xTitle,
    yTitle,
    missing,
    data: [...bands, ...data],
    layout: mergeLayout(layout, options.layout),
  });
}

/** A shaded area behind the line, from its lower edge to the right and back along its upper one. */
function bandOf(chart: string, { name, x, low, high }: XYSeries, color: string): Data[] {
  if (!low && !high) return [];
  if (!low || !high)
    throw new OptionError(`${chart}: series ${name ?? ''} must have low and high, or neither`);
  checkSameLength(chart, `the band of ${name ?? 'a series'}`, { x, low, high });
  const there = Array.from<unknown>(x);
  const band = {
    type: 'scatter',
    x: [...there, ...[...there].reverse()],
    y: [...Array.from(low), ...Array.from(high).reverse()],
    mode: 'lines',
    line: { width: 0 },
    fill: 'toself',
    fillcolor: `${color}2e`,
    hoverinfo: 'skip',
    showlegend: false,
  };
  return [band as Data];
}

function checkPositive(chart: string, axis: string, values: AxisValues): void {
  const bad = Array.from<unknown>(values).findIndex((value) => typeof value === 'number' && value <= 0);
  if (bad >= 0) {
    throw new OptionError(
      `${chart}: a logarithmic axis requires values above 0, but ${axis}[${bad}] is ${values[bad]}`,
    );
  }
}
