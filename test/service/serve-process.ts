/** The command `npm run serve` as a process of its own, for the tests. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { after } from 'node:test';

export const SERVE = path.join(__dirname, '..', '..', 'scripts', 'serve.ts');

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly notes: () => string;
  /** Waits for a note, and gives what its first group matched. */
  readonly says: (what: RegExp) => Promise<string>;
}

/** Started with these arguments; killed after the tests of the file. */
export function serve(...args: string[]): Running {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', SERVE, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout!.resume();
  after(() => child.kill('SIGKILL'));
  let notes = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk) => {
    notes += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (what: RegExp) => {
    for (let n = 0; n < 4000; n++) {
      const found = what.exec(notes);
      if (found) return found[1];
      if (child.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw assert.fail(`it never said ${what}, but: ${notes}`);
  };
  return { child, ended, notes: () => notes, says };
}
