/** Runs code that ends itself, as a stop does it, in a process of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export const KERNEL = resolve(__dirname, '../../lib/kernel');

/**
 * What this code has printed, line by line.
 * @param code JavaScript in which `termination` is defined, and `kernel(path)` gives a module of the kernel
 */
export function printed(code: string): string[] {
  const head = `
    const kernel = (path) => require(${JSON.stringify(`${KERNEL}/`)} + path);
    const termination = new (kernel('stop/termination').Termination)();`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-force-async-hooks-checks', '--require', 'tsx/cjs', '--eval', `${head}\n${code}`],
    { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  );
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n');
}
