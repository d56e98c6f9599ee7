import { DISPLAY, type MimeBundle } from '../display';
import { inspectText } from './plain';

type Displayable = { [DISPLAY]: () => unknown };

/**
 * A value that brings its own display. Where that throws or gives no bundle, the value is shown as Node
 * shows it, with a note on what went wrong.
 */
export async function formatOwnDisplay(value: unknown): Promise<MimeBundle | undefined> {
  if (!isDisplayable(value)) return undefined;
  try {
    const bundle = await value[DISPLAY]();
    if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) {
      throw new TypeError(
        `gave ${bundle === null ? 'null' : typeof bundle} instead of { mimeType: content }`,
      );
    }
    const entries = Object.entries(bundle).filter(([, content]) => content !== undefined);
    const complete = Object.fromEntries(entries) as MimeBundle;
    complete['text/plain'] ??= inspectText(value);
    return complete;
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : inspectText(error);
    const note = `(its [Symbol.for('Jupyter.display')]() failed: ${message})`;
    return { 'text/plain': `${inspectText(value)}\n${note}` };
  }
}

function isDisplayable(value: unknown): value is Displayable {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as Partial<Displayable>)[DISPLAY] === 'function';
}
