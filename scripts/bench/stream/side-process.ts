/** Processes of the stream bench, which print their result as the last line. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { TYPESCRIPT } from '../../cli/node-arguments';
import { onStop } from '../../setup/cleanup';

/** Starts a script of this folder. It ends with this process. */
export function side(script: string, ...args: (string | number)[]): ChildProcess {
  const child = fork(path.join(__dirname, script), args.map(String), {
    execArgv: [...TYPESCRIPT],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const forget = onStop(() => child.kill('SIGKILL'));
  child.once('close', forget);
  return child;
}

/** Rejects when it ends. */
export async function failed(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'close');
  throw new LabError('BENCH', `a process of the bench ended with code ${code}`);
}

/** The last line that the process prints. */
export async function result<Result>(child: ChildProcess): Promise<Result> {
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new LabError('BENCH', `a process of the bench ended with code ${code}`);
  return JSON.parse(output.trim().split('\n').at(-1)!);
}

/** The value that this share of the others don't exceed. @param times sorted */
export function quantile(times: readonly number[], share: number): number {
  return times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
}
