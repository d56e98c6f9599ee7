import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runStages } from '../../scripts/setup/run-stages';
import { inGroups, SLOWEST } from '../../scripts/setup/test-order';
import { chooseStages, testFiles } from '../../scripts/setup/test-stages';
import { type FakeLab, fakeLab, SCRIPTS } from './fake-lab';

const names = ({ stages }: { stages: { name: string }[] }) => stages.map(({ name }) => name);

describe('npm test', () => {
  test('takes everything without names; with names, stages and parts of file names', (t) => {
    const lab = fakeLab(t);
    lab.write('test/core/errors.test.ts', '');
    lab.write('test/data/films.test.ts', '');
    lab.write('test/data/fixture.ts', '');
    lab.write('test/long/measured.test.ts', '');
    const [errors, films] = [
      path.join('test', 'core', 'errors.test.ts'),
      path.join('test', 'data', 'films.test.ts'),
    ];
    assert.deepEqual(chooseStages(lab.root, []).files, [errors, films]);
    assert.deepEqual(
      names(chooseStages(lab.root, [])),
      ['lint', 'types', 'script-types', 'kernel-types', 'unit'],
      'no runner of notebooks yet',
    );
    lab.write('scripts/notebook.ts', '');
    assert.deepEqual(names(chooseStages(lab.root, [])), [
      'lint',
      'types',
      'script-types',
      'kernel-types',
      'notebooks',
      'unit',
    ]);
    assert.deepEqual(names(chooseStages(lab.root, ['types', 'film'])), ['types', 'unit']);
    assert.deepEqual(chooseStages(lab.root, ['film']).files, [films]);
    assert.deepEqual(chooseStages(lab.root, ['unit']).files, [errors, films]);
    const measured = path.join('test', 'long', 'measured.test.ts');
    assert.deepEqual(chooseStages(lab.root, ['long']).files, [measured]);
    assert.deepEqual(chooseStages(lab.root, ['unit', 'long']).files, [errors, films, measured]);
    assert.throws(() => chooseStages(lab.root, ['flims']), /No test matches flims\. Give a stage \(lint, /);
  });

  test('the slowest files, which exist, start first; each file is in one group', () => {
    const files = testFiles(path.join(SCRIPTS, '..'));
    const groups = inGroups(files);
    assert.deepEqual(groups.flat().sort(), [...files].sort());
    for (const [n, name] of SLOWEST.entries()) {
      assert.ok(groups[n].includes(path.join('test', ...`${name}.test.ts`.split('/'))), `${n}: ${name}`);
    }
    assert.ok(groups.length < files.length);
  });

  test('checks begin once the packages are there, other stages after setup; without packages none does', async (t) => {
    const done: string[] = [];
    t.mock.method(console, 'log', (line: string) => void done.push(line.replaceAll('\n', ' ').trim()));
    const stage = (name: string, live: boolean) => ({
      name,
      title: name,
      lane: live ? ('tests' as const) : ('checks' as const),
      live,
      run: async () => {
        done.push(`${name} runs`);
        return { passed: 1, failed: 0, skipped: 0, output: `from ${name}` };
      },
    });
    const stages = [stage('lint', false), stage('unit', true)];
    const ctx = { root: '', env: {}, node: '', platform: process.platform };
    let setupEnds: (there: boolean) => void = () => {};
    const setup = new Promise<boolean>((resolve) => {
      setupEnds = resolve;
    });
    const running = runStages(ctx, stages, [], { packages: Promise.resolve(true), setup });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(done, ['lint runs']);
    setupEnds(true);
    const results = await running;
    assert.deepEqual(done.toSorted(), ['lint runs', 'unit runs', '── lint from lint', '── unit']);
    assert.deepEqual(
      results.map(({ title, passed, output }) => [title, passed, output]),
      [
        ['lint', 1, undefined],
        ['unit', 1, 'from unit'],
      ],
      'what a live stage says at the end is not printed yet',
    );
    const none = Promise.resolve(false);
    assert.deepEqual(await runStages(ctx, stages, [], { packages: none, setup: none }), []);
    assert.equal(done.length, 4);
  });

  test("counts by node:test's own totals: suites don't count, every test does", (t) => {
    const lab = fakeLab(t);
    lab.write(
      'sample.test.js',
      `const { test, describe } = require('node:test');
       describe('suite', () => { test('a', () => {}); test('b', () => { throw new Error('no'); }); });
       test('c', { skip: 'a reason' }, () => {}); test('d', { todo: true }, () => {});`,
    );
    const totals = path.join(lab.root, 'totals.json');
    const args = [path.join(SCRIPTS, 'setup', 'run-tests.js'), totals, '60000', 'sample.test.js'];
    // A test runner inside a test runner reports to the outer one unless this is taken away.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    assert.equal(spawnSync(process.execPath, args, { cwd: lab.root, env }).status, 1);
    const { seconds, ...counts } = JSON.parse(fs.readFileSync(totals, 'utf8'));
    assert.ok(seconds[path.join(fs.realpathSync(lab.root), 'sample.test.js')] > 0);
    assert.deepEqual(counts, { tests: 4, pass: 1, fail: 1, cancelled: 0, skipped: 1, todo: 1 });
  });

  test('files of a group run in one process, and count as each alone', (t) => {
    const lab = fakeLab(t);
    const file = (name: string) => `require('node:test').test('${name}', () => {
      require('node:fs').writeFileSync('process-${name}', String(process.pid));
    });`;
    const files = ['core/a', 'core/b', 'setup/c'].map((name) => path.join('test', `${name}.test.ts`));
    for (const [n, name] of ['a', 'b', 'c'].entries()) lab.write(files[n], file(name));
    assert.deepEqual(countsOf(lab, files), { passed: 3, failed: 0, skipped: 0 });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => lab.read(`process-${name}`));
    assert.equal(a, b);
    assert.notEqual(a, c);
  });

  test('groups whose first files have the same name all run', (t) => {
    const lab = fakeLab(t);
    const files = ['core/a', 'core/b', 'models/a', 'models/b'].map((name) =>
      path.join('test', `${name}.test.js`),
    );
    for (const file of files)
      lab.write(file, `require('node:test').test(${JSON.stringify(file)}, () => {});`);
    lab.write(files[3]!, "require('node:test').test('fails', () => { throw new Error(); });");
    assert.deepEqual(countsOf(lab, files), { passed: 3, failed: 1, skipped: 0 });
  });

  test('a test file that hangs is ended and counts as failed; the others are counted as they are', (t) => {
    const lab = fakeLab(t);
    lab.write('hangs.test.js', "require('node:test').test('a', () => {}); setInterval(() => {}, 1000);");
    lab.write('passes.test.js', "require('node:test').test('b', () => {});");
    const files = ['hangs.test.js', 'passes.test.js'];
    assert.deepEqual(countsOf(lab, files, 10_000), { passed: 2, failed: 1, skipped: 0 });
  });
});

/** Runs test files of a made-up project as `npm test` does. */
function countsOf(lab: FakeLab, files: string[], limit = 60_000): object {
  const script = `
    const { unitTests } = require(${JSON.stringify(path.join(SCRIPTS, 'setup', 'test-stages.js'))});
    const ctx = { node: process.execPath, root: process.cwd(), env: process.env, platform: process.platform };
    unitTests(ctx, ${JSON.stringify(files)}, ${limit}).then(({ output: _, ...counts }) => {
      require('node:fs').writeFileSync('counts.json', JSON.stringify(counts));
      process.exit(0);
    });`;
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const options = { cwd: lab.root, env: { ...env, NODE_PATH: path.join(SCRIPTS, '..', 'node_modules') } };
  const { status } = spawnSync(process.execPath, ['-e', script], { ...options, timeout: 180_000 });
  assert.equal(status, 0);
  return JSON.parse(lab.read('counts.json'));
}
