import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../../lib/core/cache-folder.cjs';
import { History, type HistoryRequest } from '../../lib/kernel/protocol/history';

const REQUEST: HistoryRequest = {
  kind: 'tail',
  output: false,
  n: undefined,
  session: 0,
  start: 1,
  stop: undefined,
  pattern: '*',
  unique: false,
};
const texts = (history: History, request: Partial<HistoryRequest> = {}) =>
  history.find({ ...REQUEST, ...request }).map(([, , source]) => source);

describe('history', () => {
  let folder = '';
  const folders: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'history-test-'));
    folders.push(folder);
  });
  after(() => {
    for (const one of folders) rmSync(one, { recursive: true, force: true });
  });

  it('is kept between starts, in order, with what was shown', async () => {
    const first = new History(folder);
    first.add(1, 'const a = 1');
    first.add(2, 'a', '1');
    await sleep(2); // sessions are numbered by their time
    const second = new History(folder);
    second.add(1, 'a + 1');
    assert.deepEqual(texts(second), ['const a = 1', 'a', 'a + 1']);
    assert.deepEqual(texts(second, { n: 2, output: true }), [
      ['a', '1'],
      ['a + 1', null],
    ]);
  });

  it('finds ranges of this session and of those before', async () => {
    const first = new History(folder);
    for (const line of [1, 2, 3]) first.add(line, `first ${line}`);
    await sleep(2);
    const second = new History(folder);
    second.add(1, 'second 1');
    assert.deepEqual(texts(second, { kind: 'range' }), ['second 1']);
    assert.deepEqual(texts(second, { kind: 'range', session: -1, start: 2 }), ['first 2', 'first 3']);
    assert.deepEqual(texts(second, { kind: 'range', session: -1, start: 1, stop: 2 }), ['first 1']);
    const [[session]] = second.find({ ...REQUEST, n: 1 });
    assert.deepEqual(texts(first, { kind: 'range', session }), ['second 1']);
    assert.deepEqual(texts(second, { kind: 'range', session: -7 }), []);
  });

  it('searches by patterns, for all or for the latest of each text', () => {
    const history = new History(folder);
    for (const text of ['fit(a)', 'fit(b)', 'fit(a)', 'x = [1.5]', 'f\nit(c)']) history.add(1, text);
    assert.deepEqual(texts(history, { kind: 'search', pattern: 'fit(?)' }), ['fit(a)', 'fit(b)', 'fit(a)']);
    assert.deepEqual(texts(history, { kind: 'search', pattern: 'fit*', unique: true }), ['fit(b)', 'fit(a)']);
    assert.deepEqual(texts(history, { kind: 'search', pattern: '*', n: 1 }), ['f\nit(c)']);
    assert.deepEqual(texts(history, { kind: 'search', pattern: '*[1.5]' }), ['x = [1.5]']);
    assert.deepEqual(texts(history, { kind: 'search', pattern: 'it' }), []);
  });

  it('is shared by kernels, and a line that a killed one has left unfinished is passed over', () => {
    const [one, other] = [new History(folder), new History(folder)];
    for (let i = 0; i < 50; i++) (i % 2 ? one : other).add(i, `cell ${i}`);
    appendFileSync(join(folder, 'history.jsonl'), '{"session":1,"li\n');
    one.add(50, 'cell 50');
    assert.deepEqual(
      texts(other),
      Array.from({ length: 51 }, (_, i) => `cell ${i}`),
    );
  });

  it('is bounded: two files, the older forgotten when the newer is full', () => {
    const history = new History(folder, 2000);
    for (let i = 0; i < 500; i++) history.add(i, `cell ${i}`);
    const files = readdirSync(folder);
    assert.deepEqual(files.sort(), ['history.jsonl', 'history.older.jsonl']);
    for (const file of files) assert.ok(statSync(join(folder, file)).size < 2200);
    const kept = texts(history);
    assert.equal(kept.at(-1), 'cell 499');
    assert.equal(kept[0], `cell ${500 - kept.length}`, 'without a gap');
  });

  it('cuts what is very long', () => {
    const history = new History(folder);
    history.add(1, 'x'.repeat(1_000_000));
    assert.equal(String(texts(history)[0]).length, 20_000);
  });

  it('remembers this session where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), '');
    const history = new History(join(folder, 'file', 'below'));
    history.add(1, 'a');
    assert.deepEqual(texts(history), ['a']);
  });

  it('lies in the user’s cache', () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/c' }), join('/c', 'recommender-lab'));
    assert.match(cacheFolder({}), /[\\/]\.cache[\\/]recommender-lab$/);
  });
});
