/** `npm run export`: executed notebooks as HTML pages that work offline. See USAGE. */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { LabError, OptionError } from '../lib/core/errors';
import { ROOT, shownPath } from './notebook/environment';
import { executeNotebook } from './notebook/execute';
import { describeFailure } from './notebook/failure';
import { isFigure, withFigureHtml } from './notebook/figure-html';
import { allNotebooks, findNotebook } from './notebook/find';
import { type Notebook, readNotebook } from './notebook/ipynb';
import { normalise } from './notebook/normalise';
import { entryOf, indexPage, notebookPage, type PageEntry, relink } from './notebook/page';
import { plotlyScript } from './notebook/plotly-script';
import { Progress } from './notebook/progress';
import { renderNotebooks } from './notebook/render';
import { notebookPromise, notebookTitle } from './notebook/sections';
import { inWords } from './notebook/system-error';
import { readTimeout } from './notebook/timeout';
import { untilInterrupted } from './notebook/until-interrupted';
import { writeWhole } from './notebook/write-whole';

const { endWhenUnread } = require('./closed-pipe') as { endWhenUnread: () => void };

const USAGE = `Writes executed notebooks as self-contained HTML pages that work offline.

  npm run export                              all of notebooks/, into .lab/export/
  npm run export -- 01 --out /tmp/pages       one, elsewhere

  --no-run            don't execute: show the outputs that the files hold
  --out folder        where to (default .lab/export, which git ignores)
  --timeout seconds   for each cell (default 600)
`;
/** Enough of a page's start to hold what `entryOf` reads. */
const HEAD = 4096;

interface Job {
  path: string;
  shown: string;
  /** The page's name. */
  name: string;
  notebook: Notebook;
}

interface Options {
  run: boolean;
  out: string;
  /** Seconds a cell. */
  timeout: number;
}

function prepare(args: string[]): { jobs: Job[]; options: Options } | 'help' {
  const { values, positionals } = parseArguments(args);
  if (values.help) return 'help';
  const timeout = readTimeout(values.timeout);
  const paths = positionals.length > 0 ? positionals.map((name) => findNotebook(name)) : allNotebooks();
  if (paths.length === 0) throw new OptionError('There is no notebook in notebooks/.');
  const jobs = paths.map((path) => {
    const name = basename(path, '.ipynb');
    return { path, shown: shownPath(path), name, notebook: readNotebook(path) };
  });
  for (const { name, shown } of jobs) {
    const same = jobs.find((job) => job.name === name && job.shown !== shown);
    if (same || name === 'index')
      throw new OptionError(`${shown} has the name of another page, ${name}.html`);
  }
  const out = resolve(values.out ?? join(ROOT, '.lab', 'export'));
  return { jobs, options: { run: !values['no-run'], out, timeout } };
}

function parseArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        'no-run': { type: 'boolean' },
        timeout: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function execute(job: Job, timeout: number, signal: AbortSignal): Promise<Notebook> {
  const progress = new Progress(job.notebook, process.stdout, false, `${job.shown} `);
  progress.starting();
  try {
    const outcome = await executeNotebook(job.notebook, job.path, {
      timeout,
      signal,
      onProgress: (event, index) => event === 'cell-start' && progress.cellStarts(index),
    });
    if (outcome.ok) return outcome.notebook;
    const colours = !!process.stderr.isTTY;
    throw new LabError('NOTEBOOK', describeFailure(outcome.failure, job.notebook, job.shown, colours));
  } finally {
    progress.end();
  }
}

/** Writes the pages of executed notebooks, and the index of all pages in the folder. Returns the pages' paths. */
function writePages(jobs: Job[], out: string): string[] {
  mkdirSync(out, { recursive: true });
  const own = jobs.map(({ notebook, name }): PageEntry => {
    return { name, title: notebookTitle(notebook, name), promise: notebookPromise(notebook) };
  });
  const earlier = pagesIn(out).filter((entry) => !own.some(({ name }) => name === entry.name));
  const entries = [...own, ...earlier].sort((a, b) => (a.name < b.name ? -1 : 1));
  const targets = new Map([
    ...earlier.map(({ name }): [string, string] => [`notebooks/${name}.ipynb`, name]),
    ...jobs.map((job): [string, string] => [projectPath(job.path), job.name]),
  ]);
  const hasFigure = jobs.map(({ notebook }) => notebook.cells.some((cell) => cell.outputs?.some(isFigure)));
  const plotly = hasFigure.includes(true) ? plotlyScript() : undefined;
  const bodies = renderNotebooks(jobs);
  const written = own.map((entry, i) => {
    const at = entries.indexOf(entry);
    const folder = projectPath(join(jobs[i]!.path, '..'));
    const path = join(out, `${entry.name}.html`);
    const page = notebookPage({
      ...entry,
      body: relink(bodies[i]!, folder, targets),
      plotly: hasFigure[i] ? plotly : undefined,
      previous: entries[at - 1],
      next: entries[at + 1],
    });
    writeWhole(path, page);
    return path;
  });
  writeWhole(join(out, 'index.html'), indexPage(entries));
  return written;
}

/** The pages that earlier exports wrote there. */
function pagesIn(folder: string): PageEntry[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.html') && file !== 'index.html')
    .flatMap((file) => {
      const head = readFileSync(join(folder, file), 'utf8').slice(0, HEAD);
      return entryOf(head, basename(file, '.html')) ?? [];
    });
}

function projectPath(path: string): string {
  return relative(ROOT, resolve(path)).split(sep).join('/');
}

/** Runs the command; returns the exit code: 0 written, 1 a notebook failed, 2 wrong use. */
export async function main(args: string[]): Promise<number> {
  try {
    const prepared = prepare(args);
    if (prepared === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    const { jobs, options } = prepared;
    mkdirSync(options.out, { recursive: true }); // before minutes of work
    accessSync(options.out, constants.W_OK);
    return await untilInterrupted(async (signal) => {
      const executed: Job[] = [];
      for (const job of jobs) {
        const start = performance.now();
        const notebook = options.run ? await execute(job, options.timeout, signal) : job.notebook;
        const seconds = ((performance.now() - start) / 1000).toFixed(1);
        process.stdout.write(options.run ? `ran ${job.shown} in ${seconds} s\n` : '');
        executed.push({ ...job, notebook: withFigureHtml(normalise(notebook)) });
      }
      for (const path of writePages(executed, options.out))
        process.stdout.write(`wrote ${shownPath(path)}\n`);
      process.stdout.write(`Open ${shownPath(join(options.out, 'index.html'))} in a browser.\n`);
      return 0;
    });
  } catch (thrown) {
    const error = inWords(thrown);
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof OptionError ? 2 : 1;
  }
}

if (require.main === module) {
  endWhenUnread();
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
