import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanRatings } from '../../../lib/data/delimited/clean-ratings';
import { lookAtRatings } from '../../../lib/data/delimited/look-at-ratings';
import { readRatings } from '../../../lib/data/delimited/read-ratings';
import { messyLoans } from '../../../lib/simulation/messy-loans';

function folder(t: { after(work: () => void): void }): string {
  const dir = mkdtempSync(join(tmpdir(), "it's [1] सफ़ "));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('the clean copy of a messy file has its intact lines; the damaged ones are listed', async (t) => {
  const dir = folder(t);
  const file = join(dir, 'loans.csv');
  writeFileSync(file, messyLoans({ readers: 150, books: 120, loans: 4000 }).loans);
  const look = lookAtRatings(file);
  await assert.rejects(
    readRatings(file, look.options),
    /loans\.csv:2022: expected 5 columns separated by ";"/,
  );
  const clean = await cleanRatings(file, look, join(dir, 'new folder', 'clean.csv'));
  assert.deepEqual([clean.rows, clean.damaged, clean.incomplete], [4040, 2, 0]);
  assert.deepEqual(
    clean.examples.map(({ line, text }) => [line, text]),
    [
      [2022, 'Ann 1;book 7'],
      [4043, 'Ann 2;book 9;n/a;2025-02-03;main'],
    ],
  );
  assert.match(clean.examples[1].problem, /Could not convert string "n\/a" to 'DOUBLE'/);
  await assert.rejects(readRatings(clean.file, clean.options), /duplicates: 'last'/);
  const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
  assert.equal(ratings.length, 4000);
  assert.deepEqual(ratings.scale, { min: 0.5, max: 5, step: 0.5 });
  assert.equal(new Date(ratings.timestampColumn![0]! * 1000).getUTCFullYear(), 2025);
  await assert.rejects(cleanRatings(file, look, clean.file), /must not exist yet/);
  assert.equal((await cleanRatings(file, look, clean.file, { overwrite: true })).rows, 4040);
});

const HEADS = ['user,item,rating,timestamp', 'user,item', '', 'कौन|"क्या ""है"""|अंक'];
const FILES: [name: string, text: string, users: string[]][] = [
  [
    'milliseconds',
    `${HEADS[0]}\nann,a,5,1588687728923\nbob,b,3,1588687728924\nbob,,4,1588687728925\n`,
    ['ann', 'bob'],
  ],
  [
    'choices',
    `${HEADS[1]}\n"ann, the first",a\nbob\nbob,b\n${'zoë,c\n'.repeat(30)}`,
    ['ann, the first', 'bob', 'zoë'],
  ],
  ['no header', 'ann::a::5::964982703\nbob::b::3::964982704\n', ['ann', 'bob']],
  ['quotes in names', `${HEADS[3]}\nवि|a|4\nbob|b|2\n`, ['वि', 'bob']],
  [
    'dates with an offset',
    `${HEADS[0]}\nann,a,5,2018-07-07T22:09:11+02:00\nbob,b,3,2018-07-08T22:09:11Z\neve,b,3,soon\n${'bob,c,3,2018-07-08\n'.repeat(20)}`,
    ['ann', 'bob'],
  ],
];
for (const [name, text, users] of FILES) {
  test(`a clean copy: ${name}`, async (t) => {
    const dir = folder(t);
    const file = join(dir, 'my ratings.csv');
    writeFileSync(file, text);
    const look = lookAtRatings(file);
    const clean = await cleanRatings(file, look, join(dir, 'clean.csv'));
    assert.ok(existsSync(clean.file));
    const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
    assert.deepEqual([...ratings.users], users);
    if (name === 'milliseconds') assert.equal(clean.incomplete, 1);
    if (name === 'choices') assert.equal(clean.damaged, 1);
    if (name === 'dates with an offset')
      assert.equal(ratings.timestampColumn![0], Date.UTC(2018, 6, 7, 20, 9, 11) / 1000);
  });
}
