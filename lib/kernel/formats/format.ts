/**
 * How a value is displayed in a notebook. The formatters below are tried in order, and the first that accepts the
 * value formats it; they recognize values by their shape, so no heavy library is imported. A new formatter is one
 * file and one line here.
 */
import type { DisplayData, MimeBundle } from '../display';
import { formatDanfo } from './data-frame';
import { formatOwnDisplay, isDisplayData } from './own-display';
import { formatPlain } from './plain';
import { formatPlotly } from './plotly';
import { formatRecords } from './records';
import { formatTensor } from './tensor';

/** A formatter's result: a value's forms by MIME type, with or without metadata. */
export type Formatted = MimeBundle | DisplayData;

/** A value's forms, or undefined if this formatter doesn't handle the value. */
export type Formatter = (value: unknown) => Formatted | undefined | Promise<Formatted>;

const FORMATTERS: readonly Formatter[] = [
  formatOwnDisplay, // a method under Symbol.for('Jupyter.display')
  formatPlotly, // { data, layout }
  formatDanfo, // a Danfo DataFrame or Series
  formatTensor, // a TensorFlow.js tensor
  formatRecords, // [{ name, score }, …], a Set or Map of such rows
];

/**
 * All forms of a value by MIME type, with their metadata if any; `text/plain` is always included. Null for
 * `undefined`, which is not displayed. Never throws or rejects: if its formatter fails, a value is shown as Node
 * shows it. Returns a promise only if the value's own display is one.
 */
export function toBundle(value: unknown): DisplayData | null | Promise<DisplayData> {
  if (value === undefined) return null;
  for (const formatter of FORMATTERS) {
    try {
      const formatted = formatter(value);
      if (formatted instanceof Promise) return formatted.then(withMetadata);
      if (formatted) return withMetadata(formatted);
    } catch {
      // It had the shape but not the content: later formatters, and finally Node's inspect, still show it.
    }
  }
  return withMetadata(formatPlain(value));
}

function withMetadata(formatted: Formatted): DisplayData {
  return isDisplayData(formatted) ? formatted : { data: formatted, metadata: {} };
}
