/**
 * Stops at random moments in random cells, with the processors busy besides, and after each a look at whether the
 * kernel is as well as before: it answers, rightly, once, soon, and does nothing in the background.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { RandomState } from '../../../lib/math/random/random-state';
import { onStop } from '../../setup/cleanup';
import { CELLS, SOURCES } from './cells';
import { type Problem, StrainedKernel } from './strained-kernel';

/** Keeps a processor busy as long as its parent lives. */
const BUSY = 'const { ppid } = process; while (process.ppid === ppid) for (let i = 0; i < 1e8; i++);';
const ROOT = resolve(__dirname, '../../..');
/** Stops that a kernel gets before a new one takes its place. */
const A_KERNEL = 150;
/** A stop comes up to this long after its cell has begun; milliseconds. */
const LATEST = 500;
/** The first cell of a kernel is stopped up to this long after it was sent; milliseconds. */
const LATEST_FIRST = 1500;
/** After this many stops a kernel is idle for a moment. */
const IDLE_EVERY = 15;
/** Each kernel's first cell is stopped while the kernel loads what it needs. */
const FIRST = 'the first cell';
/** Number of kinds of cells named as the slowest. */
const SLOWEST = 5;
/** Each new problem's log, cut to this length. */
const LOG = 1500;

export interface Found {
  readonly problem: Problem;
  readonly cell: string;
  /** Milliseconds from the cell to the stop. */
  readonly after: number;
  readonly what: string;
}

/** A stop and how long its answer took. */
export interface Answered {
  readonly cell: string;
  readonly ms: number;
}

export interface StopsResult {
  readonly stops: number;
  readonly kinds: number;
  readonly busy: number;
  /** Stops that came while the cell ran, by the milliseconds until the answer. */
  readonly answered: readonly Answered[];
  readonly found: readonly Found[];
}

interface Options {
  readonly stops: number;
  /** How many kernels run at a time. */
  readonly jobs: number;
  /** How many other processes keep a processor busy. */
  readonly busy: number;
  readonly seed: number;
  readonly note: (line: string) => void;
  /** Only cells whose name contains this. */
  readonly only?: string;
}

export async function strainStops({
  stops,
  jobs,
  busy,
  seed,
  note,
  only = '',
}: Options): Promise<StopsResult> {
  const names = Object.keys(CELLS).filter((name) => name.includes(only));
  const others = Array.from({ length: busy }, () =>
    spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }),
  );
  const project = temporaryProject();
  const answered: Answered[] = [];
  const found: Found[] = [];
  const kernels = new Set<StrainedKernel>();
  let begun = 0;
  let done = 0;
  const tidy = () => {
    for (const kernel of kernels) kernel.close();
    for (const other of others) other.kill('SIGKILL');
    rmSync(project, { recursive: true, force: true });
  };
  const report = (one: Found) => {
    found.push(one);
    note(`stop ${done}: ${one.problem} (${one.cell}, after ${one.after} ms): ${one.what}`);
  };

  /** Stops cells in one kernel, until it has had enough or isn't well. */
  async function strain(random: RandomState): Promise<void> {
    const early = Math.round(random.random() * LATEST_FIRST);
    let kernel: StrainedKernel;
    try {
      kernel = await StrainedKernel.start(join(project, 'notebooks'), early);
    } catch (error) {
      begun++;
      done++;
      report({ problem: 'no answer', cell: FIRST, after: early, what: (error as Error).message });
      return;
    }
    kernels.add(kernel);
    for (let n = 1; n <= A_KERNEL && begun < stops; n++) {
      begun++;
      const cell = names[Math.floor(random.random() * names.length)]!;
      const after = random.random() < 0.2 ? 0 : Math.round(random.random() ** 2 * LATEST);
      const asks = random.random() < 0.2 ? 20 : 0;
      const onStopped = (ms: number) => void answered.push({ cell, ms });
      let trouble = await kernel.stopped(CELLS[cell]!, { after, asks, onStopped });
      if (!trouble && n % IDLE_EVERY === 0) trouble = await kernel.idle();
      done++;
      if (trouble) {
        const [problem, what] = trouble;
        report({ problem, cell, after, what: `${what}\n${kernel.wire.log.slice(-LOG)}` });
        if (problem !== 'late') break;
        kernel.wire.log = '';
      }
      if (done % 100 === 0) note(`${done} stops, ${found.length} problems`);
    }
    kernel.close();
    kernels.delete(kernel);
  }

  const forget = onStop(tidy);
  try {
    await Promise.all(
      Array.from({ length: jobs }, async (_, job) => {
        const random = new RandomState((seed * 1000 + job) % 2 ** 32);
        while (begun < stops) await strain(random);
      }),
    );
  } finally {
    forget();
    tidy();
  }
  return { stops: done, kinds: names.length, busy, answered: answered.sort((a, b) => a.ms - b.ms), found };
}

export function stopsTable({ stops, kinds, busy, answered, found }: StopsResult): string {
  const at = (part: number) => (answered[Math.floor((answered.length - 1) * part)]?.ms ?? 0).toFixed(0);
  const counts = new Map<Problem, number>();
  for (const { problem } of found) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  const problems = [...counts].map(([problem, count]) => `${count} ${problem}`).join(', ') || 'none';
  const slowest = new Map<string, number>();
  for (const { cell, ms } of answered) slowest.set(cell, ms); // the last is the longest
  const kindsByTime = [...slowest].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  return [
    `${stops} stops of ${kinds} kinds of cells, ${busy} other ${busy === 1 ? 'process' : 'processes'} busy: problems: ${problems}`,
    `from a stop to the answer: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms (${answered.length} stopped while running)`,
    `slowest: ${kindsByTime.map(([cell, ms]) => `${cell} ${ms.toFixed(0)} ms`).join(', ') || 'none'}`,
  ].join('\n');
}

function temporaryProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-strain-'));
  for (const [path, text] of Object.entries({ 'package.json': '{}', 'notebooks/x.txt': '', ...SOURCES })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}
