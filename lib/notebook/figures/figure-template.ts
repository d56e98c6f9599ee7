import type { Layout, LayoutAxis } from 'plotly.js';
import { COLORWAY, GRAYS } from './palette';

/** Pixels; fixed, so that the page layout doesn't jump when figures are drawn. */
export const FIGURE_HEIGHT = 420;

const AXIS: Partial<LayoutAxis> = {
  automargin: true,
  exponentformat: 'none',
  gridcolor: GRAYS.grid,
  linecolor: GRAYS.line,
  showline: true,
  tickcolor: GRAYS.line,
  ticks: 'outside',
  zeroline: false,
};

/** The texts of a figure. */
export interface TemplateWords {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** The style of all figures: white, a light grid, and text readable from the back row. */
export function templateLayout({ title, xTitle, yTitle }: TemplateWords): Partial<Layout> {
  return {
    autosize: true,
    height: FIGURE_HEIGHT,
    colorway: [...COLORWAY],
    font: { family: 'system-ui, "Segoe UI", Roboto, sans-serif', size: 15, color: GRAYS.text },
    hoverlabel: { font: { size: 15 } },
    hovermode: 'closest',
    legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.01, yanchor: 'bottom' },
    margin: { t: 76, r: 28, b: 60, l: 72 },
    paper_bgcolor: GRAYS.paper,
    plot_bgcolor: GRAYS.paper,
    title: { text: title, font: { size: 19 }, x: 0.01, xanchor: 'left', y: 0.96, yanchor: 'top' },
    xaxis: { ...AXIS, title: { text: xTitle, standoff: 12 } },
    yaxis: { ...AXIS, separatethousands: true, title: { text: yTitle, standoff: 12 } },
  };
}
