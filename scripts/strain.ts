/**
 * `npm run strain`: our service asked what its OpenAPI document allows and forbids, and kept busy for some
 * minutes. Ends with 1 where it breaks its word or its memory grows. What it writes lies in temporary folders.
 */
import { LabError, OptionError } from '../lib/core/errors';
import { handleSignals } from './bench/setup-tools';
import { defaultModelDirs } from './serve/default-model';
import { readArguments, USAGE } from './strain/arguments';
import { fuzz } from './strain/fuzz';
import { soak, soakTable } from './strain/soak';

const { endWhenUnread } = require('./closed-pipe') as { endWhenUnread: () => void };

async function main(): Promise<boolean> {
  const { help, examples, seed, minutes } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return true;
  }
  const dirs = await defaultModelDirs({ note });
  let isGood = true;
  if (examples > 0) {
    const { passed, words } = await fuzz(dirs, { examples, seed, note });
    process.stdout.write(`${words}\n`);
    isGood &&= passed;
  }
  if (minutes > 0) {
    const result = await soak(dirs, { minutes, note });
    process.stdout.write(`${soakTable(result)}\n`);
    isGood &&= result.passed;
  }
  return isGood;
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

handleSignals(() => note('Stopped.'));
endWhenUnread();
main().then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    if (!(error instanceof LabError)) throw error;
    note(error.message);
    process.exit(error instanceof OptionError ? 2 : 1);
  },
);
