/** `npm run workshop`: what a teacher hands out. See USAGE. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../lib/core/errors';
import { ROOT } from '../lib/notebook-files/environment';
import { allNotebooks, findNotebook } from '../lib/notebook-files/find';
import { inTurn, notebookFile } from '../lib/notebook-files/in-turn';
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

async function check({ notebooks }: WorkshopArguments): Promise<number> {
  const paths = notebooks.length > 0 ? notebooks.map((name) => findNotebook(name)) : allNotebooks();
  return await untilInterrupted(async (signal) => {
    const files = paths.map(notebookFile);
    const work = async (file: (typeof files)[number], _: unknown, seconds: () => string) => {
      await checkEditions(file, signal);
      process.stdout.write(`pass  ${file.name}  ${seconds()}\n`);
    };
    return (await inTurn(files, work, { done: 'passed', signal })) ? 0 : 1;
  });
}

async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const { command, out, keepOutputs } = given;
  if (command === 'bundle') return await packing(given);
  if (command === 'check') return await check(given);
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
