/** The API reference as HTML. */
import { join } from 'node:path';
import { ROOT } from '../environment';
import type { Renderer } from '../render';
import type { Reference, ReferencePage } from './reference-pages';

/** A name in code that nbconvert has colored, and whether it is called. */
const NAME = /(<span class="(?:n\w?|kt)">)(\w+)(<\/span>)(?=(<span class="p">\()?)/g;

/**
 * Each page with its rendered texts, in which names of types and calls lead to where they are explained.
 * @throws the signal's reason when aborted
 */
export async function renderedReference(
  { pages, addressOf }: Reference,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<{ pages: ReferencePage[]; bodies: string[] }> {
  const bodies: string[] = [];
  for (const page of pages) {
    signal.throwIfAborted();
    bodies.push(
      linkedNames(await renderer.render(page.notebook, join(ROOT, 'lib', page.name), page.name), addressOf),
    );
  }
  return { pages, bodies };
}

function linkedNames(html: string, addressOf: (name: string) => string | undefined): string {
  return html.replace(NAME, (whole, open: string, name: string, close: string, call?: string) => {
    const href = /^[A-Z]/.test(name) || call ? addressOf(name) : undefined;
    return href === undefined ? whole : `${open}<a href="${href}">${name}</a>${close}`;
  });
}
