/** What `npm run spark` is asked for. */
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import type { SparkCluster } from '../../lib/big-data/spark/spark-job';
import { OptionError } from '../../lib/core/errors';
import { TRAIN_PARTS, type TrainPart } from '../../lib/recommender/saving/model-to-json';
import { oneOf, readCommandLine, wholeNumber } from '../cli/command-line';
import { columnsNamed } from '../cli/own-file';
import { typedPath } from '../cli/typed-path';

const TASKS = ['train', 'compare'] as const;

export const USAGE = `npm run spark -- train --ratings PATH --out DIR [options]
npm run spark -- compare --ratings PATH [options]
  train             trains ALS on Spark and saves it as a model that npm run serve -- --model DIR serves
  compare           trains ALS on Spark and here on the same ratings, and measures both on others: those that were set
                    aside when the folder was prepared, or a random fifth
  --ratings         a folder made by prepareRatings, or a file of ratings, which is prepared first
  --columns         what the file's columns or fields are: user=reader,item=book,rating=stars,timestamp=when; rating= reads
                    no ratings, timestamp= no times; default: proposed from the file, and printed
  --skip-damaged    leave out lines of the file that can't be read, instead of stopping
  --out             the folder of the model; temporary files go beside it, where all workers must see them
  --master          local[*] (default: all cores of this machine), local[2], spark://HOST:PORT, yarn, k8s://…
  --memory          of the JVM that does the work, on a cluster of each executor; default 2g
  --set NAME=VALUE  a setting of Spark: spark.executor.cores=4; can be repeated
  --partitions      blocks of users and of items that are solved at the same time; default: the number of cores
  --implicit        learn from what users like (ImplicitALS), not from ratings (ALS)
  --positive-from   with --implicit: ratings of at least this count as liked; default: three quarters up the scale
  --factors         numbers per user and item; default 20, with --implicit 64
  --rounds          each updates all users and all items; default 10, with --implicit 15
  --regularization  λ, weight of the penalty λ n |p|² of a user or item with n ratings; default .14, with --implicit .3
  --alpha           with --implicit: how much more sure a like is than the absence of one; default 2
  --seed            of the start values; default 0
  --keep            how much of the ratings the model keeps: rows (default), seen (which items each user has rated, to leave
                    them out of lists), or none; the less, the less memory it takes to serve
  --json            of compare: one object (use npm run -s spark)
It needs Java 17 or later. The first time, it installs PySpark in the cache: 485 MB. Ctrl-C stops Spark.`;

const COMMAND_LINE = {
  options: {
    ratings: { type: 'string' },
    columns: { type: 'string' },
    'skip-damaged': { type: 'boolean', default: false },
    out: { type: 'string' },
    master: { type: 'string' },
    memory: { type: 'string', default: '2g' },
    set: { type: 'string', multiple: true, default: [] as string[] },
    partitions: { type: 'string' },
    implicit: { type: 'boolean', default: false },
    'positive-from': { type: 'string' },
    factors: { type: 'string' },
    rounds: { type: 'string' },
    regularization: { type: 'string' },
    alpha: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  positionals: true,
  usage: USAGE,
} as const;

/** What to do. */
export interface Arguments {
  readonly task: (typeof TASKS)[number];
  readonly ratings: string;
  /** What the columns of a file are; undefined to find out. */
  readonly columns: PrepareOptions['columns'];
  /** Whether lines of a file that can't be read are left out. */
  readonly skipDamaged: boolean;
  /** The folder of the model; undefined to compare. */
  readonly out: string | undefined;
  readonly cluster: SparkCluster;
  readonly partitions: number | undefined;
  readonly implicit: boolean;
  /** Those that were given, by their names in the models. */
  readonly options: Readonly<Record<string, number>>;
  /** How much of the train set is saved. */
  readonly keep: TrainPart;
  readonly json: boolean;
}

/** The command line, checked. @throws OptionError that says what is allowed */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const [name, more] = positionals;
  if (name === undefined) throw new OptionError(`say what to do: ${TASKS.join(' or ')}\n\n${USAGE}`);
  if (more !== undefined) throw new OptionError(`Unexpected argument: ${more}\n\n${USAGE}`);
  const task = oneOf('the first argument', TASKS, name);
  const { ratings, out, implicit, master = 'local[*]', memory, json, partitions } = values;
  if (ratings === undefined) throw new OptionError(`--ratings is missing\n\n${USAGE}`);
  if (task === 'train' && out === undefined) throw new OptionError(`--out is missing\n\n${USAGE}`);
  if (task === 'train' && json) throw new OptionError('--json is for compare only');
  if (task === 'compare' && values.keep !== undefined) throw new OptionError('--keep is for train only');
  if (task === 'compare' && out !== undefined) throw new OptionError('--out is for train only');
  if (!/^\d+[kmgt]$/.test(memory)) throw new OptionError(`--memory must be like 512m or 4g, got ${memory}`);
  for (const option of ['alpha', 'positive-from'] as const) {
    if (values[option] !== undefined && !implicit)
      throw new OptionError(`--${option} is for --implicit only`);
  }
  return {
    task,
    ratings: typedPath(ratings),
    columns: values.columns === undefined ? undefined : columnsNamed(values.columns),
    skipDamaged: values['skip-damaged'],
    out: out === undefined ? undefined : typedPath(out),
    cluster: { master: masterOf(master), memory, settings: settingsOf(values.set) },
    partitions: partitions === undefined ? undefined : wholeNumber('--partitions', partitions, 1, 1e6),
    implicit,
    options: optionsOf(values),
    keep: oneOf('--keep', TRAIN_PARTS, values.keep ?? 'rows'),
    json,
  };
}

function masterOf(text: string): string {
  if (/^(local(\[(\d+|\*)(,\d+)?\])?|spark:\/\/\S+:\d+|yarn|k8s:\/\/\S+)$/.test(text)) return text;
  throw new OptionError(
    `--master must be like local[2], spark://HOST:PORT, yarn or k8s://https://HOST:PORT, got ${text}`,
  );
}

function settingsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^(spark\.[^=\s]+)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new OptionError(`--set must be like spark.executor.cores=4, got ${text}`);
    }),
  );
}

/** The names that the models have for these options; they check the values. */
const NAMES = {
  'positive-from': 'positiveFrom',
  factors: 'factors',
  rounds: 'epochs',
  regularization: 'reg',
  alpha: 'alpha',
  seed: 'seed',
} as const;

function optionsOf(
  values: Readonly<Partial<Record<keyof typeof NAMES, string>>>,
): Readonly<Record<string, number>> {
  const options: Record<string, number> = {};
  for (const name of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    const text = values[name];
    if (text === undefined) continue;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new OptionError(`--${name} must be a number, got ${text}`);
    options[NAMES[name]] = value;
  }
  return options;
}
