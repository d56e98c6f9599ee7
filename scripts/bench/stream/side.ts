/**
 * A process of the bench: `side.ts produce LOG EVENTS PRODUCERS` appends batches of 100 and waits for their
 * acknowledgment; `side.ts consume LOG EVENTS DIR` applies them to a state with checkpoints. Prints a line of JSON.
 */
import { applyEvents } from '../../../lib/streaming/apply-events';
import type { LoggedEvent } from '../../../lib/streaming/event-log';
import type { NewEvent } from '../../../lib/streaming/stream-event';
import { openLog } from './logs';
import { quantile } from './side-process';

const BATCH = 100;
const [what, address, events, more] = process.argv.slice(2);
const count = Number(events);

/** What the two processes agree on without a word: each id once. */
export function eventOf(n: number): NewEvent {
  return { type: 'click', id: `e${n}`, userId: `user ${(n * 31) % 943}`, itemId: `item ${(n * 7) % 1682}` };
}

async function produce(producers: number): Promise<object> {
  const log = await openLog(address, false);
  await log.append([{ type: 'new-user', userId: 'warm-up' }]);
  const begun = Date.now();
  const since = performance.now();
  const processor = process.cpuUsage();
  let next = 0;
  const waits: number[] = [];
  const producer = async () => {
    while (next < count) {
      const first = next;
      next += BATCH;
      const batch = Array.from({ length: BATCH }, (_, n) => eventOf(first + n));
      const sent = performance.now();
      await log.append(batch);
      waits.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: producers }, producer));
  const seconds = (performance.now() - since) / 1000;
  const { user, system } = process.cpuUsage(processor);
  await log.close();
  waits.sort((a, b) => a - b);
  return {
    begun,
    seconds,
    processor: (user + system) / 1e6,
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
  };
}

async function consume(dir: string): Promise<object> {
  const log = await openLog(address, true);
  const sums = { events: 0, users: 0 };
  const state = {
    apply({ event }: LoggedEvent) {
      if (event.type !== 'click') return;
      sums.events++;
      sums.users += Number(event.userId.slice(5));
    },
    save: () => Buffer.from(JSON.stringify(sums)),
    load: (saved: Uint8Array | undefined) => {
      if (saved) Object.assign(sums, JSON.parse(Buffer.from(saved).toString()));
    },
  };
  const stop = new AbortController();
  const processor = process.cpuUsage();
  let done = 0;
  const onProgress = () => {
    if (sums.events < count || stop.signal.aborted) return;
    done = Date.now();
    stop.abort();
  };
  process.send?.('ready');
  await applyEvents(log, state, { name: 'bench', dir, signal: stop.signal, onProgress });
  const { user, system } = process.cpuUsage(processor);
  await log.close();
  return { done, processor: (user + system) / 1e6, ...sums };
}

if (require.main === module) {
  const work = what === 'produce' ? produce(Number(more)) : consume(more);
  work.then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
}
