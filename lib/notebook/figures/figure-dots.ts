import type { Data, Layout } from 'plotly.js';
import { checkArgument, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { dotsInWords, withAxes } from './alternative-text';
import { type ChartWords, checkChart, type Figure, figure } from './figure';
import { hoverTemplate } from './figure-series';
import { mergeLayout } from './merge-layout';
import { COLORS, GRAYS } from './palette';

/** One dot. */
export interface Dot {
  readonly label: string;
  readonly value: number;
  /** The ends of its interval. Default: no interval. */
  readonly low?: number;
  readonly high?: number;
  /** What it should be, drawn as a bar across. Default: not drawn. */
  readonly truth?: number;
}

/** Options of `dotPlot`; `xTitle` belongs to the values, `yTitle` to the labels. */
export interface DotPlotOptions extends ChartWords {
  /** From top to bottom. */
  readonly dots: readonly Dot[];
  /** Draw a line at 0, for differences. Default false. */
  readonly zeroLine?: boolean;
}

const ZERO_LINE = {
  type: 'line',
  layer: 'below',
  yref: 'y domain' as 'paper',
  x0: 0,
  x1: 0,
  y0: 0,
  y1: 1,
  line: { color: GRAYS.line, width: 2, dash: 'dash' },
} as const;

/**
 * A dot with its interval for each label. Its axis need not start at 0, as a bar chart's must, so values that are
 * close together can be compared.
 */
export function dotPlot(options: DotPlotOptions): Figure {
  checkChart('dotPlot', options, { dots: [], zeroLine: true });
  const { dots, zeroLine = false, layout, ...words } = options;
  checkArgument('dotPlot', 'dots', dots, LIST);
  for (const [i, dot] of dots.entries())
    checkArgument('dotPlot', `dots[${i}]`, dot, objectWith('label', 'value'));
  if (dots.length === 0) throw new OptionError('dotPlot: dots must have at least one dot, got none');
  const whiskers = dots.some(({ low, high }) => low !== undefined && high !== undefined);
  const trace = {
    type: 'scatter',
    mode: 'markers',
    showlegend: false,
    x: dots.map(({ value }) => value),
    y: dots.map((_, n) => n), // two labels may be the same: the number keeps them apart
    text: dots.map(({ label }) => label),
    marker: { size: 10, color: COLORS.blue },
    hovertemplate: hoverTemplate(words.yTitle, words.xTitle)
      .replace('%{x}', '%{text}')
      .replace('%{y:,}', '%{x:,.4~f}'),
    ...(whiskers && {
      error_x: {
        type: 'data',
        symmetric: false,
        array: dots.map(({ value, high = value }) => high - value),
        arrayminus: dots.map(({ value, low = value }) => value - low),
        thickness: 2,
        color: COLORS.blue,
      },
    }),
  };
  const truths = truthOf(dots, words.xTitle);
  const own: Partial<Layout> = {
    showlegend: truths.length > 0,
    height: 150 + 34 * dots.length,
    shapes: zeroLine ? [ZERO_LINE] : [],
    yaxis: {
      range: [dots.length - 0.5, -0.5],
      tickvals: dots.map((_, n) => n),
      ticktext: dots.map(({ label }) => label),
    },
  };
  const { alt = withAxes(words.xTitle, words.yTitle, dotsInWords(dots)) } = words;
  const data = [trace as unknown as Data, ...truths];
  return figure({ ...words, alt, data, layout: mergeLayout(own, layout) });
}

/** The true values, where any are known. */
function truthOf(dots: readonly Dot[], xTitle: string): Data[] {
  if (dots.every(({ truth }) => truth === undefined)) return [];
  const trace = {
    type: 'scatter',
    mode: 'markers',
    name: 'truth',
    x: dots.map(({ truth = null }) => truth),
    y: dots.map((_, n) => n),
    marker: { symbol: 'line-ns-open', size: 18, color: COLORS.vermilion, line: { width: 3 } },
    hovertemplate: `truth<br>${xTitle}: <b>%{x:,.4~f}</b><extra></extra>`,
  };
  return [trace as unknown as Data];
}
