import { type PlotlyFigure, plotlyHtml } from '../../core/plotly-html';
import type { MimeBundle } from '../display';

/**
 * A plain `{ data, layout }` as plotly takes it. The figures of lib/notebook bring their own display, with
 * an alternative text; here the title has to do.
 */
export function formatPlotly(value: unknown): MimeBundle | undefined {
  if (!isPlotly(value)) return undefined;
  const { data, layout, config = {} } = value;
  const title = titleOf(layout);
  const alt = title === '' ? 'A plotly figure without a title' : `A plotly figure: ${title}`;
  return {
    'application/vnd.plotly.v1+json': { data, layout, config },
    'text/html': plotlyHtml({ data, layout, config }, { title, alt }),
    'text/plain': alt,
  };
}

function isPlotly(value: unknown): value is PlotlyFigure {
  if (typeof value !== 'object' || value === null) return false;
  const { data, layout } = value as Partial<PlotlyFigure>;
  if (!Array.isArray(data) || typeof layout !== 'object' || layout === null || Array.isArray(layout))
    return false;
  return data.every((trace) => typeof trace === 'object' && trace !== null && !Array.isArray(trace));
}

function titleOf(layout: object): string {
  const { title } = layout as { title?: unknown };
  const text = typeof title === 'object' && title !== null ? (title as { text?: unknown }).text : title;
  return typeof text === 'string' ? text : '';
}
