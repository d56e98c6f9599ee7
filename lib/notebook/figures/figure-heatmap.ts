import type { Data, Layout, LayoutAxis, Shape } from 'plotly.js';
import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkOption, oneOf } from '../../core/options';
import { cellsInWords, withAxes } from './alternative-text';
import { type ChartWords, checkChart, type Figure, figure } from './figure';
import type { AxisValues } from './figure-series';
import { mergeLayout } from './merge-layout';
import { DIVERGING, GRAYS, SEQUENTIAL } from './palette';

/** Shows through empty cells. Not the figure's background, which other plots may share. */
const EMPTY = (fillcolor: string): Partial<Shape> => ({
  type: 'rect',
  layer: 'below',
  xref: 'x domain' as 'paper',
  yref: 'y domain' as 'paper',
  x0: 0,
  x1: 1,
  y0: 0,
  y1: 1,
  fillcolor,
  line: { width: 0 },
});

/** Options of `heatmap`. */
export interface HeatmapOptions extends ChartWords {
  /** Rows of values, the first one on top; `null` is an empty cell. */
  readonly z: readonly ArrayLike<number | null>[];
  /** What the colors mean, with the unit. */
  readonly zTitle: string;
  /** Labels of the columns and of the rows. Default 0, 1, 2, … */
  readonly x?: AxisValues;
  readonly y?: AxisValues;
  /** `diverging` for values on both sides of zero. Default `sequential`. */
  readonly colors?: 'sequential' | 'diverging';
  /** The values of the lightest and the darkest color. Default: the data's own range. */
  readonly zRange?: readonly [number, number];
  /** Write each value in its cell; for small heatmaps. Default false. */
  readonly valueLabels?: boolean;
}

/**
 * A matrix as colored cells. Empty cells are gray, so they can't be mistaken for a value: lighter than the lowest
 * value's color, or, on a diverging scale, darker than its white middle.
 */
export function heatmap(options: HeatmapOptions): Figure {
  checkChart('heatmap', options, {
    z: [],
    zTitle: 'Users (count)',
    x: [],
    y: [],
    colors: 'sequential',
    zRange: [0, 1],
    valueLabels: true,
  });
  const { title, xTitle, yTitle, zTitle, missing, z, x, y, colors = 'sequential', zRange } = options;
  checkArgument('heatmap', 'z', z, LIST);
  for (const [i, row] of z.entries()) checkArgument('heatmap', `z[${i}]`, row, LIST);
  checkOption('heatmap', 'colors', colors, oneOf(['sequential', 'diverging'], { default: 'sequential' }));
  const width = z[0]?.length ?? 0;
  if (z.length === 0 || width === 0)
    throw new OptionError('heatmap: z must have at least one row and column');
  const ragged = z.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new OptionError(`heatmap: z[${ragged}] has ${z[ragged].length} values, the first row ${width}`);
  }
  for (const [name, labels, wanted] of [
    ['x', x, width],
    ['y', y, z.length],
  ] as const) {
    if (labels && labels.length !== wanted) {
      throw new OptionError(`heatmap: ${name} must have ${wanted} labels, got ${labels.length}`);
    }
  }
  if (typeof zTitle !== 'string' || zTitle.trim() === '') {
    throw new OptionError('heatmap: zTitle must be a non-empty string');
  }
  const range = zRange && { zmin: zRange[0], zmax: zRange[1] };
  const trace = {
    type: 'heatmap',
    z,
    ...(x && { x }),
    ...(y && { y }),
    colorscale: colors === 'diverging' ? DIVERGING : SEQUENTIAL,
    ...(colors === 'diverging' && !zRange && { zmid: 0 }),
    ...range,
    xgap: gapFor(width),
    ygap: gapFor(z.length),
    hoverongaps: false,
    hovertemplate: `${xTitle}: %{x}<br>${yTitle}: %{y}<br>${zTitle}: <b>%{z:,}</b><extra></extra>`,
    ...(options.valueLabels && { texttemplate: '%{z:,.3~f}' }),
    colorbar: { title: { text: zTitle, side: 'right' }, outlinewidth: 0, thickness: 16, ticks: 'outside' },
  };
  const layout: Partial<Layout> = {
    shapes: [EMPTY(colors === 'diverging' ? GRAYS.darkGap : GRAYS.gap)],
    xaxis: { showgrid: false, ...labeling(x, width) },
    yaxis: { showgrid: false, autorange: 'reversed', ...labeling(y, z.length) },
  };
  return figure({
    title,
    alt: options.alt ?? withAxes(yTitle, xTitle, cellsInWords(z, zTitle)),
    xTitle,
    yTitle,
    missing,
    data: [trace as unknown as Data],
    layout: mergeLayout(layout, options.layout),
  });
}

/** A narrow gap between the cells, if they are large enough. */
function gapFor(cells: number): number {
  return cells <= 60 ? 1 : 0;
}

/** Texts are labels in their order; a few numbers get a tick each, so that none is at 0.5. */
function labeling(labels: AxisValues | undefined, count: number): Partial<LayoutAxis> {
  const texts =
    labels !== undefined && Array.from<unknown>(labels).every((label) => typeof label === 'string');
  return texts ? { type: 'category' } : count <= 12 ? { tick0: 0, dtick: 1 } : {};
}
