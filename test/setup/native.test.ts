import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { nativePart, nativeStamp } from '../../scripts/setup/native';
import { type FakeLab, fakeLab, fakeVenv, SCRIPTS } from './fake-lab';
import { addCompiler, BINDING, BUILD, fakeTfjs, inCache, LIBRARY } from './fake-tfjs';

const linuxOnly = { skip: process.platform !== 'linux' && 'the wheel is for Linux' };
const WHEEL = 'tensorflow_cpu-0-fake.whl';
const wheelIn = (lab: FakeLab) => path.join(lab.folder, WHEEL);

/** No temporary folder is left, neither in the cache nor in node_modules. */
function assertTidy(lab: FakeLab): void {
  const left = [lab.cache, path.join(lab.root, 'node_modules')]
    .filter((folder) => fs.existsSync(folder) && fs.statSync(folder).isDirectory())
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => path.basename(name).startsWith('.tmp-'));
  assert.deepEqual(left, []);
}

describe('native part of tfjs-node', linuxOnly, () => {
  test('is built from the wheel when its own host is out of reach, cached, and not built again', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    const first = await nativePart(context());
    assert.match(first.detail, /TensorFlow 2\.18\.1 .*wheel/);
    assert.match(lab.said(), /own host can't be reached/);
    assert.equal(lab.read(BINDING), 'good addon');
    assert.equal(lab.read(LIBRARY), 'the library');
    assert.deepEqual(
      inCache(lab).sort(),
      [
        'deps/lib/libtensorflow_cc.so.2',
        'deps/lib/libtensorflow_framework.so.2',
        'lib/napi-v8/tfjs_binding.node',
      ]
        .concat('manifest.json')
        .map((name) => `${BUILD}/${name}`),
      'the build and nothing else, the wheel has gone',
    );
    const before = lab.calls().length;
    assert.match((await nativePart(context())).detail, /^there/);
    assert.equal(lab.calls().length, before, 'no program was started');
    assertTidy(lab);
  });

  test('a second clone takes it from the cache, without a download and without the compiler', async (t) => {
    const lab = fakeLab(t);
    await nativePart(fakeTfjs(lab, {})());
    fs.rmSync(path.join(lab.root, 'node_modules'), { recursive: true });
    const calls = lab.calls().length;
    const second = await nativePart(fakeTfjs(lab, { pip: 'offline', compiler: 'none' })());
    assert.match(second.detail, /the cache/);
    assert.equal(lab.calls().length, calls);
    assert.equal(
      fs.statSync(path.join(lab.root, LIBRARY)).ino,
      fs.statSync(path.join(lab.cache, BUILD, 'deps/lib/libtensorflow_cc.so.2')).ino,
      'hard-linked, not copied',
    );
  });

  test("the package's own installer comes first when its host answers", async (t) => {
    const lab = fakeLab(t);
    const installer = `
      const fs = require('fs');
      for (const d of ['deps/lib', 'deps/include', 'lib/napi-v8']) fs.mkdirSync(d, { recursive: true });
      fs.writeFileSync('deps/lib/libtensorflow_cc.so.2', 'theirs');
      fs.symlinkSync('libtensorflow_cc.so.2', 'deps/lib/libtensorflow.so');
      fs.writeFileSync('deps/include/c_api.h', '');
      fs.writeFileSync('lib/napi-v8/tfjs_binding.node', 'good addon');`;
    const result = await nativePart(fakeTfjs(lab, { installer, pip: 'offline' })());
    assert.match(result.detail, /own installer/);
    assert.equal(lab.read(LIBRARY), 'theirs');
    const link = path.join(lab.root, path.dirname(LIBRARY), 'libtensorflow.so');
    assert.equal(fs.readlinkSync(link), 'libtensorflow_cc.so.2');
    assert.ok(inCache(lab).some((name) => name.startsWith('tensorflow-2.9.1-linux-x64')));
    assert.deepEqual(lab.calls(), [], 'neither pip nor the compiler');
  });

  test('an installer that hangs is ended, and one that fails half-way leaves nothing', async (t) => {
    const lab = fakeLab(t);
    const installer = `
      require('fs').mkdirSync('deps/lib', { recursive: true });
      require('fs').writeFileSync('deps/lib/libtensorflow_cc.so.2', 'half');
      setInterval(() => {}, 1000);`;
    const context = fakeTfjs(lab, { installer, pip: 'offline' })();
    (context.sources as Record<string, number>).installerStall = 300;
    const result = await nativePart(context);
    assert.equal(result.mark, '–');
    assert.ok(!lab.has(LIBRARY));
    assertTidy(lab);
  });

  test('no network: fallback, said once with what to do; asked again only with --retry', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, { pip: 'offline' });
    assert.equal((await nativePart(context())).mark, '–');
    assert.match(lab.said(), /no network/);
    assert.match(lab.said(), /fallback backend[\s\S]*npm run setup -- --retry/);
    assert.ok(!lab.has(BINDING));
    assertTidy(lab);
    const [said, calls] = [lab.said(), lab.calls().length];
    assert.match((await nativePart(context())).detail, /fallback backend/);
    assert.equal(lab.said(), said, 'not told again');
    assert.equal(lab.calls().length, calls);
    fakeVenv(lab, 'works', wheelIn(lab));
    assert.match((await nativePart(context({ retry: true }))).detail, /TensorFlow 2\.18\.1/);
  });

  test('no compiler: nothing is downloaded; tried again by itself once there is one', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, { compiler: 'none' });
    assert.equal((await nativePart(context())).mark, '–');
    assert.match(lab.said(), /no C\+\+ compiler[\s\S]*apt install g\+\+/);
    assert.deepEqual(lab.calls(), []);
    addCompiler(lab, 'works');
    assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1/);
  });

  test('a compiler that fails: fallback, the wheel is kept for the next try, no half addon', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, { compiler: 'fails' });
    assert.equal((await nativePart(context())).mark, '–');
    assert.match(lab.said(), /no such header/);
    assert.deepEqual(inCache(lab), [`wheels/${WHEEL}`]);
    assert.ok(!lab.has(BINDING));
    assertTidy(lab);
  });

  test('without the Python environment it waits, and is tried again once that is there', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    fs.rmSync(path.join(lab.root, '.venv'), { recursive: true });
    assert.deepEqual(await nativePart(context()), {
      mark: '–',
      detail: 'skipped; it needs: Python environment',
    });
    fakeVenv(lab, 'works', wheelIn(lab));
    assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1/);
  });

  test('another platform: fallback with the reason', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {})();
    context.arch = 'riscv64';
    assert.equal((await nativePart(context)).mark, '–');
    assert.match(lab.said(), /no prebuilt library for linux riscv64/);
  });

  test('a corrupt cached wheel is downloaded again', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    fs.mkdirSync(path.join(lab.cache, 'wheels'), { recursive: true });
    fs.writeFileSync(path.join(lab.cache, 'wheels', WHEEL), 'half a wheel');
    assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1/);
    assert.match(lab.said(), /cached wheel is damaged/);
    assert.deepEqual(lab.calls(), ['pip download', 'g++']);
  });

  test('a download that is not what it should be is not used and not kept', async (t) => {
    const lab = fakeLab(t);
    assert.equal((await nativePart(fakeTfjs(lab, { pip: 'half' })())).mark, '–');
    assert.match(lab.said(), /wrong checksum/);
    assert.deepEqual(inCache(lab), []);
    assertTidy(lab);
  });

  test('a corrupt cached build is rebuilt', async (t) => {
    const lab = fakeLab(t);
    await nativePart(fakeTfjs(lab, {})());
    fs.rmSync(path.join(lab.root, 'node_modules'), { recursive: true });
    fs.writeFileSync(path.join(lab.cache, BUILD, 'deps/lib/libtensorflow_cc.so.2'), 'the librarx');
    assert.match((await nativePart(fakeTfjs(lab, {})())).detail, /wheel/);
    assert.match(lab.said(), /cached build .* is damaged/);
    assert.equal(lab.read(LIBRARY), 'the library');
    const cached = path.join(lab.cache, BUILD, 'deps/lib/libtensorflow_cc.so.2');
    assert.equal(fs.readFileSync(cached, 'utf8'), 'the library');
  });

  test("a cache that can't be written: built all the same, and said", async (t) => {
    const lab = fakeLab(t);
    // root may write into a read-only folder, but nobody can make a folder below a file
    fs.mkdirSync(path.dirname(lab.cache), { recursive: true });
    fs.writeFileSync(lab.cache, '');
    assert.match((await nativePart(fakeTfjs(lab, {})())).detail, /TensorFlow 2\.18\.1/);
    assert.match(lab.said(), /can't be written; building without it/);
    assert.equal(lab.read(BINDING), 'good addon');
    assertTidy(lab);
  });

  test('interrupted while it is being loaded: proven next time, and its origin is known', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    await nativePart(context());
    fs.rmSync(path.join(lab.root, 'node_modules/.lab/native.json'));
    assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1 \(the wheel/);
  });

  test('a build that does not load is not left in the cache', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    lab.script(path.join(lab.bin, 'g++'), [
      'while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done',
      'printf "bad addon" > "$out"',
    ]);
    assert.equal((await nativePart(context())).mark, '–');
    assert.match(lab.said(), /does not load: invalid ELF header/);
    assert.deepEqual(inCache(lab), [`wheels/${WHEEL}`]);
    assert.ok(!lab.has(BINDING));
  });

  test('an existing build that does not load is rebuilt', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    lab.write(BINDING, 'rubbish');
    assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1/);
    assert.match(lab.said(), /does not load/);
    assert.equal(lab.read(BINDING), 'good addon');
  });

  test('an addon exchanged behind our back is noticed', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    await nativePart(context());
    fs.rmSync(path.join(lab.root, BINDING));
    lab.write(BINDING, 'other rubbish');
    await nativePart(context());
    assert.equal(lab.read(BINDING), 'good addon');
  });

  test('--no-native goes without and is remembered; the variable leaves everything as it is', async (t) => {
    const lab = fakeLab(t);
    const context = fakeTfjs(lab, {});
    await nativePart(context());
    const asked = await nativePart(context({}, { RECOMMENDER_LAB_BACKEND: 'fallback' }));
    assert.match(asked.detail, /not used/);
    assert.ok(lab.has(BINDING));
    await nativePart(context({ native: false }));
    assert.ok(!lab.has(BINDING));
    assert.equal((await nativePart(context())).mark, '–');
    assert.equal(nativeStamp(context())?.state, 'fallback');
    assert.match((await nativePart(context({ retry: true }))).detail, /the cache/);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const) {
    test(`a download interrupted by ${signal} leaves nothing half-written, and the next setup completes it`, async (t) => {
      const lab = fakeLab(t);
      const context = fakeTfjs(lab, { pip: 'hangs' });
      const { env, sources } = context();
      const given = JSON.stringify({ root: lab.root, env, sources });
      const drive = `
        const { createContext } = require('${SCRIPTS}/setup/context.js');
        require('${SCRIPTS}/setup/cleanup.js').stopOnSignals(() => {});
        require('${SCRIPTS}/setup/native.js').nativePart(createContext(${given}));`;
      const child = spawn(process.execPath, ['-e', drive], { stdio: 'ignore' });
      const pidFile = path.join(lab.folder, 'pip.pid');
      while (!fs.existsSync(pidFile) || fs.readFileSync(pidFile, 'utf8') === '') {
        assert.equal(child.exitCode, null, 'it ended before the download began');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const pip = Number(fs.readFileSync(pidFile, 'utf8'));
      child.kill(signal);
      assert.equal((await once(child, 'exit'))[0], code);
      if (signal === 'SIGINT') {
        assertTidy(lab);
        assert.throws(() => process.kill(pip, 0), 'pip was ended too');
      } else process.kill(pip, 'SIGKILL');
      assert.ok(!fs.existsSync(path.join(lab.cache, 'wheels', WHEEL)));
      assert.ok(!lab.has(BINDING));

      fakeVenv(lab, 'works', wheelIn(lab));
      assert.match((await nativePart(context())).detail, /TensorFlow 2\.18\.1/);
      assertTidy(lab);
    });
  }
});
