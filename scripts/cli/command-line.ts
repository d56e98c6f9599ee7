/** What all command lines share: options, `--help`, and errors as sentences and exit codes. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LabError, OptionError } from '../../lib/core/errors';
import { nearestNames } from '../../lib/core/nearest-names';
import { inWords } from '../../lib/notebook-files/system-error';
import { endWhenUnread } from './closed-pipe';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command: what it does with its arguments, and its help. */
export interface Command {
  /** Printed for `--help` and `-h`; then nothing else happens. */
  readonly usage: string;
  /** Returns the exit code. */
  readonly run: (args: string[]) => Promise<number>;
  /** Whether it keeps running when nothing reads its output any more. Default: it ends. */
  readonly outlivesReader?: boolean;
}

/**
 * Runs the command of this process. An error of ours, or of a file, is printed as a sentence; any other ends the process
 * with a stack trace. The exit code is that of `run`, 2 for a wrong command line, 1 for another error. Ctrl-C ends the
 * process, also in the middle of a computation, unless the command handles it: see `stop-signals.js`.
 */
export async function runCommand({ usage, run, outlivesReader = false }: Command): Promise<void> {
  if (!outlivesReader) endWhenUnread();
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage.trimEnd()}\n`);
    return;
  }
  try {
    process.exitCode = await run(args);
  } catch (thrown) {
    const error = inWords(thrown);
    if (!(error instanceof LabError)) throw error;
    note(error.message);
    process.exitCode = error instanceof OptionError ? 2 : 1;
  }
}

/** Prints a line of progress to stderr, as results go to stdout. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What is allowed on a command line. */
export interface CommandLine<Own extends Options> {
  readonly options: Own;
  /** Whether arguments without a name are allowed. Default: no. */
  readonly positionals?: boolean;
  readonly usage: string;
}

/**
 * Reads options and positional arguments.
 * @throws OptionError with the usage for an unknown option or a missing or empty value
 */
export function readCommandLine<Own extends Options>(
  args: string[],
  { options, positionals: allowPositionals = false, usage }: CommandLine<Own>,
) {
  const refused = (message: string) => new OptionError(`${message}\n\n${usage.trimEnd()}`);
  let line: ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: boolean; options: Own }>>;
  try {
    line = parseArgs({ args, allowPositionals, options });
  } catch (error) {
    throw refused(refusalOf(error as NodeJS.ErrnoException, Object.keys(options)));
  }
  for (const [name, value] of Object.entries(line.values)) {
    if ([value].flat().includes('')) throw refused(`--${name} needs a value`);
  }
  return line;
}

/** What Node says of a wrong command line, without its advice on how to pass values that look like options. */
function refusalOf({ code, message }: NodeJS.ErrnoException, names: readonly string[]): string {
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
    return `Unexpected argument: ${/'(.*)'/s.exec(message)?.[1]}`;
  const [, given = '', name = ''] = /'(--?([^' ]*))/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const [nearest] = nearestNames(name, names, 1);
    return `Unknown option: ${given}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`;
  }
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return message;
  return /does not take/.test(message) ? `--${name} doesn't take a value` : `--${name} needs a value`;
}

/** The choice that was named. @throws OptionError that lists the choices */
export function oneOf<Choice extends string>(name: string, choices: readonly Choice[], text: string): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new OptionError(`${name} must be one of ${choices.join(', ')}, got ${text}`);
}

/** A whole number in digits. @throws OptionError */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new OptionError(`${name} must be a whole number from ${min} to ${max}, got ${text}`);
}
