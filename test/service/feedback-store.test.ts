import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { recordsFrame } from '../../lib/data/danfo';
import { FeedbackStore, readFeedback } from '../../lib/service/feedback/feedback-store';
import { fileHandles } from '../fixtures/file-handles';
import { temporaryFolder } from './serve-toy';

const LIMIT = { timeout: 300_000 };
const click = (itemId: string) => ({ type: 'click' as const, userId: 'ann', itemId });
const logs = (dir: string) => readdirSync(dir).filter((name) => name.endsWith('.ndjson'));

test('events keep order and fields, in the log, in DuckDB, and over both', async () => {
  const dir = temporaryFolder();
  const store = await FeedbackStore.open(dir, { now: () => new Date('2026-11-24T10:00:00Z') });
  await store.append([click('a'), { ...click("o'b\n"), type: 'rating', rating: 4.5, place: 3 }], 'ALS 1');
  const [first, second] = await readFeedback(dir);
  assert.deepEqual(first, {
    seq: 1,
    time: '2026-11-24T10:00:00.000Z',
    type: 'click',
    userId: 'ann',
    itemId: 'a',
    rating: null,
    place: null,
    model: 'ALS 1',
  });
  assert.equal(existsSync(path.join(dir, 'events.duckdb')), true);
  await store.move();
  assert.equal(
    logs(dir)
      .map((name) => readFileSync(path.join(dir, name), 'utf8'))
      .join(''),
    '',
  );
  await store.append([click('c')], 'ALS 2');
  assert.deepEqual(await readFeedback(dir), [
    first,
    second,
    { ...first, seq: 3, itemId: 'c', model: 'ALS 2' },
  ]);
  await store.close();
  assert.deepEqual(logs(dir), []);
  const after = await readFeedback(dir);
  assert.equal(after.length, 3);
  assert.deepEqual(after[1], { ...first, seq: 2, type: 'rating', itemId: "o'b\n", rating: 4.5, place: 3 });
  const frame = recordsFrame(after);
  assert.deepEqual(frame.columns, ['seq', 'time', 'type', 'userId', 'itemId', 'rating', 'place', 'model']);
  assert.deepEqual(frame.column('itemId').values, ['a', "o'b\n", 'c']);
});

test('appends that come at once share a flush, and numbers go on after a restart', async () => {
  const dir = temporaryFolder();
  for (let run = 0; run < 3; run++) {
    const store = await FeedbackStore.open(dir);
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.append([click(`${run}-${n}`)], 'm')));
    await Promise.all([store.move(), store.append([click('during a move')], 'm'), store.move()]);
    await store.close();
  }
  const events = await readFeedback(dir);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    Array.from({ length: 153 }, (_, n) => n + 1),
  );
  assert.equal(events.filter(({ itemId }) => itemId === 'during a move').length, 3);
});

test('one folder, one service: also in the same process; a lock of somebody who is gone counts for nothing', async () => {
  const dir = temporaryFolder();
  const store = await FeedbackStore.open(dir);
  await assert.rejects(FeedbackStore.open(dir), { code: 'LOCKED', message: /in use by process \d+/ });
  await store.close();
  writeFileSync(path.join(dir, 'lock'), '999999999 1');
  await (await FeedbackStore.open(dir)).close();
  assert.equal(existsSync(path.join(dir, 'lock')), false);
});

test('a line that was cut off is put aside; a move that was cut off between DuckDB and the log repeats nothing', async () => {
  const dir = temporaryFolder();
  let store = await FeedbackStore.open(dir);
  await store.append([click('a'), click('b')], 'm');
  const [log] = logs(dir);
  const lines = readFileSync(path.join(dir, log));
  await store.close(); // both are in DuckDB now
  writeFileSync(path.join(dir, log), lines); // as if the process had been killed before it deleted the file
  appendFileSync(path.join(dir, log), '{"seq":3,"ty');
  const notes: string[] = [];
  store = await FeedbackStore.open(dir, { onNote: (note) => notes.push(note) });
  await store.append([click('c')], 'm');
  await store.close();
  assert.deepEqual(
    (await readFeedback(dir)).map(({ seq, itemId }) => `${seq}${itemId}`),
    ['1a', '2b', '3c'],
  );
  assert.match(notes.join(), /lines of feedback, moved to damaged.txt: 1$/);
  assert.equal(readFileSync(path.join(dir, 'damaged.txt'), 'utf8'), '{"seq":3,"ty\n');
});

