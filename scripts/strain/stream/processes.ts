/** Processes that are killed, and waiting for what they do. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onStop } from '../../setup/cleanup';

/** A process that is killed if this one is stopped. */
export function startProcess(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, options);
  const forget = onStop(() => child.kill('SIGKILL'));
  child.once('close', forget);
  return child;
}

/** `kill -9`; nothing if it has ended. */
export async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
