/** `npm run workshop`: what a teacher hands out. See USAGE. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../lib/core/errors';
import { ROOT } from '../lib/notebook-files/environment';
import { allNotebooks, findNotebook } from '../lib/notebook-files/find';
import { inTurn, type NotebookFile, notebookFile } from '../lib/notebook-files/in-turn';
import type { Notebook } from '../lib/notebook-files/ipynb';
import { note, runCommand } from './cli/command-line';
import { untilInterrupted } from './cli/until-interrupted';
import { withTempFolder } from './setup/atomic';
import { stopOnSignals } from './setup/cleanup';
import { type Context, createContext } from './setup/context';
import { readArguments, USAGE, type WorkshopArguments } from './workshop/arguments';
import { checkBundle } from './workshop/bundle/check-bundle';
import { checkTarget, makeBundle } from './workshop/bundle/make-bundle';
import { checkEditions } from './workshop/editions/check-editions';
import { isInside, putEdition, writeEditions } from './workshop/editions/make-editions';
import { busyWords, measureRunTimes } from './workshop/editions/run-times';
import { resetNotebooks, resetWords } from './workshop/reset';

async function bundle(
  ctx: Context,
  { out, bundle, check, edition: name }: WorkshopArguments,
): Promise<number> {
  const edit = (clone: string) => name && putEdition(name, clone);
  if (out) {
    checkTarget(out);
    await makeBundle(ctx, out, edit);
    note(`${out}\nHow to use it: ${out}.txt`);
  }
  if (!check) return 0;
  if (bundle && !existsSync(bundle)) throw new OptionError(`No such file: ${bundle}`);
  return await withTempFolder(join(tmpdir(), 'recommender-lab'), async (temp) => {
    const archive = out ?? bundle ?? join(temp, 'lab.tar.gz');
    if (!existsSync(archive)) await makeBundle(ctx, archive, edit);
    return (await checkBundle(ctx, archive, temp)) ? 0 : 1;
  });
}

async function packing(given: WorkshopArguments): Promise<number> {
  const ctx = createContext({ root: ROOT });
  stopOnSignals(() => ctx.report.stop('\nStopped; nothing was written.'));
  try {
    return await bundle(ctx, given);
  } finally {
    ctx.report.end('✗'); // of the step that has failed, if any
  }
}

async function check(given: WorkshopArguments): Promise<number> {
  return await eachNotebook(given, 'passed', async (file, _, seconds, signal) => {
    await checkEditions(file, signal);
    process.stdout.write(`pass  ${file.name}  ${seconds()}\n`);
  });
}

async function times(given: WorkshopArguments): Promise<number> {
  const code = await eachNotebook(given, 'measured', async (file, notebook, _, signal) => {
    const seconds = await measureRunTimes(file, notebook, signal);
    process.stdout.write(`${file.name}  ${seconds.toFixed(1)} s\n`);
  });
  const warning = busyWords();
  if (warning) note(warning);
  return code;
}

type Work = (
  file: NotebookFile,
  notebook: Notebook,
  seconds: () => string,
  signal: AbortSignal,
) => Promise<void>;

/** @param done the word for a notebook that succeeded */
async function eachNotebook({ notebooks }: WorkshopArguments, done: string, work: Work): Promise<number> {
  const paths = notebooks.length > 0 ? notebooks.map((name) => findNotebook(name)) : allNotebooks();
  return await untilInterrupted(async (signal) => {
    const all = await inTurn(paths.map(notebookFile), (...given) => work(...given, signal), { done, signal });
    return all ? 0 : 1;
  });
}

async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const { command, out, keepOutputs } = given;
  if (command === 'bundle') return await packing(given);
  if (command === 'check') return await check(given);
  if (command === 'times') return await times(given);
  if (command === 'reset') {
    process.stdout.write(`${resetWords(resetNotebooks(ROOT, given.notebooks))}\n`);
    return 0;
  }
  const files = writeEditions(command, out!, { keepOutputs });
  process.stdout.write(`${files.join('\n')}\n`);
  if (!isInside(out!)) note('To run these notebooks, put them into the notebooks folder of a clone.');
  return 0;
}

runCommand({ usage: USAGE, run });
