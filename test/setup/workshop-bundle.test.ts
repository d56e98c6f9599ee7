import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { hasWheels, pinsOf } from '../../scripts/setup/python-wheels';
import { readArguments } from '../../scripts/workshop/arguments';
import { writeArchive } from '../../scripts/workshop/bundle/archive';
import { cloneFiles } from '../../scripts/workshop/bundle/clone-files';
import { guide } from '../../scripts/workshop/bundle/guide';
import { checkTarget, makeBundle } from '../../scripts/workshop/bundle/make-bundle';
import { fakeLab } from './fake-lab';

describe('the archive of a bundle', () => {
  test('can be unpacked again, from and to folders with any name', async (t) => {
    const lab = fakeLab(t);
    lab.write('Übung eins/a b/é.txt', 'text');
    const file = path.join(lab.folder, 'mein Bündel.tar.gz');
    const seen: number[] = [];
    await writeArchive(path.join(lab.root, 'Übung eins'), file, (bytes) => seen.push(bytes));
    const place = path.join(lab.folder, 'bei mir');
    fs.mkdirSync(place);
    execFileSync('tar', ['-xf', file, '-C', place]);
    assert.equal(fs.readFileSync(path.join(place, 'Übung eins', 'a b', 'é.txt'), 'utf8'), 'text');
    assert.ok(seen.at(-1)! >= 4);
  });

  test('a folder that is missing is an error of tar, in a sentence', async (t) => {
    const lab = fakeLab(t);
    await assert.rejects(
      writeArchive(path.join(lab.root, 'none'), path.join(lab.folder, 'a.tar.gz'), () => {}),
      /^LabError: tar could not pack the files: /,
    );
  });

  test('is not written over anything, nor to a folder that is missing', (t) => {
    const lab = fakeLab(t);
    lab.write('a.tar.gz.txt', '');
    const at = (name: string) => path.join(lab.root, name);
    assert.throws(() => checkTarget(at('a.tar.gz')), /a\.tar\.gz\.txt exists\. Move it away/);
    assert.throws(() => checkTarget(at('a.zip')), /must end in \.tar\.gz, got a\.zip/);
    assert.throws(() => checkTarget(at('none/a.tgz')), /folder of --out doesn't exist/);
    checkTarget(at('b.tgz'));
  });

  test('needs a clone that is set up', async (t) => {
    const lab = fakeLab(t);
    lab.write('package-lock.json', '{}');
    lab.write('scripts/requirements.txt', '');
    await assert.rejects(
      makeBundle(lab.context(), path.join(lab.folder, 'a.tgz')),
      /not set up. Run: npm run setup/,
    );
    assert.deepEqual(fs.readdirSync(lab.folder), ['project', 'bin'].sort());
  });
});

test('the files of a clone: as git lists them, or as the bundle does that it came from', (t) => {
  const lab = fakeLab(t);
  assert.throws(() => cloneFiles(lab.root), /neither a git clone nor from a bundle/);
  lab.write('.lab/bundle/bundle.json', '{ "platform": "linux", "files": ["a b.txt", "é.txt"] }');
  lab.write('a b.txt', '');
  assert.throws(() => cloneFiles(lab.root), /Missing in this clone: é\.txt\./);
  lab.write('é.txt', '');
  assert.deepEqual(cloneFiles(lab.root), ['a b.txt', 'é.txt']);
  fs.rmSync(path.join(lab.root, '.lab'), { recursive: true });
  execFileSync('git', ['init', '-q'], { cwd: lab.root });
  execFileSync('git', ['add', 'é.txt'], { cwd: lab.root });
  assert.deepEqual(cloneFiles(lab.root), ['é.txt']);
});

test('wheels are recognized by package and version, however the name is written', (t) => {
  const lab = fakeLab(t);
  const { all, always } = pinsOf('# note\nMy.Plot==7.1.0\ntomli==2.0 ; python_version < "3.11"\n');
  assert.deepEqual([all, always], [['My.Plot==7.1.0', 'tomli==2.0'], ['My.Plot==7.1.0']]);
  lab.write('wheels/my_plot-7.1.0-py3-none-any.whl', '');
  const folder = path.join(lab.root, 'wheels');
  assert.ok(hasWheels(folder, always));
  assert.ok(!hasWheels(folder, all));
  assert.ok(!hasWheels(folder, ['My.Plot==7.1']));
  assert.ok(!hasWheels(path.join(lab.root, 'none'), always));
});

test('the text says the commands, and that the data set is not included', () => {
  const text = guide(
    {
      platform: 'linux',
      arch: 'x64',
      node: '20',
      pythons: ['3.11', '3.12'],
      native: null,
      made: '2026-01-31',
    },
    'mein Bündel.tar.gz',
    'abc',
  );
  assert.match(text, /tar -xf "mein Bündel\.tar\.gz"\n {2}npm start --prefix recommender-lab\n/);
  assert.match(text, /Python 3\.11, 3\.12 with venv/);
  assert.match(text, /MovieLens 100K is not included: its license forbids/);
  assert.match(text, /SHA-256 of the archive: abc/);
});

const refused: [string[], RegExp][] = [
  [[], /^Prepares workshops/],
  [['bundel'], /must be one of bundle, student, teacher, check, times, reset/],
  [['bundle'], /bundle needs --out/],
  [['student'], /student needs --out/],
  [['student', '--out', 'a', '--check'], /student doesn't take --check/],
  [['reset', '--out', 'a'], /reset doesn't take --out/],
  [['bundle', '--out', 'a', '--edition', 'pupil'], /--edition must be one of student, teacher, got pupil/],
  [['bundle', 'x'], /Unexpected argument: x/],
  [['bundle', '--bundle', 'a'], /--bundle goes with --check/],
  [['bundle', '--check', '--bundle', 'a', '--out', 'b'], /neither --out nor --edition/],
];
for (const [args, message] of refused) {
  test(`refused: workshop ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}
