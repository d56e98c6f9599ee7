/** `npm run export`: executed notebooks as HTML pages that work offline. See USAGE. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError, OptionError } from '../lib/core/errors';
import { answerCells } from '../lib/notebook-files/editions/exercise-cells';
import { withoutSolutions } from '../lib/notebook-files/editions/student-edition';
import { withSolutions } from '../lib/notebook-files/editions/with-solutions';
import { ROOT, shownPath } from '../lib/notebook-files/environment';
import { executeNotebook } from '../lib/notebook-files/execute';
import { describeFailure } from '../lib/notebook-files/failure';
import { withFigureHtml } from '../lib/notebook-files/figure-html';
import { allNotebooks, findNotebook } from '../lib/notebook-files/find';
import { inTurn, type NotebookFile, notebookFile } from '../lib/notebook-files/in-turn';
import type { Notebook } from '../lib/notebook-files/ipynb';
import { normalize } from '../lib/notebook-files/normalize';
import { isOwnPage } from '../lib/notebook-files/page';
import { Progress } from '../lib/notebook-files/progress';
import { type DrawFigure, figurePainter, withoutRows } from '../lib/notebook-files/publish';
import { renderedReference } from '../lib/notebook-files/reference/rendered-reference';
import { openRenderer, type Renderer } from '../lib/notebook-files/render';
import { pageName, Site } from '../lib/notebook-files/site';
import { readCommandLine, runCommand, wholeNumber } from './cli/command-line';
import { typedPath } from './cli/typed-path';
import { untilInterrupted } from './cli/until-interrupted';

const USAGE = `Writes executed notebooks as a site of HTML pages that works offline, even straight from a folder.

  npm run export                              all of notebooks/ and the API reference, into .lab/export/
  npm run export -- 01 --out /tmp/pages       one, elsewhere
  npm run export -- --reference               the API reference only

  --no-run            don't execute; show the saved outputs
  --without-solutions leave out the solutions of exercises (default: folded below them)
  --with-rows         show rows of the data set, whose license forbids redistribution: for your own use
  --out folder        output folder (default .lab/export, ignored by git)
  --timeout seconds   limit for each cell (default 300)

Each page is written as soon as its notebook has run. If one fails or can't be read, it is
reported and the others continue. Ctrl-C keeps the pages already written. The exit code is 0 if every page was
written, else 1.
`;
interface Options {
  run: boolean;
  out: string;
  /** Seconds a cell. */
  timeout: number;
  solutions: boolean;
  rows: boolean;
  /** Also what the library's doc comments say. */
  reference: boolean;
}

const COMMAND_LINE = {
  options: {
    out: { type: 'string', default: join(ROOT, '.lab', 'export') },
    'no-run': { type: 'boolean', default: false },
    'without-solutions': { type: 'boolean', default: false },
    'with-rows': { type: 'boolean', default: false },
    reference: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
  },
  positionals: true,
  usage: USAGE,
} as const;

function prepare(args: string[]): { files: NotebookFile[]; options: Options } {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const timeout = wholeNumber('--timeout', values.timeout, 1, 1e6);
  const isAll = positionals.length === 0 && !values.reference;
  const found = isAll ? allNotebooks() : positionals.map((name) => findNotebook(name));
  if (found.length === 0 && !values.reference) throw new OptionError('No notebooks in notebooks/.');
  const paths = [...new Set(found.map((path) => resolve(path)))];
  for (const path of paths) {
    const name = pageName(path);
    const same = paths.find((other) => other !== path && pageName(other) === name);
    if (same || isOwnPage(name))
      throw new OptionError(`${shownPath(path)} would overwrite another page, ${name}.html`);
  }
  const out = resolve(typedPath(values.out));
  const options = {
    run: !values['no-run'],
    solutions: !values['without-solutions'],
    rows: values['with-rows'],
    reference: isAll || values.reference,
  };
  return { files: paths.map(notebookFile), options: { ...options, out, timeout } };
}

async function execute(
  { name, path }: NotebookFile,
  notebook: Notebook,
  timeout: number,
  signal: AbortSignal,
): Promise<Notebook> {
  const progress = new Progress(notebook, process.stdout, false, `${name} `);
  progress.starting();
  try {
    const outcome = await executeNotebook(notebook, path, {
      timeout,
      signal,
      onProgress: (event, index) => event === 'cell-start' && progress.cellStarts(index),
    });
    if (outcome.ok) return outcome.notebook;
    const colors = !!process.stderr.isTTY;
    throw new LabError('NOTEBOOK', describeFailure(outcome.failure, notebook, name, colors));
  } finally {
    progress.end();
  }
}

/** The notebook as a page shows it. */
async function readable(
  notebook: Notebook,
  name: string,
  { solutions, rows }: Options,
  draw: DrawFigure,
): Promise<Notebook> {
  const shown = rows ? notebook : await withoutRows(notebook, draw);
  const figures = withFigureHtml(normalize(shown));
  if (!solutions) return withoutSolutions(figures);
  if (answerCells(figures).size === 0) return figures;
  // Loads the exercises, and with them all models.
  const { answersOf } =
    require('./workshop/editions/answers') as typeof import('./workshop/editions/answers');
  return withSolutions(figures, answersOf(figures, name));
}

/** Writes the pages about the library. Returns whether that worked: the notebooks' pages don't need them. */
async function exportReference(site: Site, renderer: Renderer, signal: AbortSignal): Promise<boolean> {
  // Loads TypeScript.
  const { referencePages } =
    require('../lib/notebook-files/reference/reference-pages') as typeof import('../lib/notebook-files/reference/reference-pages');
  const start = performance.now();
  try {
    const { pages, bodies } = await renderedReference(referencePages(ROOT), renderer, signal);
    site.addReference(pages, bodies);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`wrote the API reference, ${pages.length} pages  ${seconds} s\n`);
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof LabError)) throw error;
    process.stderr.write(`The API reference was not written: ${error.message}\n`);
    return false;
  }
}

/** Writes a page for each notebook as soon as it has run. Returns the exit code. */
async function exportPages(files: NotebookFile[], options: Options, signal: AbortSignal): Promise<number> {
  const site = new Site(options.out);
  const renderer = openRenderer();
  const painter = figurePainter();
  signal.addEventListener('abort', () => renderer.close(), { once: true });
  try {
    const hasReference = !options.reference || (await exportReference(site, renderer, signal));
    const all = await inTurn(
      files,
      async (file, notebook, seconds) => {
        const ran = options.run ? await execute(file, notebook, options.timeout, signal) : notebook;
        const shown = await readable(ran, file.name, options, painter.draw);
        const page = site.add(shown, file.path, await renderer.render(shown, file.path, file.name));
        process.stdout.write(`wrote ${shownPath(page)}  ${seconds()}\n`);
      },
      { done: 'written', signal },
    );
    return all && hasReference ? 0 : 1;
  } finally {
    renderer.close();
    await painter.close();
    site.linkAll();
    const index = join(options.out, 'index.html');
    if (existsSync(index)) process.stdout.write(`Open ${shownPath(index)} in a browser.\n`);
  }
}

runCommand({
  usage: USAGE,
  run: async (args) => {
    const { files, options } = prepare(args);
    mkdirSync(options.out, { recursive: true }); // before minutes of work
    accessSync(options.out, constants.W_OK);
    return await untilInterrupted((signal) => exportPages(files, options, signal));
  },
});
