/** What the command lines here share: options, `--help`, and errors as sentences and exit codes. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LabError, OptionError } from '../../lib/core/errors';
import { inWords } from '../../lib/notebook-files/system-error';
import { endWhenUnread } from './closed-pipe';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command: what it does with its arguments, and how it is used. */
export interface Command {
  /** Printed for `--help` and `-h`; nothing else happens then. */
  readonly usage: string;
  /** Returns the exit code. */
  readonly run: (args: string[]) => Promise<number>;
  /** Whether it keeps running when nobody reads its output any more. Default: it ends then. */
  readonly outlivesReader?: boolean;
}

/**
 * Runs the command of this process. An error of ours, or of a file, is printed as a sentence; any other one ends
 * the process with its stack. The exit code is that of `run`, 2 for wrong use, 1 for another error.
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

/** Prints a line about what is being done. Results go to stdout, so notes go to stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What a command line is read against. */
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
    throw refused((error as Error).message);
  }
  for (const [name, value] of Object.entries(line.values)) {
    if ([value].flat().includes('')) throw refused(`--${name} needs a value`);
  }
  return line;
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
