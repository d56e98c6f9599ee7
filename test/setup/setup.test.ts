import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { kernelspec } from '../../scripts/setup/kernelspec';
import { runSetup, STEPS } from '../../scripts/setup/run-setup';
import { SetupError } from '../../scripts/setup/setup-error';
import { until } from '../fixtures/until';
import { cloneScripts, fakeLab, SCRIPTS } from './fake-lab';

const ok = async (_: unknown) => ({ detail: 'done' });

describe('setup', () => {
  test('runs the five steps in order', () => {
    const names = STEPS.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, [
      'Node packages',
      'Python environment',
      'TensorFlow',
      'Kernel',
      'MovieLens 100K',
    ]);
  });

  test('a step that fails stops only those that need it; each has one line with its time', async (t) => {
    const lab = fakeLab(t);
    const fails = async () => {
      throw new SetupError('It is raining.', 'Take an umbrella');
    };
    const steps = [
      { name: 'first', run: fails },
      { name: 'second', run: ok, needs: ['first'] },
      { name: 'third', run: ok },
    ];
    assert.deepEqual(await runSetup(lab.context(), steps), { ok: false, failed: ['first', 'second'] });
    assert.match(lab.said(), /^✗ first +\d+\.\d s\n {2}It is raining\.\n {2}Take an umbrella\n/);
    assert.match(
      lab.said(),
      /✗ second +\d+\.\d s {2}skipped; it needs: first\n✓ third +\d+\.\d s {2}done\n$/,
    );
  });

  test('quiet shows only what goes wrong', async (t) => {
    const lab = fakeLab(t);
    await runSetup(lab.context({ options: { quiet: true } }), [{ name: 'fine', run: ok }]);
    assert.equal(lab.said(), '');
  });

  test('waits for another setup, but not for one that was killed', async (t) => {
    const lab = fakeLab(t);
    const lock = path.join(lab.root, '.lab', 'setup.lock');
    lab.write('.lab/setup.lock', '999999999');
    await runSetup(lab.context(), [{ name: 'fine', run: ok }]);
    assert.ok(!fs.existsSync(lock), 'released');
    lab.write('.lab/setup.lock', String(process.pid));
    const waiting = runSetup(lab.context(), [{ name: 'late', run: ok }]);
    await until(() => /Another setup is running/.test(lab.said()), lab.said);
    assert.doesNotMatch(lab.said(), /late/);
    fs.rmSync(lock);
    assert.equal((await waiting).ok, true);
  });

  test('a folder that cannot be written is named, with the reason and what to do, and nothing is tried', async (t) => {
    const lab = fakeLab(t);
    lab.write('.lab', 'a file in the place of a folder');
    const result = await runSetup(lab.context(), [{ name: 'never', run: ok }]);
    assert.deepEqual(result, { ok: false, failed: ['never'] });
    const [what, mend, ...more] = lab.said().trimEnd().split('\n');
    assert.equal(
      what,
      `  Setup can't write to ${lab.root}: ENOTDIR: not a directory, open '${lab.root}/.lab/setup.lock'`,
    );
    assert.match(mend, /^ {2}Check its permissions and the free disk space/);
    assert.deepEqual(more, []);
  });

  test('a step that cannot write says where and what to check; a fault of ours keeps its stack', async (t) => {
    const lab = fakeLab(t);
    lab.write('data', 'a file in the place of a folder');
    const steps = [
      { name: 'writes', run: async () => ok(fs.mkdirSync(path.join(lab.root, 'data', 'x'))) },
      { name: 'broken', run: () => Promise.reject(new TypeError('x is undefined')) },
    ];
    assert.equal((await runSetup(lab.context(), steps)).ok, false);
    assert.match(
      lab.said(),
      /✗ writes .*\n {2}ENOTDIR: .*data\/x'\n {2}Check the permissions and the free disk space/,
    );
    assert.match(lab.said(), /✗ broken .*\n {2}TypeError: x is undefined\n +at /);
  });

  test('an unknown option is refused, with a list of the known ones', () => {
    for (const script of ['setup.js', 'doctor.js']) {
      const result = spawnSync(process.execPath, [path.join(SCRIPTS, script), '--sinthetic'], {
        encoding: 'utf8',
      });
      assert.equal(result.status, 2);
      assert.match(result.stderr, /^Unknown option: --sinthetic\n/);
      assert.match(result.stderr, script === 'setup.js' ? / --synthetic / : / --json /);
      assert.equal(result.stdout, '');
    }
  });
});

