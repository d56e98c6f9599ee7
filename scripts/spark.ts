/**
 * `npm run spark`: trains ALS on Spark, and compares it with ALS here. See USAGE. Progress goes to stderr, results to
 * stdout.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readPrepared } from '../lib/big-data/prepare/read-prepared';
import { OptionError } from '../lib/core/errors';
import { saveModel } from '../lib/service/package/model-package';
import { runCommand } from './cli/command-line';
import { untilInterrupted } from './cli/until-interrupted';
import { type Arguments, readArguments, USAGE } from './spark/arguments';
import { compareSides, splitIn } from './spark/compare';
import { sameModel, showSpark, sparkModel } from './spark/models';
import { preparedFolder, ratingsFile } from './spark/own-ratings';
import { sparkPrograms } from './spark/programs';
import { type StatusLine, statusLine } from './spark/status-line';

/** Where a command prints. */
export interface Screen extends StatusLine {
  /** Results. */
  readonly print: (text: string) => void;
}

/** Does what the command line asks for; returns the exit code. Nothing is left of a run that was interrupted. */
export async function spark(args: string[], screen: Screen, signal: AbortSignal): Promise<number> {
  const asked = readArguments(args);
  sparkModel(asked, NOWHERE); // refuses options before anything is installed
  refuseOther(asked.out);
  const programs = await sparkPrograms({ env: process.env, note: screen.note });
  signal.throwIfAborted();
  const beside = asked.out === undefined ? tmpdir() : path.dirname(path.resolve(asked.out));
  await mkdir(beside, { recursive: true });
  const temporary = await mkdtemp(path.join(beside, '.spark-'));
  try {
    const folder = await preparedFolder(asked.ratings, { temporary, signal, ...screen });
    const { cluster, partitions } = asked;
    const settings = { programs, cluster, partitions, workDir: temporary, onSpark: showSpark(screen) };
    return await (asked.task === 'train'
      ? train(asked, folder, { settings, screen, signal })
      : compare(asked, folder, { settings, screen, signal }));
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Surroundings {
  readonly settings: Parameters<typeof sparkModel>[1];
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function train(
  asked: Arguments,
  folder: string,
  { settings, screen, signal }: Surroundings,
): Promise<number> {
  const ratings = await readPrepared(folder, { signal });
  const model = sparkModel(asked, { ...settings, ratingsFile: ratingsFile(folder) });
  const started = performance.now();
  await model.fit(ratings, { signal });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  screen.status('saving the model');
  const { out } = asked;
  const note = `trained on Spark (${asked.cluster.master}) on all ratings, and not measured: npm run spark -- compare measures it`;
  await saveModel(model, out!, { date: new Date().toISOString().slice(0, 10), note });
  const { length, userCount, itemCount } = ratings;
  screen.note(
    `Trained ${model.name} on ${length} ratings of ${userCount} users and ${itemCount} items in ${seconds} s.`,
  );
  screen.print(`Saved in ${out}. To serve it: npm run serve -- --model ${out}`);
  return 0;
}

async function compare(
  asked: Arguments,
  folder: string,
  { settings, screen, signal }: Surroundings,
): Promise<number> {
  const split = await splitIn(folder, signal);
  const onSpark = sparkModel(asked, settings);
  const compared = await compareSides(split, { onSpark, here: sameModel(onSpark), signal });
  const { rows, words, text } = compared;
  screen.note('');
  screen.print(asked.json ? JSON.stringify({ split: split.name, rows, words }) : text);
  return 0;
}

/** A Spark that isn't there, for checking options. */
const NOWHERE = { programs: { python: '', java: '' }, cluster: { master: 'local', memory: '1g' } };

/** Before the work, not after it. @throws OptionError if the folder has other files */
function refuseOther(out: string | undefined): void {
  if (out === undefined || !existsSync(out)) return;
  const there = readdirSync(out);
  if (there.includes('model.json') || there.every((name) => name.startsWith('.'))) return;
  throw new OptionError(`--out must be a new folder, or one with a model, got ${out} with other files`);
}

if (require.main === module) {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const screen = { ...statusLine(process.stderr), print };
  const run = (args: string[]) => untilInterrupted((signal) => spark(args, screen, signal));
  runCommand({ usage: USAGE, run });
}
