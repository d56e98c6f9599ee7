import type { Data, Layout } from 'plotly.js';
import { checkArgument, LIST, objectWith } from '../../core/arguments';
import { barsInWords, withAxes } from './alternative-text';
import { type ChartWords, checkChart, type Figure, figure } from './figure';
import { type AxisValues, checkSameLength, hoverTemplate } from './figure-series';
import { FIGURE_HEIGHT } from './figure-template';
import { mergeLayout } from './merge-layout';
import { COLORWAY } from './palette';

/** Pixels for the label of a horizontal bar. */
const LABEL_HEIGHT = 24;
/** Pixels to the right of the axis, for the value of a bar that ends there. */
const VALUE_WIDTH = 72;

/** One color of bars. */
export interface BarSeries {
  /** Its name in the legend; required if there are several series. */
  readonly name?: string;
  /** A bar's length for each label. */
  readonly y: ArrayLike<number | null>;
  /** Length of each bar's whisker, up and down: half the width of its interval. */
  readonly error?: ArrayLike<number | null>;
  /** Length of the lower whisker, if `error` is only the upper one. */
  readonly errorBelow?: ArrayLike<number | null>;
}

/** Options of `barChart`. */
export interface BarChartOptions extends ChartWords {
  /** The bars' labels. */
  readonly x: AxisValues;
  /** The bars' lengths; or `series` for several bars at each label. */
  readonly y?: ArrayLike<number | null>;
  readonly series?: readonly BarSeries[];
  /** Write each bar's value at its end. Default false. */
  readonly valueLabels?: boolean;
  /** Draw horizontal bars, the first one on top; good for long labels. Default false. */
  readonly horizontal?: boolean;
  /** Start the value axis near the lowest value instead of at zero. Default false. */
  readonly zoom?: boolean;
}

/** Bars for labels: one per label, or a group. `xTitle` always belongs to the labels. */
export function barChart(options: BarChartOptions): Figure {
  checkChart('barChart', options, {
    x: [],
    y: [],
    series: [],
    valueLabels: true,
    horizontal: true,
    zoom: true,
  });
  const { x, horizontal = false, valueLabels = false, zoom = false } = options;
  const { title, xTitle, yTitle, missing } = options;
  const series: readonly BarSeries[] = options.series ?? [{ y: options.y ?? [] }];
  checkArgument('barChart', 'series', series, LIST);
  for (const [i, one] of series.entries()) checkArgument('barChart', `series ${i}`, one, objectWith('y'));
  const data = series.map(({ name, y, error, errorBelow }, i): Data => {
    checkSameLength('barChart', name ?? `series ${i}`, {
      x,
      y,
      ...(error && { error }),
      ...(errorBelow && { errorBelow }),
    });
    const whisker = error && {
      type: 'data' as const,
      array: Array.from(error) as number[],
      ...(errorBelow && { symmetric: false, arrayminus: Array.from(errorBelow) as number[] }),
      thickness: 1.5,
    };
    const hover = hoverTemplate(xTitle, yTitle, name);
    const trace = {
      type: 'bar',
      ...(name !== undefined && { name }),
      marker: { color: COLORWAY[i % COLORWAY.length] },
      orientation: horizontal ? 'h' : 'v',
      x: horizontal ? y : x,
      y: horizontal ? x : y,
      ...(whisker && { [horizontal ? 'error_x' : 'error_y']: whisker }),
      ...(valueLabels && {
        texttemplate: horizontal ? '%{x:,.4~f}' : '%{y:,.4~f}',
        textposition: 'outside',
        cliponaxis: false,
      }),
      hovertemplate: horizontal ? swapAxes(hover) : hover,
    };
    return trace as Data;
  });
  const values = series.flatMap(({ y }) =>
    Array.from(y).filter((value): value is number => Number.isFinite(value)),
  );
  const layout: Partial<Layout> = { bargap: 0.25, bargroupgap: 0.08, showlegend: series.length > 1 };
  if (horizontal && valueLabels) layout.margin = { r: VALUE_WIDTH };
  const labels = horizontal ? 'yaxis' : 'xaxis';
  const lengths = horizontal ? 'xaxis' : 'yaxis';
  const type = labelType(x);
  layout[labels] = { type, showgrid: false, ...(horizontal && { autorange: 'reversed' }) };
  if (horizontal && type === 'category') {
    layout.height = Math.max(FIGURE_HEIGHT, 150 + LABEL_HEIGHT * x.length);
    layout.yaxis = { ...layout.yaxis, dtick: 1 }; // every label
  }
  layout[lengths] = { separatethousands: true, ...(zoom && { range: zoomedRange(values) }) };
  return figure({
    title,
    alt: options.alt ?? withAxes(yTitle, xTitle, barsInWords(x, series)),
    missing,
    xTitle: horizontal ? yTitle : xTitle,
    yTitle: horizontal ? xTitle : yTitle,
    data,
    layout: mergeLayout(layout, options.layout),
  });
}

/** A few integers (stars, years) are treated as labels, each with its tick; texts are labels in their order. */
function labelType(x: AxisValues): 'category' | '-' {
  const list = Array.from<unknown>(x);
  const few = list.length <= 15 && list.every((label) => Number.isInteger(label));
  return few || list.every((label) => typeof label === 'string') ? 'category' : '-';
}

function zoomedRange(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * 0.3;
  return [low - room, high + room];
}

function swapAxes(template: string): string {
  return template.replace(/%\{([xy])/g, (_, axis) => `%{${axis === 'x' ? 'y' : 'x'}`);
}