describe('the other commands', () => {
  test('npm test lists its stages, and refuses a name that matches nothing with exit code 2', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [path.join(SCRIPTS, 'test.js'), ...args], { encoding: 'utf8' });
    const help = run('--help');
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.match(help.stdout, / npm test [\s\S]*\n {2}lint +Format and lint[\s\S]*\n {2}notebooks /);
    const wrong = run('no-such-test');
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^No test matches no-such-test\. Give a stage \(lint, [\s\S]*\n {2}npm test /);
  });

  test('in a bare clone, each that needs the Node packages says in a line to run setup first', (t) => {
    const lab = fakeLab(t);
    cloneScripts(lab);
    for (const file of ['package.json', 'package-lock.json']) {
      fs.copyFileSync(path.join(SCRIPTS, '..', file), path.join(lab.root, file));
    }
    const commands: Record<string, string> = JSON.parse(lab.read('package.json')).scripts;
    const own = ['start', 'setup', 'doctor', 'test', 'kafka'];
    for (const [name, command] of Object.entries(commands)) {
      if (own.includes(name)) continue;
      const { status, stdout, stderr } = spawnSync(command, {
        cwd: lab.root,
        shell: true,
        encoding: 'utf8',
        timeout: 30_000,
      });
      const told = 'The Node packages are not installed (';
      assert.ok(
        stderr.startsWith(told) && stderr.endsWith(' of them missing). Run: npm run setup\n'),
        `${name}: ${stderr}`,
      );
      assert.deepEqual([status, stdout], [1, ''], name);
    }
  });
});

describe('kernel', () => {
  test('is registered in .venv with absolute paths, and again when the project has moved', async (t) => {
    const lab = fakeLab(t);
    lab.write('.venv/bin/python', '');
    await kernelspec(lab.context());
    const spec = JSON.parse(lab.read('.venv/share/jupyter/kernels/recommender-lab/kernel.json'));
    const script = path.join(lab.root, 'scripts', 'kernel.js');
    const flag = '--no-force-async-hooks-checks';
    assert.deepEqual(spec.argv, [process.execPath, flag, script, '{connection_file}']);
    assert.equal(spec.display_name, 'TypeScript (Recommender Lab)');
    assert.equal(spec.interrupt_mode, 'message');
    assert.equal((await kernelspec(lab.context())).detail, 'there');
    const moved = path.join(lab.folder, 'moved');
    fs.renameSync(lab.root, moved);
    const own = 'recommender-lab, recommender-lab-javascript';
    assert.equal((await kernelspec(lab.context({ root: moved }))).detail, own);
  });

  const specOf = (lab: ReturnType<typeof fakeLab>, id: string) =>
    JSON.parse(lab.read(`.venv/share/jupyter/kernels/${id}/kernel.json`));

  test('has one for JavaScript beside it', async (t) => {
    const lab = fakeLab(t);
    lab.write('.venv/bin/python', '');
    await kernelspec(lab.context());
    const { argv, language, display_name } = specOf(lab, 'recommender-lab-javascript');
    assert.deepEqual(argv.slice(-2), ['--javascript', '{connection_file}']);
    assert.deepEqual([language, display_name], ['javascript', 'JavaScript (Recommender Lab)']);
    assert.match(lab.read('.venv/share/jupyter/kernels/recommender-lab-javascript/logo-svg.svg'), />JS</);
  });

  test("takes tslab's names if asked for, keeps them, and leaves tslab's own kernels alone", async (t) => {
    const lab = fakeLab(t);
    lab.write('.venv/bin/python', '');
    const its = '.venv/share/jupyter/kernels/tslab/kernel.json';
    lab.write(its, '{"argv":["tslab","kernel"]}');
    await kernelspec(lab.context());
    assert.equal(lab.read(its), '{"argv":["tslab","kernel"]}');
    await kernelspec(lab.context({ options: { tslab: true } }));
    assert.deepEqual(specOf(lab, 'tslab').argv.slice(-2), ['--loose', '{connection_file}']);
    assert.equal(specOf(lab, 'jslab').language, 'javascript');
    assert.match((await kernelspec({ ...lab.context(), node: '/another/node' })).detail, /tslab, jslab$/);
    assert.equal(specOf(lab, 'jslab').argv[0], '/another/node');
  });

  test('needs the environment', async (t) => {
    await assert.rejects(kernelspec(fakeLab(t).context()), /\.venv, which does not exist/);
  });
});