const LINE = {
  seq: 1,
  time: 't',
  type: 'click',
  userId: 'a',
  itemId: 'i',
  rating: null,
  place: null,
  model: 'm',
};
const noEvents = [
  'no JSON',
  'null',
  '[]',
  JSON.stringify({ ...LINE, userId: 'a\ud800' }),
  JSON.stringify({ ...LINE, seq: '1' }),
  JSON.stringify({ ...LINE, rating: 'five' }),
  JSON.stringify({ ...LINE, place: 2 ** 40 }),
  JSON.stringify({ ...LINE, itemId: undefined }),
];
test('lines that are not events are set aside when the store opens', async () => {
  const dir = temporaryFolder();
  const lines = [...noEvents, JSON.stringify(LINE), ''].join('\n');
  writeFileSync(path.join(dir, 'events-00000001.ndjson'), lines);
  const notes: string[] = [];
  await (await FeedbackStore.open(dir, { onNote: (note) => notes.push(note) })).close();
  assert.deepEqual(await readFeedback(dir), [LINE]);
  assert.equal(readFileSync(path.join(dir, 'damaged.txt'), 'utf8'), `${noEvents.join('\n')}\n`);
  assert.match(notes.join(), new RegExp(`moved to damaged.txt: ${noEvents.length}$`));
});

test('a line that DuckDB refuses is set aside, and everything else moves', async () => {
  const dir = temporaryFolder();
  const notes: string[] = [];
  const store = await FeedbackStore.open(dir, { onNote: (note) => notes.push(note) });
  await store.append([click('a')], 'm');
  await store.append([click('half \ud800')], 'm'); // the API refuses it
  await store.append([click('c')], 'm');
  await store.move();
  await store.append([click('d')], 'm');
  await store.close();
  assert.deepEqual(logs(dir), []);
  assert.deepEqual(
    (await readFeedback(dir)).map(({ seq, itemId }) => `${seq}${itemId}`),
    ['1a', '3c', '4d'],
  );
  assert.match(readFileSync(path.join(dir, 'damaged.txt'), 'utf8'), /half \\ud800/);
  assert.deepEqual(notes, ['truncated or damaged lines of feedback, moved to damaged.txt: 1']);
});

for (const before of [[], ['a']]) {
  test(`after a failed flush, with ${before.length} events before it, the next events are stored`, async (t) => {
    const dir = temporaryFolder();
    const store = await FeedbackStore.open(dir);
    for (const item of before) await store.append([click(item)], 'm');
    const full = t.mock.method(await fileHandles(), 'datasync', async () => {
      throw new Error('ENOSPC: no space left on device, fdatasync');
    });
    const refused = { code: 'STORAGE', message: /feedback can't be stored: ENOSPC/ };
    await assert.rejects(store.append([click('refused')], 'm'), refused);
    full.mock.restore();
    await store.move(); // it is under way
    await store.append([click('b')], 'm');
    await store.close();
    assert.deepEqual(
      (await readFeedback(dir)).map(({ itemId }) => itemId),
      [...before, 'b'],
    );
    assert.deepEqual(logs(dir), []);
  });
}

test('no store, no events', async () => {
  assert.deepEqual(await readFeedback(path.join(temporaryFolder(), 'nothing')), []);
});

test(
  'kill -9 while events come in and move: none that was acknowledged is lost, none is there twice',
  LIMIT,
  async () => {
    const dir = temporaryFolder();
    const acknowledged = new Set<string>();
    for (let run = 0; run < 3; run++) {
      const writer = path.join(__dirname, 'append-for-ever.ts');
      const child = spawn(process.execPath, ['--require', 'tsx/cjs', writer, dir, String(run)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      after(() => child.kill('SIGKILL')); // also when this test is cut off
      let output = '';
      let rest = 60 + 37 * run; // acknowledgments until it is killed, at another moment of a move each time
      await new Promise<void>((done) => {
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          output += chunk;
          rest -= chunk.split('\n').length - 1;
          if (rest <= 0) child.kill('SIGKILL');
        });
        child.once('close', () => done());
      });
      for (const line of output.split('\n').slice(0, -1)) acknowledged.add(line);
    }
    const store = await FeedbackStore.open(dir);
    await store.close();
    const kept = (await readFeedback(dir)).map(({ itemId }) => itemId);
    assert.equal(new Set(kept).size, kept.length, 'none twice');
    const missing = [...acknowledged].filter((id) => !kept.includes(id));
    assert.deepEqual(missing, []);
    assert.ok(acknowledged.size >= 200, `${acknowledged.size} acknowledged`);
    assert.ok(kept.length - acknowledged.size < 50, 'at most what was under way besides');
  },
);
