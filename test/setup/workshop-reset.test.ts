import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { allNotebooks } from '../../lib/notebook-files/find';
import { resetNotebooks, resetWords } from '../../scripts/workshop/reset';
import { type FakeLab, fakeLab } from './fake-lab';

const NOW = new Date(2026, 10, 29, 9, 5);
const COPY = 'notebooks/01-é x.kept-2026-11-29-0905.ipynb';

/** A clone from a bundle, with two notebooks. */
function unpacked(lab: FakeLab): void {
  for (const name of ['00-a.ipynb', '01-é x.ipynb']) {
    lab.write(`.lab/bundle/notebooks/${name}`, `original ${name}`);
    lab.write(`notebooks/${name}`, `original ${name}`);
  }
}

test('a changed notebook is replaced and kept; others stay', (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  lab.write('notebooks/01-é x.ipynb', 'my work');
  lab.write('notebooks/mine.ipynb', 'all mine');
  const words = resetWords(resetNotebooks(lab.root, [], NOW));
  assert.equal(lab.read('notebooks/01-é x.ipynb'), 'original 01-é x.ipynb');
  assert.equal(lab.read(COPY), 'my work');
  assert.equal(lab.read('notebooks/mine.ipynb'), 'all mine');
  assert.match(words, /^01-é x\.ipynb is back at its start; your version is in notebooks\/01-é x\.kept-/);
  assert.ok(!words.includes('00-a'));
  assert.match(resetWords(resetNotebooks(lab.root, [], NOW)), /^Nothing to do/);
  const names = allNotebooks(path.join(lab.root, 'notebooks')).map((file) => path.basename(file));
  assert.deepEqual(names, ['00-a.ipynb', '01-é x.ipynb', 'mine.ipynb']);
});

test('twice in a minute keeps both versions', (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  for (const work of ['first', 'second']) {
    lab.write('notebooks/01-é x.ipynb', work);
    resetNotebooks(lab.root, ['01'], NOW);
  }
  assert.equal(lab.read(COPY), 'first');
  assert.equal(lab.read(COPY.replace('0905', '0905-2')), 'second');
});

test('a deleted notebook, or folder, comes back', (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  fs.rmSync(path.join(lab.root, 'notebooks'), { recursive: true });
  const resets = resetNotebooks(lab.root, ['notebooks/00-a.ipynb'], NOW);
  assert.deepEqual(resets, [{ name: '00-a.ipynb', was: 'missing' }]);
  assert.equal(lab.read('notebooks/00-a.ipynb'), 'original 00-a.ipynb');
});

test('if the original cannot be written, the work is still there', (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  lab.write('notebooks/01-é x.ipynb', 'my work');
  const rename = t.mock.method(fs, 'renameSync', () => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  });
  assert.throws(() => resetNotebooks(lab.root, ['01'], NOW), /full/);
  rename.mock.restore();
  assert.equal(lab.read('notebooks/01-é x.ipynb'), 'my work');
  assert.deepEqual(fs.readdirSync(path.join(lab.root, 'notebooks')).sort(), [
    '00-a.ipynb',
    '01-é x.ipynb',
    path.basename(COPY),
  ]);
});

test('in a git clone, the last commit is the start', (t) => {
  const lab = fakeLab(t);
  assert.throws(() => resetNotebooks(lab.root, []), /neither a git clone nor from a bundle/);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: lab.root });
  lab.write('notebooks/01-é x.ipynb', 'committed');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'start');
  lab.write('notebooks/01-é x.ipynb', 'my work');
  resetNotebooks(lab.root, ['01'], NOW);
  assert.deepEqual([lab.read('notebooks/01-é x.ipynb'), lab.read(COPY)], ['committed', 'my work']);
});

test('an unknown or ambiguous name is refused before anything is done', (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  lab.write('notebooks/00-a.ipynb', 'my work');
  assert.throws(
    () => resetNotebooks(lab.root, ['00', '07']),
    /matches 07\. There are: 00-a\.ipynb, 01-é x\.ipynb/,
  );
  assert.throws(() => resetNotebooks(lab.root, ['0']), /0 matches more than one notebook/);
  assert.equal(lab.read('notebooks/00-a.ipynb'), 'my work');
});
