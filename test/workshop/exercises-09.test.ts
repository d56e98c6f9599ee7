import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after } from 'node:test';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import type { LoggedEvent } from '../../lib/streaming/event-log';
import { examine, examinedAllOf } from './examine';

const events = Array.from({ length: 20 }, (_, n) => ({
  type: 'rating' as const,
  id: `${n}`,
  time: n,
  userId: `u${n % 3}`,
  itemId: `i${n}`,
  rating: 1 + (n % 5),
}));
const logs: EmbeddedLog[] = [];
const newLog = async () => {
  logs.push(await EmbeddedLog.open(mkdtempSync(path.join(tmpdir(), 'events-'))));
  return logs.at(-1)!;
};
after(async () => {
  for (const log of logs) await log.close();
});

/** A model that only hears clicks and good ratings: its list has the film if the last event was one. */
function newTester() {
  const tests: { time: number; user: string; batch: boolean; live: boolean }[] = [];
  let isHit = false;
  const apply = ({ event }: LoggedEvent) => {
    const user = 'userId' in event ? event.userId : '';
    tests.push({ time: event.time, user, batch: event.time % 7 === 0, live: isHit });
    isHit = event.type === 'click' || (event.type === 'rating' && event.rating >= 4);
  };
  return { tests, state: { apply, save: () => new Uint8Array(), load: () => undefined } };
}

examine('09-1', {
  given: () => {
    const stream = newTester();
    for (const [offset, event] of events.entries())
      stream.state.apply({ partition: 0, offset, appended: 0, event });
    return { stream };
  },
  around: () => ({ events, newLog, newTester }),
  wrong: ({ stream }, tests) => [stream.tests, [...stream.tests, ...tests], tests.slice(3)],
});

const arrivals = [...Array<number>(10).fill(60), ...Array<number>(30).fill(20)];
examine('09-2', {
  given: () => ({ arrivals }),
  around: () => ({
    async rush(most: number) {
      let lag = 0;
      return arrivals.map((arriving) => (lag = Math.max(0, lag + arriving - most)));
    },
  }),
  wrong: (_, smallest) => [60, 30, smallest - 1, smallest + 5],
});

type State = { readonly count: number; readonly next: readonly number[] };
type Events = readonly { readonly partition: number; readonly offset: number }[];
examine('09-3', {
  given: () => undefined,
  wrong: () => [
    ({ count, next }: State, some: Events) => {
      const ends = [...next];
      for (const { partition, offset } of some) ends[partition] = offset + 1;
      return { count: count + some.length, next: ends };
    },
    ...[
      [1, 1],
      [0, 0],
    ].map(([from, step]) => ({ count, next }: State, some: Events) => {
      const ends = [...next];
      const fresh = some.filter(({ partition, offset }) => {
        if (offset < ends[partition] + from) return false;
        ends[partition] = offset + step;
        return true;
      });
      return { count: count + fresh.length, next: ends };
    }),
    ({ count, next }: State, some: Events) => {
      const ends = [...next];
      const fresh = some.filter(({ partition, offset }) => offset >= ends[partition] && ++ends[partition]);
      return { count: count + fresh.length, next: ends };
    },
  ],
});

type Score = { readonly value: number; readonly at: number };
examine('09-4', {
  given: () => undefined,
  alsoRight: () => [
    // As of the newest click that arrived, even if it is older.
    ({ value, at }: Score, time: number, h: number) => ({
      value: value * 2 ** ((at - time) / h) + 1,
      at: time,
    }),
  ],
  wrong: () => [
    ({ value, at }: Score, time: number, h: number) =>
      time > at
        ? { value: value * Math.exp((at - time) / h) + 1, at: time }
        : { value: value + Math.exp((time - at) / h), at },
    ({ value, at }: Score, time: number) => ({ value: value + 1, at: time > at ? time : at }),
    ({ value, at }: Score, time: number, h: number) =>
      time < at ? { value: value + 1, at } : { value: value * 2 ** ((at - time) / h) + 1, at: time },
  ],
});

examinedAllOf('09');
