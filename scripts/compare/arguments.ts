/** What `npm run compare` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { COLD_START_PARTS, type ColdStartPart } from '../../lib/evaluation/comparison/cold-start/row';
import { SPLITS } from '../../lib/evaluation/comparison/splits';
import { RANKING_MODELS } from '../../lib/evaluation/presets/ranking-models';
import { type LabeledModel, TUTORIAL_MODELS } from '../../lib/evaluation/presets/tutorial-models';
import { CANONICAL_FOLDS } from '../../lib/evaluation/splits/canonical-folds';
import { MODELS as REGISTRY } from '../../lib/models/registry';

export const TASKS = ['rating', 'ranking', 'cold-start'] as const;
export type Task = (typeof TASKS)[number];

/** Splits whose folds there are of users and films too. */
const FOLDS: readonly string[] = [...CANONICAL_FOLDS, 'u1..u5'];

/** The rows of each task's table. */
const MODELS: Readonly<Record<Task, readonly LabeledModel[]>> = {
  rating: TUTORIAL_MODELS,
  ranking: RANKING_MODELS,
  'cold-start': [],
};

export const USAGE = `npm run compare -- [--task ${TASKS.join('|')}] [--split ${SPLITS.join('|')}] [--models "label or name,…"] [--seeds n] [--part ${COLD_START_PARTS.join('|')}] [--json | --markdown | --check]
  --task      rating (default): errors of predicted ratings; ranking: lists of ten films; cold-start: hybrids against
              their members, films that nobody has rated, users who are asked a few questions, no ratings at all
  --split     what to test on; default tutorial: random 80/20, seed 42; for cold-start u1 (default) to u5 or all, u1..u5,
              which are folds of ratings, of films and of users
  --last      ratings of each user that leave-last-n tests; default 5
  --models    only these rows of the table, or any model of the library by its name, with default options; default all rows
  --seeds     fit models that draw start values with the seeds 0 to n - 1 and give the mean; default 1
  --part      cold-start: only this part; default all
  --json      one array of rows on stdout (with npm run -s compare)
  --markdown  the table as Markdown
  --check     computes README's tables, or with --task only that one's, and prints the lines that differ`;

/** What to do; `help` asks for the usage only. */
export interface Arguments {
  readonly task: Task;
  readonly split: string;
  readonly last: number;
  readonly models: readonly LabeledModel[];
  readonly seeds: number;
  /** Of cold-start. */
  readonly parts: readonly ColdStartPart[];
  readonly form: 'table' | 'json' | 'markdown' | 'check' | 'help';
  /** The tasks whose tables `check` is for. */
  readonly checked: readonly Task[];
}

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  const given: { -readonly [Field in keyof Arguments]?: Arguments[Field] } = {};
  let labels: string | undefined;
  const next = (name: string): string => {
    const value = rest.shift();
    if (value !== undefined && !value.startsWith('--')) return value;
    throw new OptionError(`${name} needs a value`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') given.form = 'help';
    else if (name === '--task') given.task = oneOf(name, TASKS, next(name));
    else if (name === '--split') given.split = oneOf(name, SPLITS, next(name));
    else if (name === '--last') given.last = positive(name, next(name));
    else if (name === '--models') labels = next(name);
    else if (name === '--part') given.parts = [oneOf(name, COLD_START_PARTS, next(name))];
    else if (name === '--seeds') given.seeds = positive(name, next(name));
    else if (name === '--json') given.form ??= 'json';
    else if (name === '--markdown') given.form ??= 'markdown';
    else if (name === '--check') given.form ??= 'check';
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  const { task = 'rating', last, seeds = 1, parts = COLD_START_PARTS, form = 'table' } = given;
  const others = Object.keys(given).some((field) => field !== 'form' && field !== 'task');
  if (form === 'check' && (others || labels !== undefined))
    throw new OptionError('--check goes with --task alone: README says how its tables are made');
  const checked = given.task ? [given.task] : TASKS;
  const { split = task === 'cold-start' ? 'u1' : 'tutorial' } = given;
  if (last !== undefined && split !== 'leave-last-n')
    throw new OptionError('--last is for --split leave-last-n');
  if (task === 'cold-start') {
    oneOf('--split of cold-start', FOLDS, split);
    if (labels !== undefined || given.seeds !== undefined)
      throw new OptionError(`${labels === undefined ? '--seeds' : '--models'} isn't for --task cold-start`);
  } else if (given.parts) throw new OptionError('--part is for --task cold-start');
  const models = labels === undefined ? MODELS[task] : modelsNamed(task, labels);
  return { task, split, last: last ?? 5, models, seeds, parts, form, checked };
}

/** Rows of the table by their label, and any other model of the registry by its name, with its default options. */
function modelsNamed(task: Task, list: string): LabeledModel[] {
  return list.split(',').map((part) => {
    const label = part.trim();
    const row = MODELS[task].find((preset) => preset.label === label);
    if (row) return row;
    const entry = REGISTRY.find(({ name }) => name === label);
    if (entry === undefined) {
      const labels = MODELS[task].map((preset) => `  ${preset.label}`).join('\n');
      const names = REGISTRY.map(({ name }) => name).join(', ');
      throw new OptionError(
        `there is no row ${JSON.stringify(label)}; the rows are\n${labels}\nand, with default options, ${names}`,
      );
    }
    if (task === 'rating' && !entry.create().can.rates) {
      throw new OptionError(`${label} doesn't predict ratings; compare its lists with --task ranking`);
    }
    return { label, model: label };
  });
}

function oneOf<Choice extends string>(name: string, choices: readonly Choice[], text: string): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new OptionError(`${name} must be one of ${choices.join(', ')}, got ${text}`);
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new OptionError(`${name} must be a positive whole number, got ${text}`);
}
