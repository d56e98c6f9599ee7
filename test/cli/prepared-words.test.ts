/** What `npm run data` and `npm run spark` say about a file that they have prepared. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { noteSources, preparedWords } from '../../scripts/cli/prepared-words';

async function wordsFor(
  t: { after(work: () => void): void },
  text: string,
  options: Partial<PrepareOptions> = {},
): Promise<{ words: string; notes: string[] }> {
  const dir = mkdtempSync(join(tmpdir(), 'prepared-words-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const from = join(dir, 'mine.csv');
  writeFileSync(from, text);
  const prepared = await prepareRatings({ from, into: join(dir, 'prepared'), ...options });
  const notes: string[] = [];
  noteSources(prepared, (line) => notes.push(line));
  return { words: preparedWords(prepared), notes };
}

test('what is left out is counted: repeated pairs, the core, damaged lines', async (t) => {
  const rows = ['a,x,1', 'a,x,2', 'a,y,5', 'b,x,3', 'b,y,4', 'b,y,5', 'c,z,1', 'c,x,'];
  const { words } = await wordsFor(t, ['user,item,rating', ...rows, ''].join('\n'), {
    kCore: 2,
    damaged: 'skip',
  });
  assert.equal(
    words,
    '4 ratings of 2 items by 2 users; left out: 1 damaged line, 2 ratings that a later one of the same user and item replaces, 1 outside the 2-core',
  );
});

test('nothing left out, nothing said; rows without ratings are choices', async (t) => {
  const { words } = await wordsFor(t, 'user,item\na,x\nव,y\n');
  assert.equal(words, '2 choices of 2 items by 2 users');
});

test('columns that are not read are named, as npm run compare does', async (t) => {
  const plays = await wordsFor(t, 'user,artist,plays\na,x,17\nb,y,1\nb,x,300\n');
  assert.match(plays.notes.join('\n'), /^mine\.csv is delimited: .*\nColumn "plays" counts something/);
  const dates = await wordsFor(t, 'user,item,rating,time\na,x,1,01/02/2024\nb,y,2,03/04/2024\n');
  assert.match(dates.notes.join('\n'), /The dates in column "time" can't be read/);
});
