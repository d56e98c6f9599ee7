/** Sections for the curious: closed at first, so that they don't stand in the way of the others. */
import type { Cell, Notebook } from './ipynb';
import { headingsOf } from './sections';

const TITLE = /^For the curious\b/;

/** The metadata by which JupyterLab closes a heading's section; VS Code and code hosts show it open. */
export const CLOSED = 'jp-MarkdownHeadingCollapsed';

/** Whether a cell begins such a section, with its heading. */
export function beginsAside(cell: Cell): boolean {
  if (cell.cell_type !== 'markdown') return false;
  const [first] = headingsOf(cell.source.split('\n', 1)[0]!);
  return first !== undefined && TITLE.test(first.title);
}

/** Whether a heading of such a section isn't where its cell begins, so that JupyterLab would close more than it. */
export function hasBuriedAside(cell: Cell): boolean {
  if (cell.cell_type !== 'markdown') return false;
  const titles = headingsOf(cell.source).map(({ title }) => title);
  return titles.filter((title) => TITLE.test(title)).length > (beginsAside(cell) ? 1 : 0);
}

/**
 * For pages: the heading of each such section becomes a cell of its own, marked `begin`, and the last cell before the
 * next heading of its level or above `end`.
 */
export function withAsides(notebook: Notebook): Notebook {
  const cells: Cell[] = [];
  /** The level of the heading that the cell stands under, if it is an aside. */
  let level: number | undefined;
  const end = () => {
    if (level !== undefined) cells.push(marked(cells.pop()!, 'end'));
    level = undefined;
  };
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === 'markdown' ? headingsOf(cell.source)[0] : undefined;
    if (heading && level !== undefined && heading.level <= level) end();
    if (level !== undefined || !beginsAside(cell)) {
      cells.push(cell);
      continue;
    }
    level = heading!.level;
    const [title, ...rest] = cell.source.split('\n');
    cells.push(marked({ ...cell, id: `${cell.id.slice(0, 56)}-heading`, source: title! }, 'begin'), {
      ...cell,
      source: rest.join('\n').trimStart(),
    });
  }
  end();
  return { ...notebook, cells };
}

function marked(cell: Cell, aside: 'begin' | 'end'): Cell {
  return { ...cell, metadata: { ...cell.metadata, aside } };
}
