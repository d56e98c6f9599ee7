/** What every event log does, whatever carries it: run on each transport. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { applyEvents } from '../../lib/streaming/apply-events';
import type { Batch, EventLog, LoggedEvent, Offsets, ReadOptions } from '../../lib/streaming/event-log';
import { partitionOf } from '../../lib/streaming/partition-of';
import type { NewEvent } from '../../lib/streaming/stream-event';
import { until } from '../fixtures/until';
import { EventCounts } from './event-counts';

/** A transport under test. Names of logs are unique within a run. */
export interface Transport {
  readonly name: string;
  /** Why it can't be tested here, if so. */
  readonly skip?: () => string | undefined;
  /** Opens the log for appending, with 4 partitions; a second time, the same one, after the first was closed. */
  open(log: string): Promise<EventLog>;
  /** Opens it once more beside the first, for reading. */
  openReader(log: string): Promise<EventLog>;
  /** Puts bytes into a closed log that no `append` would, in the partition of the user. */
  inject(log: string, userId: string, bytes: readonly Uint8Array[]): Promise<void>;
  /** Removes all events so far, as retention does. Closes the log if that is needed, and returns it open. */
  expire(log: string, opened: EventLog): Promise<EventLog>;
  /** Deletes a closed log. */
  remove(log: string): Promise<void>;
}

export function temporaryFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'recommender-lab-stream-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export const click = (userId: string, itemId: string, id?: string): NewEvent => ({
  type: 'click',
  userId,
  itemId,
  id,
});
const users = ['ann', 'bob', 'चंद्रा', '🎬', 'Ωmega', "o'neil", 'x y', '7'];
const many = (count: number, prefix = 'i') =>
  Array.from({ length: count }, (_, n) => click(users[n % users.length], `${prefix}${n}`, `${prefix}-${n}`));

async function all(log: EventLog, options: ReadOptions = {}): Promise<LoggedEvent[]> {
  const found: LoggedEvent[] = [];
  for await (const { events } of log.read({ follow: false, ...options })) found.push(...events);
  return found;
}
const itemOf = ({ event }: LoggedEvent) => ('itemId' in event ? event.itemId : '');
const ids = (found: readonly LoggedEvent[]) => found.map(({ event }) => event.id).sort();

