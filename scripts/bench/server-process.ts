/** A server in a process of its own, on a free port of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { LabError } from '../../lib/core/errors';
import { onStop } from '../setup/cleanup';
import { findProgram } from '../setup/find-program';

/** How a server is started. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface ServerProcess {
  readonly name: string;
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  readonly pid: number;
  /** Ends it at once; nothing where it has ended. */
  stop(): Promise<void>;
}

const WAIT_MS = 60_000;

/**
 * Starts a server, and waits for its first good answer. It stays on the first core, so that the load comes from
 * another one, where `taskset` is there. It ends with this process.
 *
 * @param firstPath what must answer 200
 * @throws LabError `NO_ANSWER` when it ends, or isn't ready within a minute
 */
export async function startServer(
  name: string,
  firstPath: string,
  commandOn: (port: number) => ServerCommand,
): Promise<ServerProcess> {
  const port = await freePort();
  const { program, args, env } = commandOn(port);
  const taskset = findProgram('taskset', process.env);
  const [command, ...rest] = taskset ? [taskset, '-c', '0', program, ...args] : [program, ...args];
  const child = spawn(command, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const forget = onStop(() => child.kill('SIGKILL'));
  const failed = once(child, 'error').catch(() => undefined);
  const stop = async () => {
    forget();
    if (hasEnded() || child.pid === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + WAIT_MS;
  while (!hasEnded() && performance.now() < until) {
    const signal = AbortSignal.timeout(10_000);
    const reply = await fetch(`${url}${firstPath}`, { signal }).catch(() => undefined);
    if (reply?.ok) return { name, url, pid: child.pid as number, stop };
    await Promise.race([failed, new Promise((done) => setTimeout(done, 250))]);
  }
  await stop();
  throw new LabError('NO_ANSWER', `${name} did not respond: it exited, or needed more than a minute`);
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
