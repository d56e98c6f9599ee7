/** What `npm run compare` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { DUPLICATE_POLICIES } from '../../lib/data/table/duplicates';
import { COLD_START_PARTS, type ColdStartPart } from '../../lib/evaluation/comparison/cold-start/row';
import { SPLITS } from '../../lib/evaluation/comparison/splits';
import { ACCURATE_MODELS, KNOWS_WHEN_MODELS } from '../../lib/evaluation/presets/accurate-models';
import { FIRST_RANKING_MODELS, FIRST_RATING_MODELS } from '../../lib/evaluation/presets/first-models';
import { type LabeledModel, labeledModel } from '../../lib/evaluation/presets/labeled-model';
import {
  MICROSOFT_RANKING_MODELS,
  MICROSOFT_RATING_MODELS,
} from '../../lib/evaluation/presets/microsoft-models';
import { NEURAL_RATING_MODELS } from '../../lib/evaluation/presets/neural-rating-models';
import { RANKING_MODELS } from '../../lib/evaluation/presets/ranking-models';
import { TUTORIAL_MODELS } from '../../lib/evaluation/presets/tutorial-models';
import { CANONICAL_FOLDS } from '../../lib/evaluation/splits/canonical-folds';
import { MODELS as REGISTRY } from '../../lib/models/registry';
import { oneOf, readCommandLine, wholeNumber } from '../cli/command-line';
import { columnsNamed } from '../cli/own-file';
import { typedPath } from '../cli/typed-path';
import type { OwnData } from './own-data';

export const TASKS = ['rating', 'ranking', 'cold-start'] as const;
export type Task = (typeof TASKS)[number];

/** Splits whose folds there are of users and films too. */
const FOLDS: readonly string[] = [...CANONICAL_FOLDS, 'u1..u5'];
/** Splits that only MovieLens has. */
const OF_MOVIELENS: readonly string[] = [...FOLDS, 'microsoft'];

/** The rows of each task's table. */
const MODELS: Readonly<Record<Task, readonly LabeledModel[]>> = {
  rating: [...TUTORIAL_MODELS, ...NEURAL_RATING_MODELS, ...ACCURATE_MODELS],
  ranking: RANKING_MODELS,
  'cold-start': [],
};
const FIRST_MODELS: typeof MODELS = {
  rating: FIRST_RATING_MODELS,
  ranking: FIRST_RANKING_MODELS,
  'cold-start': [],
};

const MICROSOFT_MODELS: typeof MODELS = {
  rating: MICROSOFT_RATING_MODELS,
  ranking: MICROSOFT_RANKING_MODELS,
  'cold-start': [],
};

/** Some rows of the rating table, by the name that `--models` takes. */
const GROUPS = new Map([
  ['tutorial', TUTORIAL_MODELS],
  ['neural', NEURAL_RATING_MODELS],
  ['accurate', ACCURATE_MODELS],
]);

/** The rows of a table: those asked for, or its own. */
export function modelsFor(
  task: Task,
  { models, data, split, knowsWhen }: Arguments,
): readonly LabeledModel[] {
  return models ?? (knowsWhen ? KNOWS_WHEN_MODELS : (data ? FIRST_MODELS : rowsOf(split))[task]);
}

/** The rows of the tables of MovieLens. */
function rowsOf(split: string): typeof MODELS {
  return split === 'microsoft' ? MICROSOFT_MODELS : MODELS;
}

export const USAGE = `npm run compare -- [--data FILE [--columns NAMES] [--duplicates RULE] [--skip-damaged]]
                   [--task TASK] [--split SPLIT] [--models "label or name,…"] [--seeds n] [--part PART]
                   [--knows-when] [--json | --markdown | --check]
  --data      a delimited file of your own, with or without ratings, instead of MovieLens, or a folder made by
              npm run data -- prepare; prints both tables, of five models each, unless --task or --models ask for others
  --columns   what its columns are, by their names in its first line: user=reader,item=book,rating=stars,timestamp=when;
              rating= reads no ratings, timestamp= no times; default: proposed from the file, and printed
  --duplicates  for a second rating of the same item by the same user: ${DUPLICATE_POLICIES.join(', ')}; default error
  --skip-damaged  leaves out lines that can't be read, and prints the first; default: stops at the first
  --task      rating (default): errors of predicted ratings; ranking: lists of ten films; cold-start: hybrids and
              their members, films without ratings, new users who answer a few questions, no ratings of others
  --split     what to test on: ${SPLITS.join(', ')}; default tutorial: random
              80/20, seed 42; microsoft: as in the benchmark of Microsoft's Recommenders, with their results. For
              cold-start, u1 (default) to u5, or u1..u5: folds of ratings, of films and of users
  --last      number of ratings per user that leave-last-n tests; default 5
  --models    only these rows of the table, or any model of the library by name, with default options; default all rows.
              For ratings also tutorial, the Python tutorial's models and ALS, and accurate, the rows after them
  --seeds     fit models with random start values for seeds 0 to n - 1 and report the mean; default 1
  --knows-when  of ratings: models that know in which second each test rating was given, which nobody knows when
              serving; not to be compared with other tables
  --part      of cold-start: ${COLD_START_PARTS.join(', ')}; default all
  --json      an array of rows (use npm run -s compare)
  --markdown  the table as Markdown
  --check     recomputes README's tables (with --task, only that task's) and prints the lines that differ`;

