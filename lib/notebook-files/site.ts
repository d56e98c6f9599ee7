/** The folder of exported pages: each page is written as soon as it is ready, together with the index. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ROOT } from './environment';
import { isFigure } from './figure-html';
import type { Notebook } from './ipynb';
import { entryOf, indexPage, notebookPage, type PageEntry, relink } from './page';
import { plotlyScript } from './plotly-script';
import { notebookPromise, notebookTitle } from './sections';

const { writeWhole } = require('../core/write-whole.cjs') as { writeWhole(file: string, text: string): void };

/** Length of a page's start that is sure to include what `entryOf` reads. */
const HEAD = 4096;

interface OwnPage extends PageEntry {
  /** The notebook, relative to the project. */
  source: string;
  body: string;
  hasFigure: boolean;
}

/** The name of a notebook's page, without `.html`. */
export function pageName(path: string): string {
  return basename(path, '.ipynb');
}

export class Site {
  private readonly own: OwnPage[] = [];
  private plotly: string | undefined;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Writes the page of a notebook, and the index. Links lead to the pages that are there.
   * @param body its rendered cells
   * @returns the page's path
   */
  add(notebook: Notebook, path: string, body: string): string {
    const name = pageName(path);
    const page: OwnPage = {
      name,
      title: notebookTitle(notebook, name),
      promise: notebookPromise(notebook),
      source: relative(ROOT, resolve(path)).split(sep).join('/'),
      body,
      hasFigure: notebook.cells.some((cell) => cell.outputs?.some(isFigure)),
    };
    this.own.push(page);
    const written = this.write(page);
    writeWhole(this.path('index'), indexPage(this.entries()));
    return written;
  }

  /** Writes the pages again, now with links to those that came later. */
  linkAll(): void {
    for (const page of this.own.slice(0, -1)) this.write(page);
  }

  private path(name: string): string {
    return join(this.folder, `${name}.html`);
  }

  private write(page: OwnPage): string {
    const entries = this.entries();
    const at = entries.findIndex(({ name }) => name === page.name);
    if (page.hasFigure) this.plotly ??= plotlyScript();
    const targets = new Map([
      ...this.earlier().map(({ name }): [string, string] => [`notebooks/${name}.ipynb`, name]),
      ...this.own.map(({ source, name }): [string, string] => [source, name]),
    ]);
    const path = this.path(page.name);
    const html = notebookPage({
      name: page.name,
      title: page.title,
      promise: page.promise,
      body: relink(page.body, dirname(page.source), targets),
      plotly: page.hasFigure ? this.plotly : undefined,
      previous: entries[at - 1],
      next: entries[at + 1],
    });
    writeWhole(path, html);
    return path;
  }

  /** All pages in the folder, in index order. */
  private entries(): PageEntry[] {
    return [...this.own, ...this.earlier()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The pages written by earlier exports. */
  private earlier(): PageEntry[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((file) => file.endsWith('.html') && file !== 'index.html')
      .filter((file) => !this.own.some(({ name }) => `${name}.html` === file))
      .flatMap((file) => {
        const head = readFileSync(join(this.folder, file), 'utf8').slice(0, HEAD);
        return entryOf(head, basename(file, '.html')) ?? [];
      });
  }
}
