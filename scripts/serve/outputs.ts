/** Where a service writes, and what happens when nothing reads it any more. */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { LogStream } from '../../lib/service/http/limited-app';
import { note } from '../cli/command-line';

/**
 * The log on stdout. When its reader is gone (`serve | head -1`), or the terminal, the service continues without it;
 * unhandled, the error would end the process.
 */
export function logOnStdout(): LogStream {
  let isOpen = true;
  process.stderr.on('error', () => undefined); // nothing is left to report it to
  process.stdout.on('error', ({ message }) => {
    if (isOpen) note(`Nothing reads stdout any more, so logging to it stops: ${message}`);
    isOpen = false;
  });
  return {
    write: (line) => {
      if (isOpen) process.stdout.write(line);
    },
  };
}

/** Descriptors of stdin, stdout and stderr that were a terminal at the start. */
const terminals = [0, 1, 2].filter((fd) => isatty(fd));
const goneTerminals = () => terminals.filter((fd) => !isatty(fd));

/** Whether the terminal of the service was closed. SIGHUP comes then too; on Windows it means nothing else. */
export function isTerminalGone(): boolean {
  return process.platform === 'win32' || goneTerminals().length > 0;
}

/** Node restores the terminal's settings when it exits, and crashes where there is none any more. */
export function exitWithoutTerminal(): void {
  process.on('exit', () => {
    for (const fd of goneTerminals()) closeSync(fd);
  });
}
