/** The command line of `npm run workshop`. */
import { resolve } from 'node:path';
import { OptionError } from '../../lib/core/errors';
import { oneOf, readCommandLine } from '../cli/command-line';
import { typedPath } from '../cli/typed-path';
import { EDITIONS, type EditionName } from './editions/make-editions';

export const USAGE = `Prepares workshops.

  npm run workshop -- bundle --out lab.tar.gz   one archive from which laptops without a network are set up
  npm run workshop -- bundle --check            makes one and sets the lab up from it, with the network off (minutes)
  npm run workshop -- student --out folder      the notebooks without solutions and outputs
  npm run workshop -- teacher --out folder      the notebooks with solutions, minutes and notes, and time plans
  npm run workshop -- check [01 ...]            runs both editions, and the student's with the solutions typed in
  npm run workshop -- times [01 ...]            runs notebooks and notes how long their cells take, for the teacher's
                                                edition
  npm run workshop -- reset [01 ...]            notebooks as they were at the start (default: all); each changed one is
                                                kept beside the original, with the date in its name

  --keep-outputs        student, teacher: keep the saved outputs
  --edition name        bundle: with the notebooks of the student or teacher edition (default: as they are)
  --bundle file         bundle --check: check this archive instead of a new one
`;

export const COMMANDS = ['bundle', ...EDITIONS, 'check', 'times', 'reset'] as const;
export type CommandName = (typeof COMMANDS)[number];

const OPTIONS = {
  out: { type: 'string' },
  check: { type: 'boolean' },
  bundle: { type: 'string' },
  edition: { type: 'string' },
  'keep-outputs': { type: 'boolean' },
} as const;

/** What each command takes, apart from its name. */
const TAKES: Readonly<Record<CommandName, readonly (keyof typeof OPTIONS | 'notebooks')[]>> = {
  bundle: ['out', 'check', 'bundle', 'edition'],
  student: ['out', 'keep-outputs'],
  teacher: ['out', 'keep-outputs'],
  check: ['notebooks'],
  times: ['notebooks'],
  reset: ['notebooks'],
};

export interface WorkshopArguments {
  readonly command: CommandName;
  /** As given: paths, or starts of names. */
  readonly notebooks: readonly string[];
  /** Full paths. */
  readonly out?: string;
  readonly bundle?: string;
  readonly check: boolean;
  readonly edition?: EditionName;
  readonly keepOutputs: boolean;
}

/** @throws OptionError with what is allowed */
export function readArguments(args: string[]): WorkshopArguments {
  const { values, positionals } = readCommandLine(args, {
    options: OPTIONS,
    positionals: true,
    usage: USAGE,
  });
  const [name, ...notebooks] = positionals;
  if (name === undefined) throw new OptionError(USAGE.trimEnd());
  const command = oneOf('The command', COMMANDS, name);
  const takes = TAKES[command];
  if (notebooks.length > 0 && !takes.includes('notebooks'))
    throw new OptionError(`Unexpected argument: ${notebooks[0]}`);
  for (const option of Object.keys(values) as (keyof typeof OPTIONS)[]) {
    if (!takes.includes(option)) throw new OptionError(`${command} doesn't take --${option}`);
  }
  const { out, check = false, bundle, edition } = values;
  if (bundle && !check) throw new OptionError('--bundle goes with --check');
  if (bundle && (out || edition))
    throw new OptionError(
      '--bundle checks an existing archive: it can be combined with neither --out nor --edition',
    );
  if (!out && !check && takes.includes('out')) throw new OptionError(`${command} needs --out`);
  return {
    command,
    notebooks,
    out: path(out),
    bundle: path(bundle),
    check,
    edition: edition === undefined ? undefined : oneOf('--edition', EDITIONS, edition),
    keepOutputs: values['keep-outputs'] ?? false,
  };
}

function path(given: string | undefined): string | undefined {
  return given === undefined ? undefined : resolve(typedPath(given));
}
