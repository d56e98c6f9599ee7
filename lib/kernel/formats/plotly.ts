import { type PlotlyFigure, plotlyHtml } from '../../core/html/plotly-html';
import type { MimeBundle } from '../display';
import { jsonValues, UnreadableError } from './json-values';
import { inspectText } from './plain';

/**
 * A plain `{ data, layout }` as plotly takes it, with `config` and `frames` if present. Typed arrays become lists;
 * NaN and the infinities, which JSON doesn't have, become gaps. The figures of lib/notebook define their own display,
 * with alternative text; here the title serves as the alternative text.
 */
export function formatPlotly(value: unknown): MimeBundle | undefined {
  if (!isPlotly(value)) return undefined;
  let figure: PlotlyFigure;
  try {
    figure = plainFigure(value);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { 'text/plain': `This figure can't be drawn: ${error.message}.\n\n${inspectText(value)}` };
  }
  const title = titleOf(figure.layout);
  const alt = title === '' ? 'A plotly figure without a title' : `A plotly figure: ${title}`;
  return {
    'application/vnd.plotly.v1+json': { ...figure },
    'text/html': plotlyHtml(figure, { title, alt }),
    'text/plain': alt,
  };
}

function plainFigure({ data, layout, config = {}, frames }: PlotlyFigure): PlotlyFigure {
  return {
    data: jsonValues(data, 'data'),
    layout: jsonValues(layout, 'layout'),
    config: jsonValues(config, 'config'),
    ...(Array.isArray(frames) && { frames: jsonValues(frames, 'frames') }),
  };
}

function isPlotly(value: unknown): value is PlotlyFigure {
  if (typeof value !== 'object' || value === null) return false;
  const { data, layout } = value as Partial<PlotlyFigure>;
  if (!Array.isArray(data) || typeof layout !== 'object' || layout === null || Array.isArray(layout))
    return false;
  return data.every((trace) => typeof trace === 'object' && trace !== null && !isList(trace));
}

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function titleOf(layout: object): string {
  const { title } = layout as { title?: unknown };
  const text = typeof title === 'object' && title !== null ? (title as { text?: unknown }).text : title;
  return typeof text === 'string' ? text : '';
}
