/** Adds an HTML form to the figures of saved notebooks, so that a page can draw them. */
import { plotlyHtml } from '../core/html/plotly-html';
import type { Json, Notebook, Output } from './ipynb';

const FIGURE = 'application/vnd.plotly.v1+json';

/** The parts of a figure used here. */
interface SavedFigure {
  data: Json[];
  layout: { title?: string | { text?: string } };
  config?: object;
  frames?: Json[];
}

/** Whether an output contains a figure that plotly can draw. */
export function isFigure(output: Output): boolean {
  return 'data' in output && FIGURE in output.data;
}

/** Returns the notebook with an HTML form for each figure that has none. Doesn't change its argument. */
export function withFigureHtml(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.outputs ? { ...cell, outputs: cell.outputs.map(drawable) } : cell,
  );
  return { ...notebook, cells };
}

function drawable(output: Output): Output {
  if (!('data' in output) || !isFigure(output) || 'text/html' in output.data) return output;
  const figure = output.data[FIGURE] as unknown as SavedFigure;
  const title = figure.layout.title;
  const words = {
    title: (typeof title === 'string' ? title : title?.text) ?? 'Figure',
    alt: String(output.data['text/plain'] ?? 'A figure without a description'),
  };
  return { ...output, data: { ...output.data, 'text/html': plotlyHtml(figure, words) } };
}
