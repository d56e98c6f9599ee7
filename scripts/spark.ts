/**
 * `npm run spark`: trains ALS on Spark, and compares it with ALS here. See USAGE. Progress goes to stderr, results to
 * stdout.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { OptionError } from '../lib/core/errors';
import { runCommand } from './cli/command-line';
import { untilInterrupted } from './cli/until-interrupted';
import { type Arguments, readArguments, USAGE } from './spark/arguments';
import { compareSides, splitIn } from './spark/compare';
import { sameModel, showSpark, sparkModel } from './spark/models';
import { checkRatings, preparedFolder } from './spark/own-ratings';
import { sparkPrograms } from './spark/programs';
import { statusLine } from './spark/status-line';
import { type Screen, type Surroundings, train } from './spark/train';

/** Does what the command line asks for; returns the exit code. Nothing is left of a run that was interrupted. */
export async function spark(args: string[], screen: Screen, signal: AbortSignal): Promise<number> {
  const asked = readArguments(args);
  sparkModel(asked, NOWHERE); // refuses options before anything is installed
  refuseOther(asked.out);
  checkRatings(asked);
  const programs = await sparkPrograms({ env: process.env, note: screen.note });
  signal.throwIfAborted();
  const beside = asked.out === undefined ? tmpdir() : path.dirname(path.resolve(asked.out));
  await mkdir(beside, { recursive: true });
  const temporary = await mkdtemp(path.join(beside, '.spark-'));
  try {
    const folder = await preparedFolder(asked, { temporary, signal, screen });
    const { cluster, partitions } = asked;
    const settings = { programs, cluster, partitions, workDir: temporary, onSpark: showSpark(screen) };
    return await (asked.task === 'train'
      ? train(asked, folder, { settings, screen, signal, temporary })
      : compare(asked, folder, { settings, screen, signal, temporary }));
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
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
