/** What `npm run bench` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { GROUPS, type Group } from './cases';

export const USAGE = `npm run bench -- [--only ${GROUPS.join(',')}] [--repeat n] [--full] [--service | --kernel] [--json]
  --only    only these comparisons; default all
  --repeat  pairs of ours and Surprise a comparison; default 3, where Surprise takes long 2 or 1
  --full    also item KNN, 20 epochs of SVD, and Surprise, on 10 million generated ratings: half an hour, 20 GB
  --service ours, the tutorial's Flask with Surprise, and FastAPI with implicit: lists a second; nothing else
  --kernel  the notebook kernel beside ipykernel, 20 restarts, 5,000 cells; nothing else; --repeat: starts of each
  --json    one array of rows on stdout (with npm run -s bench)`;

/** What to do. */
export interface Arguments {
  readonly only: readonly Group[];
  /** Undefined: as each case says. */
  readonly repeat: number | undefined;
  readonly full: boolean;
  /** The load on the two services instead of the models. */
  readonly service: boolean;
  /** The kernel's times instead of the models'. */
  readonly kernel: boolean;
  readonly form: 'table' | 'json' | 'help';
}

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  let only: readonly Group[] = GROUPS;
  let repeat: number | undefined;
  let full = false;
  let service = false;
  let kernel = false;
  let form: Arguments['form'] = 'table';
  const next = (name: string): string => {
    const value = rest.shift();
    if (value !== undefined && !value.startsWith('--')) return value;
    throw new OptionError(`${name} needs a value`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') return { only, repeat, full, service, kernel, form: 'help' };
    if (name === '--only') only = groupsNamed(next(name));
    else if (name === '--repeat') repeat = repeatOf(next(name));
    else if (name === '--full') full = true;
    else if (name === '--service') service = true;
    else if (name === '--kernel') kernel = true;
    else if (name === '--json') form = 'json';
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  if (service && kernel) throw new OptionError('--service and --kernel: one at a time');
  return { only, repeat, full, service, kernel, form };
}

function groupsNamed(list: string): Group[] {
  return list.split(',').map((part) => {
    const found = GROUPS.find((group) => group === part.trim());
    if (found) return found;
    throw new OptionError(`--only takes ${GROUPS.join(', ')}; got ${JSON.stringify(part.trim())}`);
  });
}

function repeatOf(text: string): number {
  const repeat = Number(text);
  if (Number.isSafeInteger(repeat) && repeat >= 1) return repeat;
  throw new OptionError(`--repeat must be a positive whole number, got ${text}`);
}
