/**
 * How a value looks in a notebook. The formatters below are tried in order and the first that knows the
 * value decides; they recognize values by their shape, so nothing heavy is imported. A new formatter is
 * one file and one line here.
 */
import type { DisplayData, MimeBundle } from '../display';
import { formatDanfo } from './danfo';
import { formatOwnDisplay, isDisplayData } from './own-display';
import { formatPlain } from './plain';
import { formatPlotly } from './plotly';
import { formatRecords } from './records';
import { formatTensor } from './tensor';

/** What a formatter gives: a value's forms by MIME type, with or without metadata. */
export type Formatted = MimeBundle | DisplayData;

/** A value's forms, or undefined where it isn't this formatter's kind of value. */
export type Formatter = (value: unknown) => Formatted | undefined | Promise<Formatted>;

const FORMATTERS: readonly Formatter[] = [
  formatOwnDisplay, // a method under Symbol.for('Jupyter.display')
  formatPlotly, // { data, layout }
  formatDanfo, // a DataFrame or Series of Danfo
  formatTensor, // a tensor of TensorFlow.js
  formatRecords, // [{ name, score }, …], a Set or Map of such rows
];

/**
 * All forms of a value by MIME type, with the metadata of those that have some; `text/plain` is always among
 * them. Null for `undefined`, of which nothing is shown. Never throws or rejects: a value whose formatter
 * fails is shown as Node shows it. A promise only for a value whose own display is one.
 */
export function toBundle(value: unknown): DisplayData | null | Promise<DisplayData> {
  if (value === undefined) return null;
  for (const formatter of FORMATTERS) {
    try {
      const formatted = formatter(value);
      if (formatted instanceof Promise) return formatted.then(withMetadata);
      if (formatted) return withMetadata(formatted);
    } catch {
      // Looked like its kind and wasn't: the next one, in the end Node's inspect, still shows it.
    }
  }
  return withMetadata(formatPlain(value));
}

function withMetadata(formatted: Formatted): DisplayData {
  return isDisplayData(formatted) ? formatted : { data: formatted, metadata: {} };
}
