/** The folder of exported pages: each page is written as soon as it is ready, together with the index. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ROOT } from './environment';
import { isFigure } from './figure-html';
import { type Heading, headingsIn, sectionsIn } from './headings';
import type { Notebook } from './ipynb';
import {
  entryOf,
  indexPage,
  isOwnPage,
  licensePage,
  notebookPage,
  type PageEntry,
  pageAddress,
  REFERENCE,
  relink,
} from './page';
import { plotlyScript } from './plotly-script';
import type { ReferencePage } from './reference/reference-pages';
import { readSearchScript, type SearchPage, searchScript } from './search-index';
import { notebookPromise, notebookTitle } from './sections';

const { writeWhole } = require('../core/write-whole.cjs') as { writeWhole(file: string, text: string): void };

/** Length of a page's start that is sure to include what `entryOf` reads. */
const HEAD = 4096;

/** Below the texts of a page of the reference. */
const SOURCE_FILES: Heading = { level: 2, id: 'source-files', title: 'Source files' };

/** What pages share. */
const ASSETS = 'assets';

interface OwnPage extends PageEntry {
  /** The notebook, relative to the project. */
  source: string;
  body: string;
  hasFigure: boolean;
  headings: Heading[];
}

/** The name of a notebook's page, without `.html`. */
export function pageName(path: string): string {
  return basename(path, '.ipynb');
}

export class Site {
  private readonly own: OwnPage[] = [];
  /** Source files to their places in the reference. */
  private readonly sources = new Map<string, string>();
  private hasPlotly = false;

  constructor(private readonly folder: string) {
    mkdirSync(join(folder, ASSETS), { recursive: true });
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
      headings: headingsIn(body, notebook),
    };
    this.own.push(page);
    const written = this.write(page);
    this.addToSearch([
      { name, title: page.title, sections: sectionsIn(page.headings, notebook, page.title) },
    ]);
    this.writeIndex();
    return written;
  }

  /**
   * Writes the API reference. Pages that are added later link to it.
   * @param bodies the rendered texts of each page
   */
  addReference(pages: readonly ReferencePage[], bodies: readonly string[]): void {
    const searched = pages.map((page, n) => {
      const headings = headingsIn(bodies[n]!, page.notebook);
      const html = notebookPage({
        ...page,
        body: bodies[n]! + page.listing,
        headings: page.listing ? [...headings, SOURCE_FILES] : headings,
        previous: pages[n - 1],
        next: pages[n + 1],
      });
      writeWhole(this.path(page.name), html);
      for (const [file, id] of page.places) this.sources.set(file, `${page.name}.html#${id}`);
      return {
        name: page.name,
        title: page.title,
        sections: sectionsIn(headings, page.notebook, page.title),
      };
    });
    this.addToSearch(searched);
    this.writeIndex();
  }

  private writeIndex(): void {
    writeWhole(
      this.path('index'),
      indexPage(this.entries(), { hasReference: existsSync(this.path(REFERENCE)) }),
    );
    writeWhole(this.path('license'), licensePage());
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
    if (page.hasFigure) this.writePlotly();
    const targets = new Map([
      ...this.sources,
      ...this.earlier().map(({ name }): [string, string] => [`notebooks/${name}.ipynb`, pageAddress(name)]),
      ...this.own.map(({ source, name }): [string, string] => [source, pageAddress(name)]),
    ]);
    const path = this.path(page.name);
    const html = notebookPage({
      name: page.name,
      title: page.title,
      promise: page.promise,
      body: relink(page.body, dirname(page.source), targets),
      hasFigure: page.hasFigure,
      headings: page.headings,
      previous: entries[at - 1],
      next: entries[at + 1],
    });
    writeWhole(path, html);
    return path;
  }

  /** Once: making it takes a second. */
  private writePlotly(): void {
    if (this.hasPlotly) return;
    writeWhole(join(this.folder, ASSETS, 'plotly.js'), plotlyScript());
    this.hasPlotly = true;
  }

  /** Replaces the pages in the search, and removes pages that are gone. */
  private addToSearch(pages: readonly SearchPage[]): void {
    const file = join(this.folder, ASSETS, 'search.js');
    const others = readSearchScript(file).filter(
      ({ name }) => !pages.some((page) => page.name === name) && existsSync(this.path(name)),
    );
    writeWhole(file, searchScript([...others, ...pages].sort((a, b) => (a.name < b.name ? -1 : 1))));
  }

  /** All pages in the folder, in index order. */
  private entries(): PageEntry[] {
    return [...this.own, ...this.earlier()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The pages written by earlier exports. */
  private earlier(): PageEntry[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((file) => file.endsWith('.html') && !isOwnPage(basename(file, '.html')))
      .filter((file) => !this.own.some(({ name }) => `${name}.html` === file))
      .flatMap((file) => {
        const head = readFileSync(join(this.folder, file), 'utf8').slice(0, HEAD);
        return entryOf(head, basename(file, '.html')) ?? [];
      });
  }
}
