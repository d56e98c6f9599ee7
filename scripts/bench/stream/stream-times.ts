/**
 * How many events per second are appended and acknowledged, and read and applied with checkpoints, by a process each.
 * The state is checked at the end. Beside the embedded log, what the disk alone does: the same bytes, written and flushed.
 * Then how soon a service's lists follow.
 */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { type EffectOptions, type EffectRow, effectTable, effectTimes } from './effect-times';
import { brokers, withScratch } from './logs';
import { eventOf } from './side';
import { failed, result, side } from './side-process';

export interface StreamRow {
  readonly log: 'embedded' | 'Kafka' | 'the disk alone';
  /** How many batches of 100 are under way at a time. */
  readonly producers: number;
  readonly events: number;
  /** Acknowledged, and applied, in events per second. */
  readonly appended: number;
  readonly applied: number | null;
  /** Milliseconds from an append to its acknowledgment. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Processor time of the process that appends, and of the one that applies, in microseconds per event. */
  readonly appending: number | null;
  readonly applying: number | null;
}

/** What is measured of a service. */
export interface ServiceLoad extends Pick<EffectOptions, 'modelDir' | 'who' | 'seconds' | 'perSecond'> {}

/** Both tables. */
export interface StreamTimes {
  readonly logs: StreamRow[];
  readonly effects: EffectRow[];
}

const BATCH = 100;
/** Bytes of an event in the embedded log. */
const RECORD = 140;

export async function streamTimes(options: {
  readonly kafka: boolean;
  readonly events: number;
  readonly service: ServiceLoad;
  readonly note: (line: string) => void;
}): Promise<StreamTimes> {
  const { kafka, events, service, note } = options;
  const rows: StreamRow[] = [];
  const effects: EffectRow[] = [];
  const effect = async (dir: string, broker?: string) => {
    note(`a service with ${broker === undefined ? 'the embedded log' : 'Kafka'}`);
    effects.push(await effectTimes({ ...service, feedbackDir: dir, broker }));
  };
  await withScratch('bench-stream', async (dir) => {
    for (const producers of [1, 16]) {
      note(`embedded, ${producers} at a time`);
      if (producers === 1) rows.push(await diskAlone(path.join(dir, 'disk'), events));
      rows.push(await measured('embedded', path.join(dir, `log-${producers}`), producers, events, dir));
    }
    await effect(path.join(dir, 'feedback'));
    if (!kafka) return;
    const broker = await (await brokers(path.join(dir, 'kafka')))();
    try {
      for (const producers of [1, 64]) {
        note(`Kafka, ${producers} at a time`);
        rows.push(await measured('Kafka', `${broker.address}/bench-${producers}`, producers, events, dir));
      }
      await effect(path.join(dir, 'feedback-kafka'), broker.address);
    } finally {
      await broker.stop();
    }
  });
  return { logs: rows, effects };
}

async function measured(
  log: 'embedded' | 'Kafka',
  address: string,
  producers: number,
  events: number,
  dir: string,
): Promise<StreamRow> {
  // The log is made first, as a reader can't open one that isn't there.
  await result(side('side.ts', 'produce', address, BATCH, 1));
  const consumer = side('side.ts', 'consume', address, events, path.join(dir, `state-${log}-${producers}`));
  await Promise.race([once(consumer, 'message'), failed(consumer)]);
  const produced = await result<{ seconds: number; processor: number; p50: number; p99: number }>(
    side('side.ts', 'produce', address, events, producers),
  );
  const consumed = await result<Parameters<typeof check>[4]>(consumer);
  // The first batch has the ids of the measured one's beginning, so it counts once.
  return check(log, producers, events, produced, consumed);
}

function check(
  log: 'embedded' | 'Kafka',
  producers: number,
  events: number,
  produced: { seconds: number; processor: number; p50: number; p99: number },
  consumed: { seconds: number; processor: number; events: number; users: number },
): StreamRow {
  let users = 0;
  for (let n = 0; n < events; n++) users += Number((eventOf(n) as { userId: string }).userId.slice(5));
  if (consumed.events !== events || consumed.users !== users) {
    throw new LabError(
      'WRONG_STATE',
      `${log}: the state has ${consumed.events} of ${events} events, sum ${consumed.users} for ${users}`,
    );
  }
  return {
    log,
    producers,
    events,
    appended: events / produced.seconds,
    applied: events / consumed.seconds,
    p50: produced.p50,
    p99: produced.p99,
    appending: (produced.processor * 1e6) / events,
    applying: (consumed.processor * 1e6) / events,
  };
}

async function diskAlone(file: string, events: number): Promise<StreamRow> {
  const handle = await open(file, 'a');
  const bytes = Buffer.alloc(BATCH * RECORD, 'x');
  const since = performance.now();
  for (let n = 0; n < events; n += BATCH) {
    await handle.writeFile(bytes);
    await handle.datasync();
  }
  const seconds = (performance.now() - since) / 1000;
  await handle.close();
  return {
    log: 'the disk alone',
    producers: 1,
    events,
    appended: events / seconds,
    applied: null,
    p50: null,
    p99: null,
    appending: null,
    applying: null,
  };
}

export function streamTable({ logs, effects }: StreamTimes): string {
  return `${logTable(logs)}\n\n${effectTable(effects)}`;
}

function logTable(rows: readonly StreamRow[]): string {
  const number = (value: number | null, digits = 0) =>
    value === null
      ? ''
      : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const lines = rows.map((row) =>
    [
      row.log,
      `${row.producers}`,
      number(row.appended),
      number(row.applied),
      number(row.p50, 1),
      number(row.p99, 1),
      number(row.appending, 1),
      number(row.applying, 1),
    ]
      .map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(14)))
      .join(''),
  );
  const head = ['log', 'at once', 'acked/s', 'applied/s', 'p50 ms', 'p99 ms', 'append CPU µs', 'apply CPU µs']
    .map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(14)))
    .join('');
  return [head, ...lines].join('\n');
}
