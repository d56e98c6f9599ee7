/** What the tests of JupyterLab share: a browser, a server and a page, and notebooks for them. */
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../../lib/notebook-files/environment';
import { type Notebook, type Output, parseNotebook, readNotebook } from '../../lib/notebook-files/ipynb';
import { launch, needsChromium, onNewPage, onPage } from './chromium';
import { isLab, type LabServer, openInPlace, openNotebook, startLab } from './lab';

export interface LabTests {
  /**
   * Gives `use` a page, see `onPage`; a failure shows the end of the server's log as well. Tests that pass hand the page
   * on to the next, as JupyterLab takes seconds to load.
   */
  withPage(name: string, use: (page: Page) => Promise<void>): Promise<void>;
  /** The same with a page of its own, for tests that show something else in it. */
  withOwnPage(name: string, use: (page: Page) => Promise<void>): Promise<void>;
  /** Opens a notebook, see `openNotebook`: a page from another test in place, otherwise by loading JupyterLab. */
  open(page: Page, path: string, content?: Notebook): Promise<void>;
}

let browser: Browser;
let lab: LabServer;
/** The page of the last test that passed. */
let kept: Page | undefined;
/** The kept page, until it is opened for the first time in a test. */
let handedOn: Page | undefined;
let hooked = false;

/**
 * Starts a browser and JupyterLab before all tests of this process, also those of other files that call this, and ends
 * both after them.
 *
 * @param options `expected`: script errors of a page that don't fail its test
 */
export function labTests(options: { readonly expected?: RegExp } = {}): LabTests {
  if (!hooked && !needsChromium.skip) {
    before(async () => {
      browser = await launch();
      lab = await startLab();
    });
    after(async () => {
      await browser?.close();
      await lab?.stop();
    });
  }
  hooked = true;
  const asked = { said: () => `The server said:\n${lab.log().slice(-2000)}`, ...options };
  return {
    withPage: async (name, use) => {
      const page = kept ?? (await browser.newPage());
      handedOn = kept;
      kept = undefined; // a failed test closes it
      await onPage(page, name, use, asked);
      if (await isLab(page)) kept = page;
      else await page.close();
    },
    withOwnPage: (name, use) => onNewPage(browser, name, use, asked),
    open: async (page, path, content) => {
      const inPlace = page === handedOn;
      handedOn = undefined;
      await (inPlace ? openInPlace : openNotebook)(page, lab, path, content);
    },
  };
}

/** A notebook of code cells, with or without outputs, that exists in the browser only. */
export function notebookOf(...cells: readonly (string | { source: string; outputs: Output[] })[]): Notebook {
  const { metadata } = readNotebook(join(ROOT, 'test', 'notebook-files', 'fixtures', 'tiny.ipynb'));
  const code = cells.map((cell) => ({
    cell_type: 'code',
    metadata: {},
    execution_count: null,
    ...(typeof cell === 'string' ? { source: cell, outputs: [] } : cell),
  }));
  return parseNotebook(
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: code }),
    'browser.ipynb',
  );
}
