/** Source files at the end of a page of the reference, folded, with a target for each line that the page links to. */
import { escapeHtml } from '../../core/html/escape-html';
import type { SourceDeclarations } from './declarations';

/** The id of a file's line, counted from 1. */
export function lineId(file: string, line: number): string {
  return `${file.replace(/\W+/g, '-')}-${line}`;
}

/** Browsers open a folded part when a link leads into it. */
export function sourceListing(sources: readonly SourceDeclarations[]): string {
  const files = sources.map(({ file, text, declared }) => {
    const targets = new Set([1, ...declared.map(({ line }) => line)]);
    const lines = text.trimEnd().split('\n');
    const html = lines.map((line, n) => {
      const id = targets.has(n + 1) ? ` id="${lineId(file, n + 1)}"` : '';
      return `<i${id}>${n + 1}</i>${escapeHtml(line)}`;
    });
    return `<details><summary>${escapeHtml(file)}</summary><pre>${html.join('\n')}</pre></details>`;
  });
  return `<section class="listing"><h2 id="source-files">Source files</h2>${files.join('\n')}</section>`;
}
