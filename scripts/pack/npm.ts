/** npm, as a program. */
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { createContext } from '../setup/context';
import { npmCommand } from '../setup/node-packages';
import { lastLines, runCommand } from '../setup/run-command';

const LONGEST = 10 * 60_000;

/** Runs npm in a folder and returns its output. @throws LabError with npm's last lines */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const [command, ...first] = npmCommand(createContext({ root: path.resolve(__dirname, '../..') }));
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline', '--loglevel=error'];
  const { code, output } = await runCommand(command, [...first, ...args, ...quiet], {
    cwd,
    env: process.env,
    timeout: LONGEST,
  });
  if (code !== 0) throw new LabError('PACK', `npm ${args[0]} failed:\n${lastLines(output)}`);
  return output;
}
