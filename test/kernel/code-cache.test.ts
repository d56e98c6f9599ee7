/** What the kernel keeps compiled: taken as long as it fits, and nothing but time is lost otherwise. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it, type TestContext } from 'node:test';
import { printed } from './ended';

const { CodeCache } =
  require('../../lib/kernel/code-cache.cjs') as typeof import('../../lib/kernel/code-cache.cjs');

describe('code cache', () => {
  const folders: string[] = [];
  let folder = '';
  let cache = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'code-cache-test-'));
    folders.push(folder);
    cache = join(folder, 'cache', 'kernel.code');
  });
  after(() => {
    for (const one of folders) rmSync(one, { recursive: true, force: true });
  });

  /** Files that were just written are not kept: they may change again. */
  const later = (t: TestContext) => {
    const now = Date.now();
    t.mock.method(Date, 'now', () => now + 60_000);
  };
  const source = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const TEXT = 'exports.sum = (a, b) => a + b;';

  /** Compiles a file with what is kept, keeps that, and returns what the file exports. */
  function run(path: string): { exports: { sum?: (a: number, b: number) => number }; wasStale: boolean } {
    const own = new CodeCache(cache);
    const module = { exports: {} };
    own.compile(path, readFileSync(path, 'utf8'))(module.exports, require, module, path, folder);
    const wasStale = own.isStale;
    own.save();
    return { exports: module.exports, wasStale };
  }

  it('is used by the next process', (t) => {
    later(t);
    const path = source('sum.js', TEXT);
    assert.equal(run(path).wasStale, true);
    const { exports, wasStale } = run(path);
    assert.equal(wasStale, false);
    assert.equal(exports.sum?.(1, 2), 3);
  });

  it('is not used for a file that has changed, even if its length and its time have not', (t) => {
    later(t);
    const path = source('sum.js', TEXT);
    const { atime, mtime } = statSync(path);
    run(path);
    writeFileSync(path, TEXT.replace('+', '-'));
    utimesSync(path, atime, mtime);
    const { exports, wasStale } = run(path);
    assert.equal(exports.sum?.(1, 2), -1);
    assert.equal(wasStale, true);
  });

  it('does not keep a file that was written a moment ago', () => {
    run(source('sum.js', TEXT));
    assert.equal(new CodeCache(cache).kept.size, 0);
  });

  it('is made again when it is damaged', (t) => {
    later(t);
    const path = source('sum.js', TEXT);
    run(path);
    const whole = readFileSync(cache);
    for (const damaged of [
      whole.subarray(0, 3),
      whole.subarray(0, whole.length / 2),
      Buffer.from('nonsense'),
      Buffer.from(whole).fill(1, whole.length - 40, whole.length - 8),
    ]) {
      writeFileSync(cache, damaged);
      assert.equal(run(path).exports.sum?.(1, 2), 3);
      assert.deepEqual(run(path).wasStale, false);
    }
  });

  it('is removed with the caches of other versions once nobody has used it for a month', (t) => {
    later(t);
    const path = source('sum.js', TEXT);
    run(path);
    const days = (count: number) => new Date(Date.now() - count * 24 * 3600 * 1000);
    const ages = {
      'kernel-v18-x64-a.code': 31,
      'kernel-v20-x64-b.code': 29,
      'kernel.txt': 90,
      'other.code': 90,
    };
    for (const [name, age] of Object.entries(ages)) {
      const file = join(folder, 'cache', name);
      writeFileSync(file, '');
      utimesSync(file, days(age), days(age));
    }
    utimesSync(cache, days(40), days(40));
    run(path); // nothing is written, and the cache counts as used
    assert.ok(statSync(cache).mtimeMs > days(1).getTime());
    assert.equal(readdirSync(join(folder, 'cache')).length, 5);
    run(source('other.js', TEXT));
    assert.deepEqual(readdirSync(join(folder, 'cache')).sort(), [
      'kernel-v20-x64-b.code',
      'kernel.code',
      'kernel.txt',
      'other.code',
    ]);
  });

  it('does without a folder that cannot be made', (t) => {
    later(t);
    const path = source('sum.js', TEXT);
    cache = join(path, 'kernel.code');
    assert.equal(run(path).wasStale, true);
    assert.equal(run(path).wasStale, true);
  });

  it('loads modules as Node does', (t) => {
    later(t);
    source(
      'inner.js',
      'exports.parent = module.parent.filename; exports.isCached = __filename in require.cache;',
    );
    const outer = source(
      'outer.js',
      'module.exports = { ...require("./inner"), dir: __dirname, own: this === exports };',
    );
    for (const isStale of [true, false]) {
      const own = new CodeCache(cache);
      const load = () => {
        for (const name of ['outer.js', 'inner.js']) delete require.cache[join(folder, name)];
        return Module.createRequire(__filename)(outer);
      };
      const exports = own.whileLoading(load, () => {});
      assert.deepEqual(exports, { parent: outer, isCached: true, dir: folder, own: true });
      assert.equal(own.isStale, isStale);
      own.save();
    }
  });

  it('takes a translated source from the cache, and calls the translator only for one that is not there', (t) => {
    later(t);
    const path = source('typed.ts', 'exports.x = 1 as number;');
    const { _extensions: extensions } = Module as unknown as {
      _extensions: Record<
        string,
        ((module: { _compile(text: string, path: string): void }, path: string) => void) | undefined
      >;
    };
    const before = extensions['.ts'];
    t.after(() => {
      extensions['.ts'] = before;
    });
    let translated = 0;
    const translator = () => {
      extensions['.ts'] = (module, file) => {
        translated++;
        module._compile(readFileSync(file, 'utf8').replace(' as number', ''), file);
      };
    };
    const loaded = () => {
      delete require.cache[path];
      const own = new CodeCache(cache);
      const { x } = own.whileLoading(() => Module.createRequire(__filename)(path), translator);
      own.save();
      return x;
    };
    assert.deepEqual([loaded(), translated], [1, 1]);
    assert.deepEqual([loaded(), translated], [1, 1]);
    source('typed.ts', 'exports.x = 22 as number;');
    assert.deepEqual([loaded(), translated], [22, 2]);
  });

  it('gives the next kernel its TypeScript', () => {
    const prepared = () =>
      printed(`
        process.env.XDG_CACHE_HOME = ${JSON.stringify(folder)};
        const cache = kernel('code-cache.cjs').openCodeCache();
        const { CellRunner } = kernel('cells/cell-runner');
        new CellRunner(process.cwd(), process.cwd(), () => undefined, () => {}).warmUp();
        console.log(cache.isStale);
        cache.save();
        process.exit();
      `);
    assert.deepEqual([prepared(), prepared()], [['true'], ['false']]);
  });
});
