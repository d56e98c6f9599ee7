/**
 * The publishable form of a saved notebook's outputs.
 *
 * - A figure gets a picture in addition to its plotly form, for readers on the web, where scripts don't
 *   run; the HTML form is removed, because the exported page makes its own.
 * - The outputs of a cell with the metadata `"holds_rows": true` show rows of the data set, whose license
 *   forbids redistribution: a figure keeps only its picture, everything else is replaced by a line that says
 *   so. Where the picture itself reveals someone's ratings, `"holds_rows": "figures"` withholds it too.
 */
import { readFileSync } from 'node:fs';
import { chromiumPath, launchChromium } from './chromium';
import type { Cell, Json, MimeData, Notebook, Output } from './ipynb';

export const FIGURE = 'application/vnd.plotly.v1+json';
const WITHHELD =
  'Not saved: this output shows rows of the data set, whose license forbids redistribution. Run the cell to see it.';
const PICTURE = { width: 720, height: 400 };

/** Draws a figure as a base64 PNG; undefined if no browser is installed. */
export type DrawFigure = (figure: Json) => Promise<string | undefined>;

/** The notebook with publishable outputs; doesn't change its argument. */
export async function publishable(notebook: Notebook, draw: DrawFigure): Promise<Notebook> {
  const cells: Cell[] = [];
  for (const cell of notebook.cells) {
    const outputs: Output[] = [];
    for (const output of cell.outputs ?? []) {
      outputs.push(await publishableOutput(output, cell.metadata.holds_rows, draw));
    }
    cells.push(cell.outputs ? { ...cell, outputs } : cell);
  }
  return { ...notebook, cells };
}

/** The notebook with only those outputs changed that show rows of the data set. */
export async function withoutRows(notebook: Notebook, draw: DrawFigure): Promise<Notebook> {
  const cells = notebook.cells.map(async (cell) => {
    if (cell.metadata.holds_rows === undefined) return cell;
    return (await publishable({ ...notebook, cells: [cell] }, draw)).cells[0]!;
  });
  return { ...notebook, cells: await Promise.all(cells) };
}

async function publishableOutput(output: Output, holds: unknown, draw: DrawFigure): Promise<Output> {
  const holdsRows = holds !== undefined && holds !== false; // a misspelt value withholds, too
  // A message may quote what it is about: a row, an id, a list of films.
  if (output.output_type === 'error')
    return holdsRows ? { ...output, evalue: WITHHELD, traceback: [`${output.ename}: ${WITHHELD}`] } : output;
  if (output.output_type === 'stream') return holdsRows ? { ...output, text: `${WITHHELD}\n` } : output;
  const figure = output.data[FIGURE];
  if (figure === undefined || holds === 'figures') {
    return holdsRows ? { ...output, data: { 'text/plain': WITHHELD } } : output;
  }
  const words = output.data['text/plain'] ?? '';
  const png = await draw(figure);
  if (png === undefined)
    return holdsRows ? { ...output, data: { 'text/plain': `${words} ${WITHHELD}` } } : output;
  const data: MimeData = { 'image/png': png, 'text/plain': words };
  return { ...output, data: holdsRows ? data : { [FIGURE]: figure, ...data } };
}

/**
 * Draws figures with the installed plotly.js in a headless Chromium, started for the first one. `close` ends
 * it. Without a browser, `draw` returns undefined.
 */
export function figurePainter(): { draw: DrawFigure; close(): Promise<void> } {
  const started = once(async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.addScriptTag({ content: readFileSync(require.resolve('plotly.js-dist'), 'utf8') });
    return { browser, page };
  });
  return {
    draw: async (figure) => {
      if (!chromiumPath) return undefined;
      const { page } = await started();
      const job = JSON.stringify({ figure, size: PICTURE });
      const url = await page.evaluate<string>(
        `(({ figure, size }) => Plotly.toImage(
          { data: figure.data, layout: { ...figure.layout, width: size.width, height: figure.layout.height ?? size.height } },
          { format: 'png', scale: 1 },
        ))(${job})`,
      );
      return url.slice(url.indexOf(',') + 1);
    },
    close: async () => {
      if (started.called()) await (await started()).browser.close();
    },
  };
}

function once<T>(make: () => Promise<T>): (() => Promise<T>) & { called(): boolean } {
  let made: Promise<T> | undefined;
  const get = () => {
    made ??= make();
    return made;
  };
  return Object.assign(get, { called: () => made !== undefined });
}
