/** `npm run data`: fetches public data sets, and prepares ratings of any size for training. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { generateFile } from '../lib/big-data/generate/generate-file';
import type { PrepareOptions } from '../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../lib/big-data/prepare/prepare-ratings';
import { LabError } from '../lib/core/errors';
import { runCommand } from './cli/command-line';
import { withAdvice } from './cli/own-file';
import { noteSources, preparedWords } from './cli/prepared-words';
import { untilInterrupted } from './cli/until-interrupted';
import { readArguments, USAGE } from './data/arguments';
import { fetchDataSet } from './data/fetch-data-set';
import { stopOnSignals } from './setup/cleanup';
import { type Context, createContext } from './setup/context';
import { SetupError } from './setup/setup-error';

async function run(args: string[]): Promise<number> {
  const asked = readArguments(args);
  const ctx = createContext({ root: path.resolve(__dirname, '..') });
  if (asked.command === 'generate') {
    const { layout, rows, to } = asked;
    return untilInterrupted((signal) =>
      step(ctx, path.basename(to), async () => {
        await generateFile({ layout, rows, to, signal });
        return `${rows.toLocaleString('en')} made-up ratings, as ${layout}`;
      }),
    );
  }
  if (asked.command === 'prepare') return prepare(ctx, asked.prepare);
  const { set } = asked;
  let from = '';
  const stopListening = stopOnSignals(() => ctx.report.stop('\nStopped; the same command continues.'));
  await step(ctx, set.name, async () => {
    from = await fetchDataSet(ctx, set);
    return path.relative(ctx.root, from);
  });
  stopListening();
  ctx.report.note(set.license);
  const into = asked.prepare.into ?? path.join(ctx.root, 'data', ...set.name.split(' '), 'prepared');
  if (existsSync(into) && !asked.prepare.overwrite) {
    ctx.report.note(`${path.relative(ctx.root, into)} is there; --overwrite prepares it again.`);
    return 0;
  }
  return prepare(ctx, { ...asked.prepare, from, into });
}

function prepare(ctx: Context, options: PrepareOptions): Promise<number> {
  return untilInterrupted(async (signal) => {
    const code = await step(
      ctx,
      'Prepared ratings',
      async () => {
        const summary = await prepareRatings({
          ...options,
          signal,
          onProgress: ({ stage, number, stages, part }) =>
            ctx.report.progress(`${number} of ${stages}: ${stage}, ${Math.floor(100 * part)}%`),
        });
        noteSources(summary, (line) => ctx.report.note(line));
        return preparedWords(summary);
      },
      options.damaged === 'skip',
    );
    ctx.report.note(`Read it with readPrepared('${options.into}').`);
    return code;
  });
}

/** A line of its own for each step. */
async function step(
  ctx: Context,
  name: string,
  work: () => Promise<string>,
  skipDamaged = true,
): Promise<number> {
  ctx.report.begin(name);
  try {
    ctx.report.end('✓', await work());
    return 0;
  } catch (error) {
    ctx.report.end('✗');
    if (error instanceof SetupError) throw new LabError('SETUP', error.message);
    throw withAdvice(error, { skipDamaged });
  }
}

runCommand({ usage: USAGE, run });
