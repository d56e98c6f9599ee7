/**
 * Stops at random moments in random cells, with the processors busy besides, and after each a look at whether the
 * kernel is as well as before: it answers, rightly, once, soon, and does nothing in the background.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RandomState } from '../../../lib/math/random/random-state';
import { onStop } from '../../setup/cleanup';
import { CELLS, PROBE, SOURCES, setupCells, WELL } from './cells';
import { Wire } from './wire';

/** Keeps a processor busy as long as its parent lives. */
const BUSY = 'const { ppid } = process; while (process.ppid === ppid) for (let i = 0; i < 1e8; i++);';
const ROOT = resolve(__dirname, '../../..');
/** Stops that a kernel gets before a new one takes its place. */
const A_KERNEL = 150;
/** A stop comes up to this long after its cell was sent; milliseconds. */
const LATEST = 700;
/** No answer after this long counts as none; milliseconds. */
const LIMIT = 90_000;
/** An answer later than this after the stop counts as late, on a busy machine; milliseconds. */
const LATE = 3000;
/** How often the processor time of an idle kernel is looked at, and for how long. */
const CPU_EVERY = 15;
const CPU_MS = 400;
/** Part of a processor that an idle kernel may use: what it compiles in the background. */
const CPU_PART = 0.5;
/** Each kernel's first cell is stopped while the kernel loads what it needs. */
const FIRST = 'the first cell';
/** More errors than this from one cell are a flood. */
const FLOOD = 60;
/** Each new problem's log, cut to this length. */
const LOG = 1500;

export type Problem = 'no answer' | 'late' | 'wrong later' | 'two errors' | 'flood' | 'processor' | 'dead';

export interface Found {
  readonly problem: Problem;
  readonly cell: string;
  /** Milliseconds from the cell to the stop. */
  readonly after: number;
  readonly what: string;
}

export interface StopsResult {
  readonly stops: number;
  readonly kinds: number;
  /** Stops that came while the cell ran, with the milliseconds until the answer, sorted. */
  readonly answered: readonly number[];
  readonly found: readonly Found[];
}

interface Options {
  readonly stops: number;
  readonly seed: number;
  readonly note: (line: string) => void;
  /** Only cells whose name contains this. */
  readonly only?: string;
}

export async function strainStops({ stops, seed, note, only = '' }: Options): Promise<StopsResult> {
  const random = new RandomState(seed);
  const names = Object.keys(CELLS).filter((name) => name.includes(only));
  const busy = spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' });
  const project = temporaryProject();
  const answered: number[] = [];
  const found: Found[] = [];
  let kernel: Kernel | undefined;
  const tidy = () => {
    kernel?.close();
    busy.kill('SIGKILL');
    rmSync(project, { recursive: true, force: true });
  };
  const report = (n: number, one: Found) => {
    found.push(one);
    note(`stop ${n + 1}: ${one.problem} (${one.cell}, after ${one.after} ms): ${one.what}`);
  };
  const forget = onStop(tidy);
  try {
    for (let n = 0; n < stops; n++) {
      if (n % A_KERNEL === 0) kernel = kernel?.close();
      if (!kernel) {
        const after = Math.round(random.random() * 1500);
        try {
          kernel = await Kernel.start(join(project, 'notebooks'), after);
        } catch (error) {
          report(n, { problem: 'no answer', cell: FIRST, after, what: (error as Error).message });
          continue;
        }
      }
      const cell = names[Math.floor(random.random() * names.length)]!;
      const after = random.random() < 0.2 ? 0 : Math.round(random.random() ** 2 * LATEST);
      const asks = random.random() < 0.2 ? 20 : 0;
      let problem = await kernel.stopped(CELLS[cell]!, after, asks, (ms) => answered.push(ms));
      if (!problem && n % CPU_EVERY === CPU_EVERY - 1) problem = await kernel.idle();
      if (problem) {
        const [which, what] = problem;
        report(n, { problem: which, cell, after, what: `${what}\n${kernel.wire.log.slice(-LOG)}` });
        if (which !== 'late') kernel = kernel.close();
        else kernel.wire.log = '';
      }
      if (n % 100 === 99) note(`${n + 1} stops, ${found.length} problems`);
    }
  } finally {
    forget();
    tidy();
  }
  return { stops, kinds: names.length, answered: answered.sort((a, b) => a - b), found };
}

export function stopsTable({ stops, kinds, answered, found }: StopsResult): string {
  const at = (part: number) => (answered[Math.floor((answered.length - 1) * part)] ?? 0).toFixed(0);
  const counts = new Map<Problem, number>();
  for (const { problem } of found) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  const problems = [...counts].map(([problem, count]) => `${count} ${problem}`).join(', ') || 'none';
  return [
    `${stops} stops of ${kinds} kinds of cells, another process busy: problems: ${problems}`,
    `from a stop to the answer: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms (${answered.length} stopped while running)`,
  ].join('\n');
}

type Trouble = [problem: Problem, what: string] | undefined;

