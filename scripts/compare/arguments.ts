/** What `npm run compare` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { CANONICAL_FOLDS } from '../../lib/evaluation/splits/canonical-folds';
import { type LabelledModel, TUTORIAL_MODELS } from '../../lib/evaluation/tutorial-models';

/** What can be tested on. */
export const SPLITS = ['tutorial', ...CANONICAL_FOLDS, 'u1..u5', 'cv5'];
export const USAGE = `npm run compare -- [--split ${SPLITS.join('|')}] [--models "label,label"] [--seeds n] [--json | --markdown]
  --split     what to test on; default tutorial: random 80/20, seed 42
  --models    only these rows of the table; default all
  --seeds     fit models that draw start values with the seeds 0 to n - 1 and give the mean; default 1
  --json      one array of rows on stdout (with npm run -s compare)
  --markdown  the table as Markdown`;

/** What to do; `help` asks for the usage only. */
export interface Arguments {
  readonly split: string;
  readonly models: readonly LabelledModel[];
  readonly seeds: number;
  readonly form: 'table' | 'json' | 'markdown' | 'help';
}

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  let split = 'tutorial';
  let models = TUTORIAL_MODELS;
  let seeds = 1;
  let form: Arguments['form'] = 'table';
  const next = (name: string): string => {
    const value = rest.shift();
    if (value !== undefined && !value.startsWith('--')) return value;
    throw new OptionError(`${name} needs a value`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') return { split, models, seeds, form: 'help' };
    if (name === '--split') split = next(name);
    else if (name === '--models') models = modelsNamed(next(name));
    else if (name === '--seeds') seeds = seedsOf(next(name));
    else if (name === '--json' || name === '--markdown') form = name.slice(2) as 'json' | 'markdown';
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  if (!SPLITS.includes(split))
    throw new OptionError(`--split must be one of ${SPLITS.join(', ')}, got ${split}`);
  return { split, models, seeds, form };
}

function modelsNamed(list: string): LabelledModel[] {
  return list.split(',').map((part) => {
    const label = part.trim();
    const found = TUTORIAL_MODELS.find((row) => row.label === label);
    if (found) return found;
    const labels = TUTORIAL_MODELS.map((row) => `  ${row.label}`).join('\n');
    throw new OptionError(`there is no row ${JSON.stringify(label)}; the rows are\n${labels}`);
  });
}

function seedsOf(text: string): number {
  const seeds = Number(text);
  if (Number.isSafeInteger(seeds) && seeds >= 1) return seeds;
  throw new OptionError(`--seeds must be a positive whole number, got ${text}`);
}
