import type { Data, Layout } from 'plotly.js';
import { checkArgument, LIST } from '../../core/arguments';
import { binsInWords, withAxes } from './alternative-text';
import { type ChartWords, checkChart, type Figure, figure } from './figure';
import { largeNumbers } from './figure-series';
import { type BinOptions, binValues } from './histogram-bins';
import { logAxis } from './log-axis';
import { mergeLayout } from './merge-layout';
import { COLORS, GRAYS } from './palette';
import { shortNumber } from './short-number';

/** Options of `histogram`. */
export interface HistogramOptions extends ChartWords, BinOptions {
  readonly values: ArrayLike<number>;
  /** A vertical line at the mean, with its value. Default false. */
  readonly meanLine?: boolean;
  /** A logarithmic count axis; empty bins stay empty. Default false. */
  readonly logY?: boolean;
}

/**
 * The distribution of values by bin. Values are counted here, so that a figure of a million values is as small as one
 * of a hundred.
 */
export function histogram(options: HistogramOptions): Figure {
  checkChart('histogram', options, {
    values: [],
    bins: 40,
    binSize: 1,
    edges: [],
    logX: true,
    logY: true,
    meanLine: true,
  });
  checkArgument('histogram', 'values', options.values, LIST);
  const { title, xTitle, yTitle, values, logX = false, logY = false, meanLine = false } = options;
  const { edges, counts } = binValues(values, options);
  const labels = counts.map((_, i) => binLabel(edges[i], edges[i + 1]));
  const trace = {
    type: 'bar',
    x: counts.map((_, i) => (edges[i] + edges[i + 1]) / 2),
    y: counts,
    width: counts.map((_, i) => edges[i + 1] - edges[i]),
    marker: { color: COLORS.sky, line: { color: GRAYS.paper, width: counts.length > 80 ? 0 : 1 } },
    customdata: labels,
    hovertemplate: `${xTitle}: %{customdata}<br>${yTitle}: <b>%{y:,}</b><extra></extra>`,
  };
  const layout: Partial<Layout> = {
    bargap: 0,
    showlegend: false,
    xaxis: { separatethousands: largeNumbers(edges), showgrid: false, ...(logX && logAxis([edges])) },
    yaxis: logY ? logAxis([counts]) : {},
    ...(meanLine && lineAt(mean(values), edges, logX)),
  };
  return figure({
    title,
    alt: options.alt ?? withAxes(yTitle, xTitle, binsInWords(edges, counts, labels)),
    xTitle,
    yTitle,
    data: [trace as Data],
    layout: mergeLayout(layout, options.layout),
  });
}

/** A vertical line over the full height, labeled at its upper end. */
function lineAt(value: number, edges: readonly number[], log: boolean): Partial<Layout> {
  const scale = log ? Math.log10 : (x: number) => x;
  const [start, end] = [scale(edges[0]), scale(edges[edges.length - 1])];
  const right = (scale(value) - start) / (end - start) > 0.6; // no room for the label on that side
  const color = COLORS.vermilion;
  return {
    shapes: [
      {
        type: 'line',
        x0: value,
        x1: value,
        y0: 0,
        y1: 1,
        yref: 'y domain' as 'paper',
        line: { color, width: 3, dash: 'dash' },
      },
    ],
    annotations: [
      {
        text: `mean ${shortNumber(value)}`,
        x: scale(value), // plotly expects the logarithm here, but not in shapes
        y: 1,
        yref: 'y domain' as 'paper',
        xanchor: right ? 'right' : 'left',
        yanchor: 'top',
        xshift: right ? -8 : 8,
        showarrow: false,
        font: { color, size: 16 },
        bgcolor: 'rgba(255, 255, 255, 0.8)',
      },
    ],
  };
}

/** The range of a bin; for integers, whose bins end at halves, the first and the last integer. */
function binLabel(from: number, to: number): string {
  if (from % 1 === 0 || to % 1 === 0 || (2 * from) % 1 !== 0 || (2 * to) % 1 !== 0)
    return `${shortNumber(from)} to ${shortNumber(to)}`;
  const [first, last] = [Math.ceil(from), Math.floor(to)];
  const count = (value: number) => value.toLocaleString('en');
  return first === last ? count(first) : `${count(first)} to ${count(last)}`;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
