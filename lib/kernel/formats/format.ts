/**
 * How a value looks in a notebook. The formatters below are tried in order and the first that knows the
 * value decides; they recognise values by their shape, so nothing heavy is imported. A new formatter is
 * one file and one line here.
 */
import type { MimeBundle } from '../display';
import { formatDanfo } from './danfo';
import { formatOwnDisplay } from './own-display';
import { formatPlain } from './plain';
import { formatPlotly } from './plotly';
import { formatRecords } from './records';
import { formatTensor } from './tensor';

/** Gives a value's forms by MIME type, or undefined where it isn't this formatter's kind of value. */
export type Formatter = (value: unknown) => MimeBundle | undefined | Promise<MimeBundle | undefined>;

const FORMATTERS: readonly Formatter[] = [
  formatOwnDisplay, // a method under Symbol.for('Jupyter.display')
  formatPlotly, // { data, layout }
  formatDanfo, // a DataFrame or Series of Danfo
  formatTensor, // a tensor of TensorFlow.js
  formatRecords, // [{ name, score }, …], a Set or Map of such rows
];

/**
 * All forms of a value by MIME type; `text/plain` is always among them. Null for `undefined`, of which
 * nothing is shown. Never rejects: a value whose formatter fails is shown as Node shows it.
 */
export async function toBundle(value: unknown): Promise<MimeBundle | null> {
  if (value === undefined) return null;
  for (const formatter of FORMATTERS) {
    try {
      const bundle = await formatter(value);
      if (bundle) return bundle;
    } catch {
      // Looked like its kind and wasn't: the next one, in the end Node's inspect, still shows it.
    }
  }
  return formatPlain(value);
}
