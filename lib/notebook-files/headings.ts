/** Headings of a rendered notebook, with the ids that links lead to. */
import { type Notebook, tagsOf } from './ipynb';
import { headingsOf, plainText } from './sections';

export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly title: string;
}

/** A part of a page that a search can find. */
export interface Section {
  /** Empty for what stands before the first heading. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

const RENDERED = /<h([1-6]) id="([^"]*)"[^>]*>/g;

/** The headings of a page, by the ids in its HTML and the titles in its notebook; empty if the two don't agree. */
export function headingsIn(body: string, notebook: Notebook): Heading[] {
  const ids = [...body.matchAll(RENDERED)].map(([, level, id]) => ({ level: Number(level), id: id! }));
  const titles = texts(notebook).flatMap(({ source, isText }) => (isText ? headingsOf(source) : []));
  if (ids.length !== titles.length) return [];
  return ids.map(({ level, id }, n) => ({ level, id, title: titles[n]!.title }));
}

/** The text and the code of a notebook, in sections, without outputs and solutions. */
export function sectionsIn(headings: readonly Heading[], notebook: Notebook, pageTitle: string): Section[] {
  const sections = [{ id: '', title: pageTitle, lines: [] as string[] }];
  let next = 0;
  for (const { source, isText, isSolution } of texts(notebook)) {
    for (const line of isSolution ? [] : source.split('\n')) {
      if (isText && /^ {0,3}(```|~~~)/.test(line)) continue;
      const heading = headings[next];
      if (isText && heading !== undefined && headingsOf(line)[0]?.title === heading.title) {
        sections.push({ id: heading.id, title: heading.title, lines: [] });
        next++;
      } else sections.at(-1)!.lines.push(isText ? plainText(line) : line);
    }
  }
  return sections
    .map(({ lines, ...section }) => ({ ...section, text: lines.join(' ').replace(/\s+/g, ' ').trim() }))
    .filter(({ id, text }) => id !== '' || text !== '');
}

function texts(notebook: Notebook) {
  return notebook.cells
    .filter(({ cell_type: type }) => type !== 'raw')
    .map((cell) => ({
      source: cell.source,
      isText: cell.cell_type === 'markdown',
      isSolution: tagsOf(cell).includes('solution'),
    }));
}
