/**
 * The module `tslab` of cells: tslab's own functions for rich output, shown by this kernel, whether tslab is installed
 * beside the notebook or not.
 */
import { randomUUID } from 'node:crypto';
import { DISPLAY, display as show, updateDisplay } from './display';

/** Shows content of a given type below the cell. */
export interface Display {
  javascript(code: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  /** Any MIME type: text, or bytes, which are sent in base64. */
  raw(contentType: string, content: string | Uint8Array): void;
}

/** @param id if given, each call replaces what the one before has shown */
function displayOf(id?: string): Display {
  let isShown = false;
  const raw = (type: string, content: string | Uint8Array): void => {
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('base64');
    const plain = /markdown|latex/.test(type) ? text : `(${type})`;
    const value = { [DISPLAY]: () => ({ 'text/plain': plain, [type]: text }) };
    if (id !== undefined && isShown) void updateDisplay(id, value);
    else void show(value, { id });
    isShown = true;
  };
  return {
    raw,
    javascript: (code) => raw('text/javascript', code),
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

/** Shows content below the cell; each call adds an output. */
export const display: Display = displayOf();

/** A display of its own: each call replaces what the one before has shown. */
export function newDisplay(): Display {
  return displayOf(randomUUID());
}

/** The version of tslab whose functions these are, and the versions that run the cells. */
export const versions: { readonly tslab: string; readonly typescript: string; readonly node: string } = {
  tslab: '1.0.22',
  // Not from `typescript/compiler`: the types of all of TypeScript would be checked with each cell.
  typescript: (require('typescript-6/package.json') as { version: string }).version,
  node: process.version,
};
