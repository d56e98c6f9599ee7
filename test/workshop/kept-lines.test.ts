/** What is kept survives damage, several kernels, and has no part in saved notebooks. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { keptLines, LinesFile, STORE_VARIABLE } from '../../lib/workshop/kept-lines';
import type { Step } from '../../lib/workshop/progress';
import { collectRoom, exportProgress, roomGuesses } from '../../lib/workshop/room';

const folder = () => mkdtempSync(path.join(tmpdir(), 'workshop-'));
const isNumbered = (value: object) => 'n' in value;

test('a damaged or foreign line is skipped and stays; what follows it is read', () => {
  const file = path.join(folder(), 'deep', 'kept.jsonl');
  const kept = new LinesFile<{ n: number }>(file, isNumbered);
  assert.deepEqual(kept.read(), []);
  kept.append({ n: 1 });
  appendFileSync(file, '\n{"n":2,"cut o');
  appendFileSync(file, '\n{"foreign":true}\nnull\n[]');
  kept.append({ n: 3 });
  assert.deepEqual(kept.read(), [{ n: 1 }, { n: 3 }]);
  assert.match(readFileSync(file, 'utf8'), /cut o/);
});

test('several processes write to the same file, and nothing is lost', async () => {
  const file = path.join(folder(), 'kept.jsonl');
  const script = `
    const { LinesFile } = require('./lib/workshop/kept-lines.ts');
    const kept = new LinesFile(${JSON.stringify(file)}, () => true);
    for (let n = 0; n < 300; n++) kept.append({ n, by: process.pid });`;
  const run = () => promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '-e', script]);
  await Promise.all([run(), run(), run()]);
  const all = new LinesFile<{ n: number; by: number }>(file, isNumbered).read();
  assert.equal(all.length, 900);
  assert.equal(new Set(all.map(({ n, by }) => `${by} ${n}`)).size, 900);
});

test('where nothing can be written, records last as long as the process, and the reason is said', () => {
  const file = path.join(folder(), 'a-file');
  writeFileSync(file, '');
  const kept = new LinesFile<{ n: number }>(path.join(file, 'kept.jsonl'), isNumbered);
  kept.append({ n: 1 });
  assert.match(kept.problem ?? '', /^Not saved, as kept\.jsonl can't be written: E/);
  assert.deepEqual(new LinesFile(kept.file, isNumbered).read(), [{ n: 1 }]);
});

test('in a run that saves or tests a notebook, nothing is read from or written to the disk', () => {
  const before = process.env[STORE_VARIABLE];
  process.env[STORE_VARIABLE] = 'memory';
  try {
    keptLines('a-test', isNumbered).append({ n: 1 });
    assert.deepEqual(keptLines('a-test', isNumbered).read(), [{ n: 1 }], 'a reloaded import finds it again');
    assert.ok(!(keptLines('a-test', isNumbered) instanceof LinesFile));
  } finally {
    if (before === undefined) delete process.env[STORE_VARIABLE];
    else process.env[STORE_VARIABLE] = before;
  }
  assert.ok(keptLines('a-test', isNumbered) instanceof LinesFile);
});

test('a teacher collects exports and hands out the counts', () => {
  const exports = folder();
  for (const [name, guess] of [
    ['a', 'Fargo'],
    ['b', 'Babe'],
    ['c', 'Fargo'],
  ]) {
    const steps = new LinesFile<Step>(path.join(folder(), 'progress.jsonl'), () => true);
    steps.append({ exercise: '00-1', at: 1, did: 'guess', guess });
    steps.append({ exercise: '00-4', at: 2, did: 'check', right: true });
    exportProgress(path.join(exports, `${name}.json`), { steps });
  }
  const file = path.join(folder(), 'sub', 'room.json');
  assert.deepEqual(collectRoom(exports, { file }), { '00-1': { Fargo: 2, Babe: 1 } });
  assert.deepEqual(roomGuesses('00-1', { file }), { Fargo: 2, Babe: 1 });
  assert.deepEqual(roomGuesses('00-4', { file }), {});
  assert.doesNotMatch(readFileSync(path.join(exports, readdirSync(exports)[0]), 'utf8'), /"at"/);
  writeFileSync(file, '{ damaged');
  assert.deepEqual(roomGuesses('00-1', { file }), {});
  mkdirSync(path.join(exports, 'sub'));
  writeFileSync(path.join(exports, 'other.json'), '{}');
  assert.throws(() => collectRoom(exports, { file }), /other\.json: not a file written by exportProgress/);
});
