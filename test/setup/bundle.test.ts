import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bundle } from '../../scripts/setup/bundle';
import { dataset } from '../../scripts/setup/dataset';
import { STEPS, stepsFor } from '../../scripts/setup/run-setup';
import { type FakeLab, fakeLab, fakeVenv } from './fake-lab';

const FILES = { 'node_modules/a b/é.js': 'code', '.lab/bundle/wheels/x.whl': 'wheel', 'README.md': 'text' };

/** A clone that was unpacked from a bundle for Linux. */
function unpacked(lab: FakeLab): void {
  lab.write('.lab/bundle/bundle.json', '{ "platform": "linux", "arch": "x64" }');
  for (const [file, text] of Object.entries(FILES)) lab.write(file, text);
  const sum = (text: string) => createHash('sha256').update(text).digest('hex');
  lab.write(
    'SHA256SUMS',
    Object.entries(FILES)
      .map(([file, text]) => `${sum(text)}  ${file}\n`)
      .join(''),
  );
}
const linux = { platform: 'linux', arch: 'x64' } as const;

test('a bundle is checked once; what is text may have been edited', async (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  lab.write('README.md', 'edited');
  assert.equal((await bundle(lab.context(linux))).detail, '2 files are complete');
  lab.write('node_modules/a b/é.js', 'edited later');
  assert.equal((await bundle(lab.context(linux))).detail, 'there');
});

test('what was not unpacked whole is named', async (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  lab.write('.lab/bundle/wheels/x.whl', 'whe');
  fs.rmSync(path.join(lab.root, 'node_modules'), { recursive: true });
  await assert.rejects(
    bundle(lab.context(linux)),
    /damaged in the unpacked bundle: node_modules\/a b\/é\.js, \.lab\/bundle\/wheels\/x\.whl\.[\s\S]*unpack the archive again/,
  );
});

test('a bundle for another platform is named, and setup continues without it', async (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  const ctx = lab.context({ platform: 'darwin', arch: 'arm64' });
  assert.equal((await bundle(ctx)).mark, '–');
  assert.match(lab.said(), /made for linux x64, and this machine is darwin arm64/);
});

test('only a clone from a bundle has that step', (t) => {
  const lab = fakeLab(t);
  assert.deepEqual(stepsFor(lab.context()), STEPS);
  unpacked(lab);
  assert.equal(stepsFor(lab.context())[0].name, 'Bundle');
});

test('without a network, a clone from a bundle takes synthetic ratings', async (t) => {
  const lab = fakeLab(t);
  unpacked(lab);
  fakeVenv(lab, 'offline');
  const ctx = lab.context({ sources: { archiveUrl: 'http://127.0.0.1:1/ml-100k.zip' } });
  assert.match((await dataset(ctx)).detail, /SYNTHETIC/);
  assert.match(
    lab.said(),
    /could not be downloaded[\s\S]*Synthetic ratings of the same shape take its place/,
  );
  assert.equal(lab.read('data/ml-100k/u.data').split('\n').length, 100_001);
});
