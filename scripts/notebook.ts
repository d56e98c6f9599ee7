/** `npm run notebook -- …`: executes notebooks in the real kernel from a fresh start. See USAGE. */
import { DataError, LabError, OptionError } from '../lib/core/errors';
import { IDENTIFIER } from '../lib/core/identifier';
import { executeNotebook } from '../lib/notebook-files/execute';
import { describeFailure } from '../lib/notebook-files/failure';
import { allNotebooks, findNotebook } from '../lib/notebook-files/find';
import { inTurn, type NotebookFile, notebookFile } from '../lib/notebook-files/in-turn';
import { hasCode, type Notebook, writeNotebook } from '../lib/notebook-files/ipynb';
import { checkOutputs, normalize } from '../lib/notebook-files/normalize';
import { outputsText } from '../lib/notebook-files/outputs-text';
import { withParameters } from '../lib/notebook-files/parameters';
import { Progress } from '../lib/notebook-files/progress';
import { figurePainter, publishable } from '../lib/notebook-files/publish';
import { readCommandLine, runCommand, wholeNumber } from './cli/command-line';
import { typedPath } from './cli/typed-path';
import { untilInterrupted } from './cli/until-interrupted';

const USAGE = `Executes notebooks in the real kernel, each from a fresh start.

  npm run notebook -- notebooks/01-explore.ipynb                  run it, to its first error
  npm run notebook -- 01 02                                       run both, even if the first one fails
  npm run notebook -- 01                                          the same, by the start of its name
  npm run notebook -- 02 --set neighbors=5 --set similarity=msd   change parameters; prints the outputs
  npm run notebook -- 01 --save                                   write the outputs into the file
  npm run notebook -- --check-all [folder]                        run all in notebooks/, one line each

  --set NAME=value    set a constant of the cell tagged "parameters"; an unknown name lists them
  --save              can't be combined with --set: saved outputs are for the defaults
  --timeout seconds   limit for each cell (default 300)
`;

/** `NAME=value` */
const SETTING = new RegExp(`^\\s*(${IDENTIFIER})\\s*=(.*)$`, 'su');

interface Options {
  checkAll: boolean;
  save: boolean;
  /** Print the outputs: who gives parameters wants to see what they do. */
  show: boolean;
  /** Seconds a cell. */
  timeout: number;
}

const COMMAND_LINE = {
  options: {
    set: { type: 'string', multiple: true, default: [] as string[] },
    save: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
    'check-all': { type: 'boolean', default: false },
  },
  positionals: true,
  usage: USAGE,
} as const;

/** Reads the command line and every notebook; throws before anything runs. */
export function prepare(args: string[]): { files: NotebookFile[]; options: Options } {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const { save, 'check-all': checkAll } = values;
  const settings = parseSettings(values.set);
  if (checkAll && (save || settings.size > 0)) {
    throw new OptionError(
      "--check-all runs every notebook unchanged; it can't be combined with --save or --set.",
    );
  }
  if (save && settings.size > 0) {
    throw new OptionError("--save and --set can't be combined: saved outputs are for the defaults.");
  }
  // Whole seconds, as nbclient takes no other.
  const timeout = wholeNumber('--timeout', values.timeout, 1, 1e6);
  const paths = checkAll ? folderOf(positionals) : positionals.map((name) => findNotebook(name));
  if (paths.length === 0) throw new OptionError(`Which notebook?\n\n${USAGE}`);
  const files = paths.map((path) => {
    const file = notebookFile(path);
    if (file.content instanceof DataError) return file;
    return { ...file, content: withParameters(file.content, settings, file.name) };
  });
  return { files, options: { checkAll, save, timeout, show: settings.size > 0 } };
}

/** The notebooks that --check-all runs. */
function folderOf([folder, ...more]: string[]): string[] {
  if (more.length > 0) throw new OptionError('--check-all takes at most one folder (default notebooks/).');
  const paths = allNotebooks(folder === undefined ? undefined : typedPath(folder));
  if (paths.length === 0) throw new OptionError(`No notebooks in ${folder ?? 'notebooks/'}.`);
  return paths;
}

function parseSettings(given: string[]): Map<string, string> {
  return new Map(
    given.map((text) => {
      const [, name, value] = SETTING.exec(text) ?? [];
      if (name === undefined) throw new OptionError(`--set takes NAME=value, got ${JSON.stringify(text)}`);
      return [name, value!];
    }),
  );
}

/** Runs one notebook and says how it went. */
async function run(
  { name, path }: NotebookFile,
  notebook: Notebook,
  options: Options,
  seconds: () => string,
  signal: AbortSignal,
): Promise<void> {
  const screen = process.stdout;
  if (!options.checkAll) screen.write(`${name}\n`);
  const progress = new Progress(notebook, screen, !options.checkAll, options.checkAll ? `${name} ` : '');
  progress.starting();
  let executed: Notebook;
  try {
    const outcome = await executeNotebook(notebook, path, {
      timeout: options.timeout,
      signal,
      onProgress: (event, index) => {
        if (event === 'cell-start') progress.cellStarts(index);
        if (event === 'cell-done') progress.cellDone(index);
      },
    });
    if (!outcome.ok)
      throw new LabError('NOTEBOOK', describeFailure(outcome.failure, notebook, name, !!screen.isTTY));
    executed = outcome.notebook;
  } finally {
    progress.end();
  }
  if (options.save) await save(path, name, executed);
  if (options.show) screen.write(`\n${outputsText(executed)}\n`);
  const cells = notebook.cells.filter(hasCode).length;
  const done = options.save ? 'saved' : 'passed';
  screen.write(
    options.checkAll ? `pass  ${name}  ${seconds()}\n` : `${done}: ${cells} code cells in ${seconds()}\n`,
  );
}

async function save(path: string, name: string, executed: Notebook): Promise<void> {
  const painter = figurePainter();
  try {
    const normal = normalize(await publishable(executed, painter.draw));
    checkOutputs(normal, name);
    writeNotebook(path, normal);
  } finally {
    await painter.close();
  }
}

if (require.main === module) {
  runCommand({
    usage: USAGE,
    run: async (args) => {
      const { files, options } = prepare(args);
      const { checkAll } = options;
      return await untilInterrupted(async (signal) => {
        const all = await inTurn(files, (file, notebook, s) => run(file, notebook, options, s, signal), {
          done: options.save ? 'saved' : 'passed',
          summary: checkAll || files.length > 1,
          onFailed: ({ name }, s) => checkAll && process.stdout.write(`FAIL  ${name}  ${s}\n`),
          signal,
        });
        return all ? 0 : 1;
      });
    },
  });
}
