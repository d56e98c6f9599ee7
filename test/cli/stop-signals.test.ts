/** Ctrl-C in setup, and in the commands that clean up themselves. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../lib/core/is-alive.cjs';

const SCRIPTS = path.resolve(__dirname, '../../scripts');
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;
const posix = { skip: process.platform === 'win32' };

/** A program and what it prints, once it has printed its first line. */
async function run(source: string): Promise<{ child: ChildProcess; line: string; ended: Promise<Ended> }> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', source]);
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stderr }));
  for await (const line of createInterface({ input: child.stdout })) return { child, line, ended };
  throw new Error((await ended).stderr);
}

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

for (const [signal, exitCode] of SIGNALS) {
  test(
    `${signal}, twice, ends setup's commands and what they started, then setup itself, with ${exitCode}`,
    posix,
    async () => {
      const { child, line, ended } = await run(`
      const { stopOnSignals, onStop } = require('${SCRIPTS}/setup/cleanup.js');
      const { runCommand } = require('${SCRIPTS}/setup/run-command.js');
      stopOnSignals(() => console.error('stopping'));
      onStop(() => console.error('tidied'));
      const onLine = (line) => console.log(line);
      runCommand('/bin/sh', ['-c', 'sleep 600 & echo $$ $!; wait'], { onLine }).then(() => console.error('went on'));`);
      const commands = line.split(' ').map(Number);
      assert.deepEqual(commands.map(isAlive), [true, true]);
      child.kill(signal);
      child.kill(signal);
      assert.deepEqual(await ended, { code: exitCode, stderr: 'stopping\ntidied\n' });
      for (let tries = 0; commands.some(isAlive); tries++) {
        assert.ok(tries < 500, 'the commands still run'); // an orphan is there until the system has taken note
        await sleep(20);
      }
    },
  );

  test(
    `${signal} aborts the work of a command, which cleans up and ends with ${exitCode}`,
    posix,
    async () => {
      const { child, ended } = await run(`
      const { untilInterrupted } = require('${SCRIPTS}/cli/until-interrupted.ts');
      untilInterrupted(async (signal) => {
        const timer = setInterval(() => {}, 1000);
        console.log('working');
        await new Promise((done) => signal.addEventListener('abort', done));
        clearInterval(timer);
        console.error('cleaned up');
        signal.throwIfAborted();
      }).then((code) => { process.exitCode = code; });`);
      child.kill(signal);
      assert.deepEqual(await ended, { code: exitCode, stderr: 'cleaned up\ninterrupted\n' });
    },
  );
}
