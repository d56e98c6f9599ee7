/** `npm run workshop`: what a teacher hands out. See USAGE. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../lib/core/errors';
import { ROOT } from '../lib/notebook-files/environment';
import { note, runCommand } from './cli/command-line';
import { withTempFolder } from './setup/atomic';
import { stopOnSignals } from './setup/cleanup';
import { type Context, createContext } from './setup/context';
import { readArguments, USAGE, type WorkshopArguments } from './workshop/arguments';
import { checkBundle } from './workshop/bundle/check-bundle';
import { checkTarget, makeBundle } from './workshop/bundle/make-bundle';
import { resetNotebooks, resetWords } from './workshop/reset';

async function bundle(ctx: Context, { out, bundle, check }: WorkshopArguments): Promise<number> {
  if (out) {
    checkTarget(out);
    await makeBundle(ctx, out);
    note(`${out}\nHow to use it: ${out}.txt`);
  }
  if (!check) return 0;
  if (bundle && !existsSync(bundle)) throw new OptionError(`No such file: ${bundle}`);
  return await withTempFolder(join(tmpdir(), 'recommender-lab'), async (temp) => {
    const archive = out ?? bundle ?? join(temp, 'lab.tar.gz');
    if (!existsSync(archive)) await makeBundle(ctx, archive);
    return (await checkBundle(ctx, archive, temp)) ? 0 : 1;
  });
}

async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  if (given.command === 'reset') {
    process.stdout.write(`${resetWords(resetNotebooks(ROOT, given.notebooks))}\n`);
    return 0;
  }
  const ctx = createContext({ root: ROOT });
  stopOnSignals(() => ctx.report.stop('\nStopped; nothing was written.'));
  try {
    return await bundle(ctx, given);
  } finally {
    ctx.report.end('✗'); // of the step that has failed, if any
  }
}

runCommand({ usage: USAGE, run });
