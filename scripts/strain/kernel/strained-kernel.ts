/** A kernel under strain: runs a cell, stops it, and looks at whether the kernel is as well as before. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROBE, setupCells, WELL } from './cells';
import { millisecondsRun, millisecondsWaited } from './processor-time';
import { Wire } from './wire';

const LIB = resolve(__dirname, '../../../lib').replaceAll('\\', '/');
/** No answer after this long counts as none; milliseconds. */
const LIMIT = 90_000;
/** An answer later than this after the stop counts as late; milliseconds, without the wait for a processor. */
const LATE = 2000;
/** How long the processor time of an idle kernel is looked at. */
const CPU_MS = 400;
/** Only what goes on counts: after thousands of errors, V8's own threads are busy for up to a second. */
const CPU_WINDOWS = 6;
/** Part of a processor that an idle kernel may use: what it compiles in the background. */
const CPU_PART = 0.5;
/** More errors than this from one cell are a flood. */
const FLOOD = 60;

export type Problem = 'no answer' | 'late' | 'wrong later' | 'two errors' | 'flood' | 'processor' | 'dead';

/** What is wrong with a kernel; undefined if nothing is. */
export type Trouble = [problem: Problem, what: string] | undefined;

/** How a cell is stopped. */
export interface Stop {
  /** Milliseconds from the cell's begin. */
  readonly after: number;
  /** How many completions are asked for before. */
  readonly asks: number;
  /** Called with the milliseconds from the stop to the answer of a cell that it has stopped. */
  readonly onStopped: (ms: number) => void;
}

export class StrainedKernel {
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
  static async start(cwd: string, after: number): Promise<StrainedKernel> {
    const kernel = new StrainedKernel(await Wire.start(cwd, LIMIT));
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
    for (const cell of setupCells(LIB)) {
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
  async stopped(code: string, { after, asks, onStopped }: Stop): Promise<Trouble> {
    const id = randomUUID();
    this.errors.clear();
    let doing = 'the cell';
    try {
      let ended: { at: number; waited: number } | undefined;
      const begun = new Promise<void>((resolve) => {
        this.onBegun = (parent) => {
          if (parent === id) resolve();
        };
      });
      const reply = this.execute(code, id).then((content) => {
        ended = { at: performance.now(), waited: this.waited() };
        return content;
      });
      reply.catch(() => {}); // awaited below
      const asked = Array.from({ length: asks }, () =>
        this.wire.ask('complete_request', { code: 'survivor.toFix', cursor_pos: 14 }, 'shell'),
      );
      await Promise.race([begun, reply]); // a stop that comes before its cell doesn't concern it
      await sleep(after);
      const stop = { at: performance.now(), waited: this.waited() };
      const wasRunning = ended === undefined;
      const heard = this.wire.ask('interrupt_request', {}, 'control');
      for (const each of [heard, ...asked]) each.catch(() => {}); // awaited below
      const { ename } = await reply;
      const took = ended!.at - stop.at;
      const own = took - (ended!.waited - stop.waited);
      if (wasRunning && ename === 'Interrupted') onStopped(took);
      doing = 'the stop and the completions';
      await Promise.all([heard, ...asked]);
      doing = 'the next cell';
      const trouble = await this.probe();
      if (trouble) return trouble;
      const errors = this.errors.get(id) ?? 0;
      if (errors > FLOOD) return ['flood', `${errors} errors`];
      if (errors > 1 && !code.includes('throw')) return ['two errors', `${errors} errors`];
      if (wasRunning && own > LATE) return ['late', `${own.toFixed(0)} ms, ${took.toFixed(0)} with waits`];
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

  /** Whether it uses the processor though nothing runs. */
  async idle(): Promise<Trouble> {
    const parts: string[] = [];
    for (let window = 0; window < CPU_WINDOWS; window++) {
      const part = await this.processorPart();
      if (part <= CPU_PART) return undefined;
      parts.push(part.toFixed(2));
    }
    return ['processor', `${parts.join(', ')} of a processor while idle`];
  }

  private async processorPart(): Promise<number> {
    const before = millisecondsRun(this.wire.pid);
    await sleep(CPU_MS);
    return (millisecondsRun(this.wire.pid) - before) / CPU_MS;
  }

  /** Milliseconds that it and this process have waited for a processor. */
  private waited(): number {
    return millisecondsWaited(process.pid) + millisecondsWaited(this.wire.pid);
  }

  close(): undefined {
    this.wire.close();
    return undefined;
  }
}
