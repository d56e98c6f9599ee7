/** Titles in a notebook's text. */
import type { Notebook } from './ipynb';

const HEADING = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/;

/** The headings of a markdown text, level and title without markup; code blocks are passed over. */
export function headingsOf(markdown: string): { level: number; title: string }[] {
  const headings: { level: number; title: string }[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (mark && (fence === undefined || fence === mark)) fence = fence ? undefined : mark;
    const heading = fence ? null : HEADING.exec(line);
    if (heading) headings.push({ level: heading[1]!.length, title: plainText(heading[2]!) });
  }
  return headings;
}

/** For each cell, the title of the section that it stands in; empty before the first heading. */
export function sectionTitles(notebook: Notebook): string[] {
  let title = '';
  return notebook.cells.map((cell) => {
    if (cell.cell_type === 'markdown') title = headingsOf(cell.source).at(-1)?.title ?? title;
    return title;
  });
}

/** The first title of the highest level, or the given name. */
export function notebookTitle(notebook: Notebook, name: string): string {
  const headings = notebook.cells
    .filter((c) => c.cell_type === 'markdown')
    .flatMap((c) => headingsOf(c.source));
  const top = Math.min(...headings.map((heading) => heading.level));
  return headings.find((heading) => heading.level === top)?.title ?? name;
}

/** The first paragraph after the title, as plain text: what the notebook promises. Empty where there is none. */
export function notebookPromise(notebook: Notebook): string {
  const first = notebook.cells.find((cell) => cell.cell_type === 'markdown')?.source ?? '';
  const paragraphs = first.split(/\n\s*\n/).map((paragraph) => paragraph.trim());
  const promise = paragraphs.find((paragraph) => /^[^#\s>|`-]/.test(paragraph));
  return plainText((promise ?? '').replace(/\s+/g, ' '));
}

/** Markdown of one line without its marks: links keep their text. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/(?<![\w*])[*_]([^*_]+)[*_](?![\w*])/g, '$1')
    .trim();
}