export function eventLogContract(transport: Transport): void {
  const it = (what: string, work: (name: string) => Promise<void>) => {
    const name = what.replace(/[^a-z0-9]+/gi, '-').slice(0, 50);
    test(`${transport.name}: ${what}`, { timeout: 60_000 }, (t) => {
      const why = transport.skip?.();
      return why === undefined ? work(name) : t.skip(why);
    });
  };

  it('events come back as they were given, in the order of their user, where append said', async (name) => {
    const log = await transport.open(name);
    assert.equal(log.partitions, 4);
    const before = Date.now();
    const given: NewEvent[] = [
      { type: 'impression', userId: '🎬', itemId: 'a\u0000b', place: 3, model: 'EASE 1' },
      { type: 'click', userId: '🎬', itemId: '"\\\n' },
      { type: 'rating', userId: '🎬', itemId: 'क', rating: -0.125 },
      { type: 'rating', userId: '🎬', itemId: 'क', rating: 1e6, time: 0, id: 'mine' },
      { type: 'retraction', userId: '🎬', itemId: 'क' },
      { type: 'new-item', itemId: 'new', title: 'Amélie', features: ['Comedy', '🙂'] },
      { type: 'new-user', userId: 'ann', features: [] },
    ];
    const positions = await log.append(given);
    const found = await all(log);
    for (const [index, { partition, offset }] of positions.entries()) {
      const logged = found.find((one) => one.partition === partition && one.offset === offset)!;
      const { id, time, ...rest } = logged.event;
      const { id: _id, time: _time, ...fields } = given[index];
      assert.deepEqual(rest, fields);
      assert.ok(id.length > 0, 'has an id');
      assert.ok(time === 0 || (time >= before && time <= Date.now()), `time ${time}`);
      assert.ok(
        logged.appended >= before - 1000 && logged.appended <= Date.now() + 1000,
        `appended ${logged.appended}`,
      );
    }
    const ofUser = positions.slice(0, 5);
    assert.deepEqual(new Set(ofUser.map(({ partition }) => partition)), new Set([partitionOf('🎬', 4)]));
    assert.deepEqual(
      ofUser.map(({ offset }) => offset),
      ofUser.map(({ offset }) => offset).sort((a, b) => a - b),
    );
    assert.equal(new Set(found.map(({ event }) => event.id)).size, given.length);
    assert.deepEqual(await log.append([]), []);
    await log.close();
  });

  it('an invalid event is refused at the door, and nothing of its batch is appended', async (name) => {
    const log = await transport.open(name);
    const bad: [unknown, RegExp][] = [
      [{ type: 'purchase', userId: 'a', itemId: 'b' }, /type must be one of impression, .*, got "purchase"/],
      [
        { type: 'click', userId: '', itemId: 'b' },
        /click event: userId must be a string of 1 to 1000 characters.*got ""/,
      ],
      [{ type: 'click', userId: 7, itemId: 'b' }, /userId must be a string .* got 7/],
      [{ type: 'click', userId: 'a' }, /itemId must be .* got nothing/],
      [{ type: 'click', userId: 'a\ud800', itemId: 'b' }, /without lone surrogates/],
      [{ type: 'rating', userId: 'a', itemId: 'b' }, /rating must be a finite number, got nothing/],
      [{ type: 'rating', userId: 'a', itemId: 'b', rating: Number.NaN }, /rating must be a finite number/],
      [{ type: 'rating', userId: 'a', itemId: 'b', rating: '5' }, /rating must be a finite number, got "5"/],
      [
        { type: 'click', userId: 'a', itemId: 'b', rating: 5 },
        /there is no field rating; the fields are id, time, userId/,
      ],
      [{ type: 'click', userId: 'a', itemId: 'b', place: 0 }, /place must be a whole number from 1/],
      [
        { type: 'click', userId: 'a', itemId: 'b', time: -1 },
        /time must be a whole number .* not negative, got -1/,
      ],
      [{ type: 'click', userId: 'a', itemId: 'b', time: 1.5 }, /time must be a whole number/],
      [
        { type: 'click', userId: 'a', itemId: 'b', time: Date.now() + 3_600_000 },
        /^events\.1: click event: time must not be in the future: at most \d+, got \d+, 3[23]\d\d(\.\d+)? s later/,
      ],
      [
        { type: 'new-item', itemId: 'b', features: ['x', ''] },
        /features must be a list of at most 1000 strings/,
      ],
      [null, /must be an object, got null/],
    ];
    for (const [event, message] of bad) {
      await assert.rejects(log.append([click('ann', 'fine'), event as NewEvent]), { code: 'DATA', message });
    }
    assert.deepEqual(await all(log), []);
    await log.append([{ ...click('ann', 'a little ahead'), time: Date.now() + 60_000 }]);
    assert.equal((await all(log)).length, 1);
    await log.close();
  });

  it('reads from an offset, from the end, only some partitions, in small batches', async (name) => {
    const log = await transport.open(name);
    await log.append(many(100));
    const every = await all(log, { most: 7 });
    assert.deepEqual(ids(every), ids(await all(log)));
    assert.equal(every.length, 100);
    const batches: Batch[] = [];
    for await (const batch of log.read({ follow: false, most: 7 })) batches.push(batch);
    assert.ok(
      batches.every(({ events }) => events.length <= 7),
      'no batch is larger',
    );
    assert.deepEqual(
      batches.map(({ lag }) => lag).sort((a, b) => b - a),
      batches.map(({ lag }) => lag),
    );
    assert.equal(batches.at(-1)!.lag, 0);
    assert.deepEqual(batches.at(-1)!.next, await log.ends());
    // From the middle: exactly the rest.
    const half = batches.slice(0, 6).flatMap(({ events }) => events);
    const rest = await all(log, { from: batches[5].next });
    assert.deepEqual(ids([...half, ...rest]), ids(every));
    const some = await all(log, { partitions: [1, 3] });
    assert.deepEqual(ids(some), ids(every.filter(({ partition }) => partition === 1 || partition === 3)));
    assert.deepEqual(await all(log, { from: 'end' }), []);
    assert.deepEqual(await all(log, { from: await log.ends() }), []);
    await log.close();
  });

  it('refuses a batch size of less than one event, which would never end', async (name) => {
    const log = await transport.open(name);
    await log.append([click('ann', 'one')]);
    for (const most of [0, -1, 0.5, Number.NaN]) {
      await assert.rejects(all(log, { most }), {
        name: 'OptionError',
        message: new RegExp(`^(Embedded|Kafka)Log: most must be a positive whole number, got ${most}$`),
      });
    }
    await log.close();
  });

  it('a reader that follows gets what is appended later, within a second, and ends with its signal', async (name) => {
    const log = await transport.open(name);
    await log.append(many(10));
    const reader = await transport.openReader(name);
    const stop = new AbortController();
    const found: LoggedEvent[] = [];
    const reading = (async () => {
      for await (const { events } of reader.read({ signal: stop.signal })) {
        found.push(...events);
        if (found.some((logged) => itemOf(logged) === 'last')) stop.abort();
      }
    })();
    const foundAre = (count: number) =>
      until(
        () => found.length >= count,
        () => `${found.length} of ${count} events`,
      );
    await foundAre(10);
    // A busy machine may be late, so it may try a few times to be in time.
    const late: number[] = [];
    do {
      const appended = performance.now();
      await log.append([click('ann', 'later')]);
      await foundAre(11 + late.length);
      late.push(performance.now() - appended);
    } while (late.at(-1)! >= 1000 && late.length < 5);
    assert.ok(Math.min(...late) < 1000, `${late} ms`);
    await log.append([click('ann', 'last')]);
    await reading;
    assert.equal(found.length, 11 + late.length);
    await reader.close();
    // Closing the log ends a reading, too.
    const end = (async () => {
      for await (const _ of log.read({ from: 'end' })) assert.fail('there is nothing more');
    })();
    await new Promise((done) => setTimeout(done, 50));
    await log.close();
    await end;
  });

  it('a log that is opened again goes on: same id, same events, larger offsets', async (name) => {
    let log = await transport.open(name);
    const { id } = log;
    const seen = new Set<string>();
    for (let run = 0; run < 3; run++) {
      for (const { partition, offset } of await log.append(many(20, `run${run}-`)))
        seen.add(`${partition}/${offset}`);
      await log.close();
      log = await transport.open(name);
      assert.equal(log.id, id);
    }
    assert.equal(seen.size, 60, 'no place was given twice');
    const found = await all(log);
    assert.deepEqual(new Set(found.map(({ partition, offset }) => `${partition}/${offset}`)), seen);
    await log.close();
  });

  it('appends at once are all acknowledged, each in its own place', async (name) => {
    const log = await transport.open(name);
    const places = await Promise.all(Array.from({ length: 50 }, (_, n) => log.append(many(20, `${n}-`))));
    assert.equal(new Set(places.flat().map(({ partition, offset }) => `${partition}/${offset}`)).size, 1000);
    assert.equal(new Set(ids(await all(log))).size, 1000);
    await log.close();
  });

  const line = (event: object) => Buffer.from(JSON.stringify(event));
  const v1 = { v: 1, type: 'click', id: 'x', time: 0, userId: 'ann', itemId: 'i' };
  const garbage: [Uint8Array, RegExp][] = [
    [Buffer.from([0xff, 0xfe, 0, 1]), /must be text in UTF-8/],
    [Buffer.from('no JSON'), /must be JSON/],
    [Buffer.from('null'), /must be an object, got null/],
    [line({ ...v1, v: 2 }), /version must be 1, got 2/],
    [line({ ...v1, v: undefined }), /version must be 1, got nothing/],
    [line({ ...v1, type: 'purchase' }), /type must be one of/],
    [line({ ...v1, time: -5 }), /time must be .* not negative/],
    [line({ ...v1, userId: '\ud800' }), /userId must be a string/],
    [line({ ...v1, type: 'rating' }), /rating must be a finite number, got nothing/],
  ];
  it('bytes that are no event are set aside with the reason, and block nothing', async (name) => {
    let log = await transport.open(name);
    await log.append([click('ann', 'before')]);
    await log.close();
    await transport.inject(name, 'ann', [
      ...garbage.map(([bytes]) => bytes),
      // Of a program whose clock is ahead, which has an acknowledgment for it.
      line({ ...v1, id: 'newer', extra: 1, time: Date.now() + 1e9 }),
    ]);
    log = await transport.open(name);
    await log.append([click('ann', 'poison', 'p'), click('ann', 'after')]);
    const batches: Batch[] = [];
    for await (const batch of log.read({ follow: false })) batches.push(batch);
    assert.deepEqual(batches.flatMap(({ events }) => events).map(itemOf), ['before', 'i', 'poison', 'after']);
    const rejected = batches.flatMap((batch) => batch.rejected);
    assert.equal(rejected.length, garbage.length);
    for (const [index, [bytes, reason]] of garbage.entries()) {
      assert.deepEqual(Buffer.from(rejected[index].bytes), Buffer.from(bytes));
      assert.match(rejected[index].reason, reason);
    }
    // A consumer puts them and what it can't use itself among the dead letters, once, however often it replays.
    for (let run = 0; run < 2; run++) {
      const counts = new EventCounts();
      const { applied, setAside } = await applyEvents(log, counts, { name: 'counts', follow: false });
      assert.deepEqual([applied, setAside], [3, garbage.length + 1]);
    }
    const letters = await log.deadLetters.read();
    assert.equal(letters.length, garbage.length + 1);
    for (const [bytes, reason] of garbage) {
      assert.ok(
        letters.some(
          (letter) =>
            reason.test(letter.reason) &&
            Buffer.from(letter.text ?? letter.base64!, letter.text === undefined ? 'base64' : 'utf8').equals(
              bytes,
            ),
        ),
      );
    }
    const poison = letters.find(({ place }) => place.endsWith(' counts'))!;
    assert.equal(poison.reason, 'this item is poison');
    assert.equal(JSON.parse(poison.text!).itemId, 'poison');
    await log.close();
  });

  it('state and offsets are saved together: replays, redeliveries and damage change nothing', async (name) => {
    const log = await transport.open(name);
    const dir = temporaryFolder();
    const options = { name: 'counts', dir, follow: false, saveEvery: 0, most: 10 };
    await log.append(many(60));
    const clean = new EventCounts();
    await applyEvents(log, clean, { name: 'clean', follow: false });
    // Stopped after some batches, several times.
    for (let run = 0; run < 4; run++) {
      const stop = new AbortController();
      const counts = new EventCounts();
      await applyEvents(log, counts, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
    }
    await log.append(many(60).slice(30)); // sent again, as after a lost acknowledgment
    const counts = new EventCounts();
    const { twice, lag } = await applyEvents(log, counts, options);
    assert.deepEqual([twice, lag], [30, 0]);
    assert.deepEqual(counts, clean);
    // The newest checkpoint damaged: back to the one before, and forward again.
    const files = readdirSync(dir).sort();
    assert.equal(files.length, 2);
    writeFileSync(path.join(dir, files[1]), 'damaged');
    const notes: string[] = [];
    const again = new EventCounts();
    const { applied } = await applyEvents(log, again, { ...options, onNote: (note) => notes.push(note) });
    assert.match(notes.join(), /is damaged; continuing from the one before/);
    assert.ok(applied <= 10, `${applied} applied again`);
    assert.deepEqual(again, clean);
    await log.close();
  });

  it('a group shares the partitions, and what a member leaves is continued by another', async (name) => {
    const log = await transport.open(name);
    await log.append(many(80));
    const other = await transport.openReader(name);
    const seen: string[][] = [[], []];
    const held: number[][] = [[], []];
    const stop = new AbortController();
    const members = await Promise.all([log.join('workers ☕'), other.join('workers ☕')]);
    const run = async (index: number) => {
      for await (const { events, next } of members[index].read({ signal: stop.signal, most: 5 })) {
        seen[index].push(...events.map(({ event }) => event.id));
        held[index] = [...members[index].partitions];
        await members[index].commit(next);
      }
    };
    const running = [run(0), run(1)];
    const state = () =>
      `seen ${seen.map(({ length }) => length)}, held ${JSON.stringify(members.map((m) => m.partitions))}`;
    const haveSeen = (count: number) => until(() => new Set(seen.flat()).size === count, state);
    await haveSeen(80);
    await until(() => members.every(({ partitions }) => partitions.length === 2), state);
    const shares = members.flatMap(({ partitions }) => partitions).sort();
    assert.deepEqual(shares, [0, 1, 2, 3], 'each partition has one reader');
    await log.append(many(80, 'later'));
    await haveSeen(160);
    assert.equal(
      seen.flat().filter((id) => id.startsWith('later')).length,
      80,
      'none twice while nobody moves',
    );
    assert.ok(
      seen.every((list) => list.some((id) => id.startsWith('later'))),
      'both have work',
    );
    await members[0].leave();
    await running[0];
    await until(() => members[1].partitions.length === 4, state);
    await log.append(many(80, 'last'));
    await haveSeen(240);
    assert.equal(seen.flat().filter((id) => id.startsWith('last')).length, 80);
    stop.abort();
    await running[1];
    await members[1].leave();
    // The group goes on where it was; another group begins at the beginning.
    await log.append([click('ann', 'new', 'new')]);
    for (const [group, expected] of [
      ['workers ☕', 1],
      ['others', 241],
    ] as const) {
      const member = await log.join(group);
      let count = 0;
      for await (const { events } of member.read()) {
        count += events.length;
        if (count >= expected) break;
      }
      assert.equal(count, expected);
      await member.leave();
    }
    await other.close();
    await log.close();
  });

  it('what retention has removed is missed aloud, or skipped on request', async (name) => {
    let log = await transport.open(name);
    await log.append(many(40));
    const ends = await log.ends();
    log = await transport.expire(name, log);
    const starts = await log.starts();
    assert.deepEqual(starts, ends, 'all of them are gone');
    await log.append(many(8, 'kept'));
    assert.equal((await all(log)).length, 8, 'from the start: from the oldest that is left');
    const from: Offsets = [0, 0, 0, 0];
    await assert.rejects(all(log, { from }), {
      code: 'OFFSET',
      message: /partition \d: events 0 to \d+ have been removed/,
    });
    assert.equal((await all(log, { from, ifGone: 'skip' })).length, 8);
    await log.close();
  });

  it('an offset of another log is refused, and a log that was made again has another id', async (name) => {
    let log = await transport.open(name);
    await log.append(many(40));
    const [{ id }, ends] = [log, await log.ends()];
    const dir = temporaryFolder();
    await applyEvents(log, new EventCounts(), { name: 'counts', dir, follow: false });
    await log.close();
    await transport.remove(name);
    log = await transport.open(name);
    assert.notEqual(log.id, id);
    await assert.rejects(all(log, { from: ends }), {
      code: 'OFFSET',
      message: /doesn't exist.*may be another log/,
    });
    await log.append(many(3));
    const counts = new EventCounts();
    const notes: string[] = [];
    await applyEvents(log, counts, {
      name: 'counts',
      dir,
      follow: false,
      onNote: (note) => notes.push(note),
    });
    assert.equal(counts.events, 3);
    assert.match(notes.join(), /of another log/);
    await log.close();
  });
}
