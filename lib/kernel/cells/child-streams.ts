/**
 * Processes that a cell starts and that print where the kernel does (`stdio: 'inherit'`): what they print is shown
 * below the cell.
 */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CellOutput } from './cell-context';
import { WrittenText } from './written-text';

const { readRest } = require('./read-rest.cjs') as { readRest: (stream: Readable | null) => Buffer };

export type StandardStream = 'stdout' | 'stderr';
type Start = (this: ChildProcess, options: SpawnOptions) => number;

/** The kernel's stream that an entry of `stdio` means. */
export function ownStreamOf(entry: unknown, index: number): StandardStream | undefined {
  const fd = entry === 'inherit' ? index : ((entry as { fd?: unknown } | null | undefined)?.fd ?? entry);
  if (entry === process.stdout || fd === 1) return 'stdout';
  return entry === process.stderr || fd === 2 ? 'stderr' : undefined;
}

/** For all processes that are started from now on. @param cell the cell whose code is running */
export function showChildren(cell: () => CellOutput | undefined): void {
  const { prototype } = processClass();
  const start = prototype.spawn;
  prototype.spawn = function (options) {
    const output = cell();
    const stdio =
      typeof options.stdio === 'string' ? Array(3).fill(options.stdio) : [...(options.stdio ?? [])];
    const own = stdio.map(ownStreamOf);
    if (!output || own.every((name) => name === undefined)) return start.call(this, options);
    const piped = stdio.map((entry, i) => (own[i] ? 'pipe' : entry));
    output.flush();
    const status = start.call(this, { ...options, stdio: piped });
    own.forEach((name, i) => {
      if (name) show(this, i, (text) => output.print(name, text));
    });
    return status;
  };
}

/** `ChildProcess`, of which all processes are made; its method `spawn` has no types. */
function processClass(): { prototype: { spawn: Start } } {
  return (require('node:child_process') as { ChildProcess: unknown }).ChildProcess as ReturnType<
    typeof processClass
  >;
}

/** Shows the text, and makes the process look as if it had no pipe there. */
function show(child: ChildProcess, index: number, print: (text: string) => void): void {
  const streams = child.stdio as (Readable | null)[];
  const stream = streams[index];
  if (!stream) return; // it couldn't be started
  const text = new WrittenText();
  stream.on('data', (bytes: Buffer) => print(text.add(bytes)));
  child.once('exit', () => {
    const rest = readRest(stream);
    if (rest.length > 0) print(text.add(rest));
  });
  streams[index] = null;
  if (index === 1) child.stdout = null;
  if (index === 2) child.stderr = null;
}
