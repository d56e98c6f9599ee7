import { DISPLAY, type DisplayData, type MimeBundle } from '../display';
import { cellCode } from '../stop/may-end';
import { jsonValues } from './json-values';
import { inspectText } from './plain';

type Displayable = { [DISPLAY]: () => unknown };

/**
 * A value that defines its own display, at once or as a promise that never rejects. An empty bundle shows
 * nothing: the value has already displayed itself. If the method throws or returns no bundle, the value is
 * shown as Node shows it, with a note on what went wrong.
 */
export function formatOwnDisplay(value: unknown): DisplayData | undefined | Promise<DisplayData> {
  if (!isDisplayable(value)) return undefined;
  try {
    const made = value[DISPLAY]();
    if (!isPromiseLike(made)) return complete(made, value);
    return Promise.resolve(made).then(
      (bundle) => cellCode(() => complete(bundle, value)),
      (error) => cellCode(() => failed(error, value)),
    );
  } catch (error) {
    return failed(error, value);
  }
}

/** Whether this is `{ data, metadata }` rather than a bundle, whose keys are MIME types. */
export function isDisplayData(bundle: MimeBundle | DisplayData): bundle is DisplayData {
  return isObject(bundle.data) && (bundle.metadata === undefined || isObject(bundle.metadata));
}

function complete(bundle: unknown, value: object): DisplayData {
  if (!isObject(bundle)) {
    const kind = bundle === null ? 'null' : Array.isArray(bundle) ? 'an array' : typeof bundle;
    return failed(new TypeError(`returned ${kind} instead of { mimeType: content }`), value);
  }
  const { data, metadata = {} } = isDisplayData(bundle) ? bundle : { data: bundle };
  const entries = Object.entries(data).filter(([, content]) => content !== undefined);
  let all: MimeBundle;
  try {
    all = Object.fromEntries(entries.map(([type, content]) => [type, jsonValues(content, type)]));
  } catch (error) {
    return failed(error, value);
  }
  if (entries.length > 0) all['text/plain'] ??= inspectText(value);
  return { data: all, metadata };
}

function failed(error: unknown, value: object): DisplayData {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : inspectText(error);
  const note = `(its [Symbol.for('Jupyter.display')]() failed: ${message})`;
  return { data: { 'text/plain': `${inspectText(value)}\n${note}` }, metadata: {} };
}

function isDisplayable(value: unknown): value is Displayable & object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as Partial<Displayable>)[DISPLAY] === 'function';
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