/** A running kernel. */
class Kernel {
  private readonly errors = new Map<string, number>();
  /** Called when a cell begins, with the id of its request. */
  private onBegun: ((id: string) => void) | undefined;

  private constructor(readonly wire: Wire) {
    wire.onPublished = ({ type, parent }) => {
      wire.published.length = 0;
      if (type === 'execute_input') this.onBegun?.(parent);
      if (type === 'error') this.errors.set(parent, (this.errors.get(parent) ?? 0) + 1);
    };
  }

  /** @param after when the first cell is stopped once, while the kernel still loads what it needs; milliseconds */
  static async start(cwd: string, after: number): Promise<Kernel> {
    const kernel = new Kernel(await Wire.start(cwd, LIMIT));
    try {
      await kernel.prepare(after);
      return kernel;
    } catch (error) {
      kernel.close();
      throw error;
    }
  }

  private async prepare(after: number): Promise<void> {
    const first = this.execute('1 + 1');
    first.catch(() => {}); // awaited below
    await sleep(after);
    await this.wire.ask('interrupt_request', {}, 'control');
    await first;
    for (const cell of setupCells(join(ROOT, 'lib').replaceAll('\\', '/'))) {
      const { status, evalue } = await this.execute(cell);
      if (status !== 'ok') throw new Error(`${cell}: ${evalue}\n${this.wire.log}`);
    }
  }

  private execute(code: string, id?: string) {
    return this.wire.ask(
      'execute_request',
      { code, silent: false, stop_on_error: true },
      'shell',
      id ? { msg_id: id } : {},
    );
  }

  /** Runs a cell, stops it, and looks at what came of it. */
  async stopped(code: string, after: number, asks: number, onStop: (ms: number) => void): Promise<Trouble> {
    const id = randomUUID();
    this.errors.clear();
    let doing = 'the cell';
    try {
      let ended: number | undefined;
      const begun = new Promise<void>((resolve) => {
        this.onBegun = (parent) => {
          if (parent === id) resolve();
        };
      });
      const reply = this.execute(code, id).then((content) => {
        ended = performance.now();
        return content;
      });
      reply.catch(() => {}); // awaited below
      const asked = Array.from({ length: asks }, () =>
        this.wire.ask('complete_request', { code: 'survivor.toFix', cursor_pos: 14 }, 'shell'),
      );
      await Promise.race([begun, reply]); // a stop that comes before its cell doesn't concern it
      await sleep(after);
      const stop = performance.now();
      const wasRunning = ended === undefined;
      const heard = this.wire.ask('interrupt_request', {}, 'control');
      for (const each of [heard, ...asked]) each.catch(() => {}); // awaited below
      const { ename } = await reply;
      const took = ended! - stop;
      if (wasRunning && ename === 'Interrupted') onStop(took);
      doing = 'the stop and the completions';
      await Promise.all([heard, ...asked]);
      doing = 'the next cell';
      const trouble = await this.probe();
      if (trouble) return trouble;
      const errors = this.errors.get(id) ?? 0;
      if (errors > FLOOD) return ['flood', `${errors} errors`];
      if (errors > 1 && !code.includes('throw')) return ['two errors', `${errors} errors`];
      if (wasRunning && took > LATE) return ['late', `${took.toFixed(0)} ms`];
    } catch (error) {
      const part = this.wire.ended ? 0 : await this.processorPart();
      return [
        this.wire.ended ? 'dead' : 'no answer',
        `at ${part.toFixed(2)} of a processor, ${doing}: ${(error as Error).message.slice(0, 200)}`,
      ];
    }
    return undefined;
  }

  private async probe(): Promise<Trouble> {
    let shown: unknown;
    const id = randomUUID();
    const count = this.wire.onPublished!;
    this.wire.onPublished = (message) => {
      const { data } = message.content as { data?: Record<string, unknown> };
      if (message.parent === id && message.type === 'execute_result') shown = data?.['text/plain'];
      count(message);
    };
    const { status, evalue } = await this.execute(PROBE, id);
    for (let i = 0; i < 200 && shown === undefined && status === 'ok'; i++) await sleep(5);
    this.wire.onPublished = count;
    if (shown !== WELL) return ['wrong later', `${status} ${evalue ?? ''} ${shown ?? ''}`];
    const completed = await this.wire.ask(
      'complete_request',
      { code: 'survivor.toFix', cursor_pos: 14 },
      'shell',
    );
    const matches = JSON.stringify(completed.matches);
    return matches === '["toFixed"]' ? undefined : ['wrong later', `completion ${matches}`];
  }

  /** Is it idle? */
  async idle(): Promise<Trouble> {
    const part = await this.processorPart();
    return part > CPU_PART ? ['processor', `${part.toFixed(2)} of a processor while idle`] : undefined;
  }

  private async processorPart(): Promise<number> {
    const before = processorTime(this.wire.pid);
    await sleep(CPU_MS);
    return (processorTime(this.wire.pid) - before) / CPU_MS;
  }

  close(): undefined {
    this.wire.close();
    return undefined;
  }
}

/** Milliseconds of a process's user and system time, of which Linux counts hundredths of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
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
