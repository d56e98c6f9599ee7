/** Figures of saved notebooks, which hold no HTML form, made drawable for a page. */
import { plotlyHtml } from '../core/html/plotly-html';
import type { Json, Notebook, Output } from './ipynb';

const FIGURE = 'application/vnd.plotly.v1+json';

/** A figure's content, as far as it is read here. */
interface SavedFigure {
  data: Json[];
  layout: { title?: string | { text?: string } };
  config?: object;
  frames?: Json[];
}

/** Does an output hold a figure that plotly can draw? */
export function isFigure(output: Output): boolean {
  return 'data' in output && FIGURE in output.data;
}

/** The notebook with an HTML form for each figure that has none. The given one is left as it is. */
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
