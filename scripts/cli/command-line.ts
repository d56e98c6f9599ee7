/** What the command lines here share: reading options, and errors as words and exit codes. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LabError, OptionError } from '../../lib/core/errors';
import { inWords } from '../../lib/notebook-files/system-error';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads options and positional arguments; `--help` and `-h` are among them.
 * @throws OptionError with the usage for an unknown option or a missing value
 */
export function readCommandLine<Own extends Options>(args: string[], own: Own, usage: string) {
  const options = { ...own, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new OptionError(`${(error as Error).message}\n\n${usage}`);
  }
}

/**
 * Runs a command. An error of ours, or of a file, is printed as a sentence.
 * @returns the exit code: that of `work`, 2 for wrong use, 1 for another error
 * @throws an error that nobody foresaw
 */
export async function exitCode(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (thrown) {
    const error = inWords(thrown);
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof OptionError ? 2 : 1;
  }
}
