/** `npm run spark -- train`: from a prepared folder to a model package. This process never holds the ratings. */
import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import { openPrepared } from '../../lib/big-data/prepare/prepared-train';
import { unpackPrepared } from '../../lib/big-data/prepare/unpack-prepared';
import type { SparkSettings } from '../../lib/big-data/spark/fit-on-spark';
import { OptionError } from '../../lib/core/errors';
import { saveLearned } from '../../lib/service/package/save-package';
import type { Arguments } from './arguments';
import { sparkModel } from './models';
import type { StatusLine } from './status-line';

/** Where a command prints. */
export interface Screen extends StatusLine {
  /** Results. */
  readonly print: (text: string) => void;
}

/** What a command needs. */
export interface Surroundings {
  readonly settings: SparkSettings;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** A folder for files, which the caller removes. */
  readonly temporary: string;
}

export async function train(
  asked: Arguments,
  folder: string,
  { settings, screen, signal, temporary }: Surroundings,
): Promise<number> {
  const { cluster, keep } = asked;
  const out = asked.out!;
  const prepared = await openPrepared(folder, signal);
  if (!prepared.hasRatings && !asked.implicit) {
    throw new OptionError('the file has no ratings: each row is a choice, which --implicit learns from');
  }
  const model = sparkModel(asked, settings);
  const started = performance.now();
  screen.status('starting Spark');
  const learned = await model.learnPrepared(prepared, { signal });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);

  const saving = (what: string, part?: string) =>
    screen.status(`saving the model: ${what}${part ?? ''}`, `saving the model: ${what}`);
  saving('reading the ratings');
  const into = path.join(temporary, 'unpacked');
  await mkdir(into);
  const filed = await unpackPrepared(folder, {
    into,
    signal,
    onPart: (what, part) => saving(what, `, ${Math.round(100 * part)}%`),
  });
  const state = keep === 'rows' ? learned : await model.learnedFrom(filed, learned);
  const note = `trained on Spark (${cluster.master}) on all ratings, and not measured: npm run spark -- compare measures it`;
  const info = { date: new Date().toISOString().slice(0, 10), note, train: keep };
  const onFile = (what: string) => saving(`writing ${what}`);
  await saveLearned(model, { state, train: filed }, out, info, { signal, onFile });

  const { length, userCount, itemCount } = prepared;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  screen.note(
    `Trained ${model.name} on ${length} ratings of ${userCount} users and ${itemCount} items in ${seconds} s. ` +
      `Besides Spark, this took up to ${megabytes} MB of memory.`,
  );
  screen.print(`Saved in ${out}. To serve it: npm run serve -- --model ${out}`);
  return 0;
}