/** What to do. */
export interface Arguments {
  /** Undefined: both tables of a file of your own, or the only one that it allows. */
  readonly task: Task | undefined;
  readonly split: string;
  readonly last: number;
  /** Undefined: those of the table. */
  readonly models: readonly LabeledModel[] | undefined;
  readonly seeds: number;
  /** Models that know when the test ratings were given. */
  readonly knowsWhen: boolean;
  /** Of cold-start. */
  readonly parts: readonly ColdStartPart[];
  readonly data: OwnData | undefined;
  readonly form: 'table' | 'json' | 'markdown' | 'check';
  /** The tasks whose tables `check` is for. */
  readonly checked: readonly Task[];
}

const COMMAND_LINE = {
  options: {
    data: { type: 'string' },
    columns: { type: 'string' },
    duplicates: { type: 'string' },
    'skip-damaged': { type: 'boolean' },
    task: { type: 'string' },
    split: { type: 'string' },
    last: { type: 'string' },
    models: { type: 'string' },
    seeds: { type: 'string' },
    part: { type: 'string' },
    'knows-when': { type: 'boolean' },
    json: { type: 'boolean' },
    markdown: { type: 'boolean' },
    check: { type: 'boolean' },
  },
  usage: USAGE,
} as const;

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: string[]): Arguments {
  const given = readCommandLine(args, COMMAND_LINE).values;
  const { last, models, seeds, part } = given;
  const forms = (['json', 'markdown', 'check'] as const).filter((name) => given[name]);
  if (forms.length > 1) throw new OptionError(`--${forms.join(' and --')}: one at a time`);
  const [form = 'table'] = forms;
  if (form === 'check' && Object.keys(given).some((name) => name !== 'check' && name !== 'task'))
    throw new OptionError('--check can only be combined with --task: README defines how its tables are made');
  const data = dataOf(given);
  const task = given.task === undefined && data ? undefined : oneOf('--task', TASKS, given.task ?? 'rating');
  if (task === 'cold-start' && data)
    throw new OptionError("--task cold-start can't be used with --data: it needs films' features");
  const split = oneOf(
    '--split',
    data ? SPLITS.filter((name) => !OF_MOVIELENS.includes(name)) : SPLITS,
    given.split ?? (task === 'cold-start' ? 'u1' : 'tutorial'),
  );
  if (last !== undefined && split !== 'leave-last-n')
    throw new OptionError('--last requires --split leave-last-n');
  if (task === undefined && (models !== undefined || form === 'json'))
    throw new OptionError(`--${models === undefined ? 'json' : 'models'} with --data requires --task`);
  if (task === 'cold-start') {
    oneOf('--split of cold-start', FOLDS, split);
    if (models !== undefined || seeds !== undefined)
      throw new OptionError(
        `${models === undefined ? '--seeds' : '--models'} can't be used with --task cold-start`,
      );
  } else if (part !== undefined) throw new OptionError('--part requires --task cold-start');
  const knowsWhen = given['knows-when'] ?? false;
  if (knowsWhen && (data || task !== 'rating' || models !== undefined)) {
    throw new OptionError("--knows-when can't be used with --data, --models, or another --task than rating");
  }
  return {
    task,
    split,
    last: wholeNumber('--last', last ?? '5', 1, 1000),
    models: models === undefined ? undefined : modelsNamed(task!, models, rowsOf(split)[task!]),
    seeds: wholeNumber('--seeds', seeds ?? '1', 1, 1000),
    knowsWhen,
    parts: part === undefined ? COLD_START_PARTS : [oneOf('--part', COLD_START_PARTS, part)],
    data,
    form,
    checked: given.task === undefined ? TASKS : [oneOf('--task', TASKS, given.task)],
  };
}

interface OwnDataArguments {
  data?: string;
  columns?: string;
  duplicates?: string;
  'skip-damaged'?: boolean;
}

function dataOf(given: OwnDataArguments): OwnData | undefined {
  const { data, columns, duplicates } = given;
  for (const name of ['columns', 'duplicates', 'skip-damaged'] as const)
    if (data === undefined && given[name] !== undefined) throw new OptionError(`--${name} requires --data`);
  if (data === undefined) return undefined;
  return {
    file: typedPath(data),
    columns: columns === undefined ? undefined : columnsNamed(columns),
    duplicates: oneOf('--duplicates', DUPLICATE_POLICIES, duplicates ?? 'error'),
    skipDamaged: given['skip-damaged'] ?? false,
  };
}

/** Rows of the table by their label, and any other model of the registry by its name, with its default options. */
function modelsNamed(task: Task, list: string, rows: readonly LabeledModel[]): LabeledModel[] {
  return list.split(',').flatMap((part) => {
    const label = part.trim();
    const group = task === 'rating' ? GROUPS.get(label) : undefined;
    if (group) return group;
    const row = rows.find((preset) => preset.label === label);
    if (row) return row;
    const entry = REGISTRY.find(({ name }) => name === label);
    if (entry === undefined) {
      const labels = rows.map((preset) => `  ${preset.label}`).join('\n');
      const names = REGISTRY.map(({ name }) => name).join(', ');
      throw new OptionError(
        `no row is called ${JSON.stringify(label)}; the rows are\n${labels}\nand, with default options, ${names}`,
      );
    }
    if (task === 'rating' && !entry.create().can.rates) {
      throw new OptionError(`${label} doesn't predict ratings; compare its lists with --task ranking`);
    }
    return labeledModel(label, label);
  });
}
