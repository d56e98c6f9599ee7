/**
 * Cells with a comment `/** @browser *\/`, which run in the notebook's page: they can't see the variables of other
 * cells, but import packages, files and cells with `@module`. `element` is where they draw.
 */
import { DISPLAY, display } from '../display';
import type { Strictness } from '../kernelspec.cjs';
import type { ConvertedModule, ProjectConverter } from '../typescript/converter';
import { createLastingConverter } from '../typescript/lasting-converter';
import { type PageModule, pageHtml } from './page-bundle';

/** The file of the cell at hand. */
const CELL = '__browser_cell__';

export class PageCells {
  private made: ProjectConverter | undefined;
  private readonly modules = new Map<string, PageModule>();

  /**
   * @param folder the notebook's folder
   * @param isStopped see the converter's options
   */
  constructor(
    private readonly folder: string,
    private readonly strictness: Strictness,
    private readonly isStopped: () => boolean,
  ) {}

  /** Checks types with the page's globals in place of Node's; made when the first such cell runs. */
  get converter(): ProjectConverter {
    if (this.made) return this.made;
    const { folder, strictness, isStopped } = this;
    const made = createLastingConverter({ folder, strictness, isStopped, isPage: true });
    for (const [name, { code }] of this.modules) made.addModule(name, code); // may be stopped
    this.made = made;
    return made;
  }

  /** Adds a cell with `@module`. */
  addModule(name: string, module: PageModule): void {
    this.modules.set(name, module);
    this.made?.addModule(name, module.code);
  }

  check(code: string): ConvertedModule {
    return this.converter.addModule(CELL, code);
  }

  /** Shows the cell's code below it, where the page runs it. To be called as a cell's code. */
  async show(cell: PageModule): Promise<void> {
    const html = await pageHtml(cell, this.folder, this.modules);
    const bundle = { 'text/html': html, 'text/plain': '(runs in the page)' };
    await display({ [DISPLAY]: () => bundle });
  }

  close(): void {
    this.made?.close();
  }
}
