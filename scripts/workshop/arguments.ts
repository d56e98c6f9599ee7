/** The command line of `npm run workshop`. */
import { resolve } from 'node:path';
import { OptionError } from '../../lib/core/errors';
import { oneOf, readCommandLine } from '../cli/command-line';

export const USAGE = `Prepares workshops.

  npm run workshop -- bundle --out lab.tar.gz   one archive from which laptops without a network are set up
  npm run workshop -- bundle --check            makes one and sets the lab up from it, with the network off (minutes)

  npm run workshop -- reset [01 ...]            notebooks as they were at the start (default: all); each changed one is
                                                kept beside the original, with the date in its name

  --bundle file         with --check: check this archive instead of a new one
`;

export const COMMANDS = ['bundle', 'reset'] as const;
export type CommandName = (typeof COMMANDS)[number];

const OPTIONS = {
  out: { type: 'string' },
  check: { type: 'boolean', default: false },
  bundle: { type: 'string' },
} as const;

/** Which options each command takes. */
const TAKES: Readonly<Record<CommandName, readonly (keyof typeof OPTIONS)[]>> = {
  bundle: ['out', 'check', 'bundle'],
  reset: [],
};

export interface WorkshopArguments {
  readonly command: CommandName;
  /** As given: paths, or starts of names. */
  readonly notebooks: readonly string[];
  /** Full paths. */
  readonly out?: string;
  readonly bundle?: string;
  readonly check: boolean;
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
  if (notebooks.length > 0 && command === 'bundle')
    throw new OptionError(`Unexpected argument: ${notebooks[0]}`);
  for (const option of Object.keys(values) as (keyof typeof OPTIONS)[]) {
    if (values[option] && !TAKES[command].includes(option))
      throw new OptionError(`${command} doesn't take --${option}`);
  }
  const { out, check, bundle } = values;
  if (bundle && !check) throw new OptionError('--bundle goes with --check');
  if (out && bundle) throw new OptionError('Give --out to make a bundle, or --bundle to check one, not both');
  if (!out && !check && command !== 'reset') throw new OptionError(`${command} needs --out`);
  return { command, notebooks, out: path(out), bundle: path(bundle), check };
}

/** npm runs commands in the project's folder, and passes the folder where they were typed. */
function path(given: string | undefined): string | undefined {
  return given === undefined ? undefined : resolve(process.env.INIT_CWD ?? '', given);
}
