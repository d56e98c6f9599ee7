/**
 * How many events per second are appended and acknowledged, and read and applied with checkpoints, by a process each.
 * The state is checked at the end. Beside the embedded log, what the disk alone does: the same bytes, written and flushed.
 * Then how soon a service's lists follow.
 */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { millisecondsRun } from '../../strain/kernel/processor-time';
import { type EffectOptions, type EffectRow, effectTable, effectTimes } from './effect-times';
import { brokers, withScratch } from './logs';
import { eventOf } from './side';
import { failed, result, side } from './side-process';

export interface StreamRow {
  readonly log: 'embedded' | 'Kafka' | 'the disk alone';
  /** How many batches of 100 are under way at a time. */
  readonly producers: number;
  readonly events: number;
  /** Acknowledged, and applied, in events per second since the first append. */
  readonly appended: number;
  readonly applied: number | null;
  /** Milliseconds from an append to its acknowledgment. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Processor time of the process that appends, and of the one that applies, in microseconds per event, with their warm-up. */
  readonly appending: number | null;
  readonly applying: number | null;
  /** Of the broker, where Linux says it. */
  readonly brokering: number | null;
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
      rows.push(await measured('embedded', path.join(dir, `log-${producers}`), { producers, events, dir }));
    }
    await effect(path.join(dir, 'feedback'));
    if (!kafka) return;
    const broker = await (await brokers(path.join(dir, 'kafka')))();
    try {
      for (const producers of [1, 64]) {
        note(`Kafka, ${producers} at a time`);
        const address = `${broker.address}/bench-${producers}`;
        rows.push(await measured('Kafka', address, { producers, events, dir, broker: broker.pid }));
      }
      await effect(path.join(dir, 'feedback-kafka'), broker.address);
    } finally {
      await broker.stop();
    }
  });
  return { logs: rows, effects };
}

interface Measuring {
  readonly producers: number;
  readonly events: number;
  readonly dir: string;
  /** The id of its process. */
  readonly broker?: number;
}

interface Produced {
  /** When the first append began, in milliseconds since 1970. */
  readonly begun: number;
  readonly seconds: number;
  readonly processor: number;
  readonly p50: number;
  readonly p99: number;
}

interface Consumed {
  /** When the last event was applied, in milliseconds since 1970. */
  readonly done: number;
  readonly processor: number;
  readonly events: number;
  readonly users: number;
}

async function measured(
  log: 'embedded' | 'Kafka',
  address: string,
  { producers, events, dir, broker }: Measuring,
): Promise<StreamRow> {
  const brokerRan = () => (broker && process.platform === 'linux' ? millisecondsRun(broker) : Number.NaN);
  // The log is made first, as a reader can't open one that isn't there.
  await result(side('side.ts', 'produce', address, 0, 1));
  const consumer = side('side.ts', 'consume', address, events, path.join(dir, `state-${log}-${producers}`));
  await Promise.race([once(consumer, 'message'), failed(consumer)]);
  const ran = brokerRan();
  const produced = await result<Produced>(side('side.ts', 'produce', address, events, producers));
  const consumed = await result<Consumed>(consumer);
  check(log, events, consumed);
  const brokering = ((brokerRan() - ran) * 1000) / events;
  return {
    log,
    producers,
    events,
    appended: events / produced.seconds,
    applied: (events * 1000) / (consumed.done - produced.begun),
    p50: produced.p50,
    p99: produced.p99,
    appending: (produced.processor * 1e6) / events,
    applying: (consumed.processor * 1e6) / events,
    brokering: Number.isNaN(brokering) ? null : brokering,
  };
}

/** @throws LabError if the state isn't what the events say */
function check(log: string, events: number, state: Consumed): void {
  let users = 0;
  for (let n = 0; n < events; n++) users += Number((eventOf(n) as { userId: string }).userId.slice(5));
  if (state.events === events && state.users === users) return;
  throw new LabError(
    'WRONG_STATE',
    `${log}: the state has ${state.events} of ${events} events, sum ${state.users} for ${users}`,
  );
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
    brokering: null,
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
      number(row.brokering, 1),
    ]
      .map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(14)))
      .join(''),
  );
  const names = ['log', 'at once', 'acked/s', 'applied/s', 'p50 ms', 'p99 ms'];
  const head = [...names, 'append CPU µs', 'apply CPU µs', 'broker CPU µs']
    .map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(14)))
    .join('');
  return [head, ...lines].join('\n');
}
