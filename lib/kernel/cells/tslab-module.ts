/**
 * What `import * as tslab from 'tslab'` gives in a cell: tslab's own functions for rich output, shown by this kernel,
 * whether tslab is installed beside the notebook or not. The types are tslab's.
 */
import { randomUUID } from 'node:crypto';
import type { Display } from 'tslab';
import { DISPLAY, display, updateDisplay } from '../display';
import { TYPESCRIPT_VERSION } from '../typescript/compiler';

/** @param id if given, each call replaces what the one before has shown */
function displayOf(id?: string): Display {
  let isShown = false;
  const raw = (type: string, content: string | Uint8Array): void => {
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('base64');
    const value = { [DISPLAY]: () => ({ [type]: text }) };
    if (id !== undefined && isShown) void updateDisplay(id, value);
    else void display(value, { id });
    isShown = true;
  };
  return {
    raw,
    javascript: (text) => raw('text/javascript', text),
    html: (text) => raw('text/html', text),
    markdown: (text) => raw('text/markdown', text),
    latex: (text) => raw('text/latex', text),
    svg: (text) => raw('image/svg+xml', text),
    text: (text) => raw('text/plain', text),
    png: (bytes) => raw('image/png', bytes),
    jpeg: (bytes) => raw('image/jpeg', bytes),
    gif: (bytes) => raw('image/gif', bytes),
    pdf: (bytes) => raw('application/pdf', bytes),
  };
}

/** The module `tslab`. */
export const tslabModule: typeof import('tslab') = {
  display: displayOf(),
  newDisplay: () => displayOf(randomUUID()),
  versions: {
    tslab: (require('tslab/package.json') as { version: string }).version,
    typescript: TYPESCRIPT_VERSION,
    node: process.version,
  },
};
