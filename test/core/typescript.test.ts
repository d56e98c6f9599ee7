/** `node --require ./lib/core/typescript.cjs file.ts`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, beforeEach, test } from 'node:test';

const HOOK = path.resolve(__dirname, '../../lib/core/typescript.cjs');
const FOLDER = mkdtempSync(path.join(tmpdir(), 'recommender-lab-typescript-'));
const CACHE = path.join(FOLDER, 'cache');
const KEPT = path.join(CACHE, 'recommender-lab', 'typescript');
const MAIN = path.join(FOLDER, 'main.ts');

after(() => rmSync(FOLDER, { recursive: true }));
beforeEach(() => rmSync(CACHE, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(FOLDER, name), text);
}

function run(...more: string[]) {
  const env = { ...process.env, XDG_CACHE_HOME: CACHE };
  const args = [...more, '--require', HOOK, MAIN];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  return { stdout: stdout.trim(), stderr };
}

test('loads TypeScript, and keeps the JavaScript for the next process', () => {
  write('stars.ts', 'export const stars: number = 5;\n');
  write('main.ts', "import { stars } from './stars';\n\nconsole.log(stars satisfies number);\n");
  assert.deepEqual(run(), { stdout: '5', stderr: '' });
  const kept = readdirSync(KEPT);
  assert.equal(kept.length, 4, 'two files, each with its source map');
  assert.deepEqual(run(), { stdout: '5', stderr: '' });
  assert.deepEqual(readdirSync(KEPT), kept);
});

test('an edited source is translated again, even within the same second and with the same size', () => {
  write('main.ts', 'console.log(1 as number);\n');
  assert.equal(run().stdout, '1');
  write('main.ts', 'console.log(2 as number);\n');
  assert.equal(run().stdout, '2');
});

test('stack traces show lines of the source, the first time and later', () => {
  write(
    'main.ts',
    'interface Gone {\n  a: 1;\n}\nconst fail = (): Gone => {\n  throw new Error("here");\n};\nfail();\n',
  );
  for (let time = 0; time < 2; time++) {
    const { stderr } = run();
    assert.match(stderr, /Error: here/);
    assert.ok(stderr.includes(`${MAIN}:5:`) && stderr.includes(`${MAIN}:7:`), stderr);
  }
});

test('a syntax error names file and line', () => {
  write('main.ts', 'const a = 1;\nconst b = ;\n');
  assert.ok(run().stderr.includes(`${MAIN}:2:10: ERROR: Unexpected ";"`), run().stderr);
});

test('a cache that cannot be written only costs time', () => {
  mkdirSync(CACHE);
  write('cache/recommender-lab', 'a file where the folder would be');
  write('main.ts', 'console.log("runs" as string);\n');
  assert.deepEqual(run(), { stdout: 'runs', stderr: '' });
});

test('old translations are removed when one is added', () => {
  write('main.ts', 'console.log(1);\n');
  run();
  const old = new Date(Date.now() - 31 * 24 * 3600 * 1000);
  for (const name of readdirSync(KEPT)) utimesSync(path.join(KEPT, name), old, old);
  run();
  assert.equal(readdirSync(KEPT).length, 2, 'nothing was added');
  write('main.ts', 'console.log(2);\n');
  run();
  assert.equal(readdirSync(KEPT).length, 2);
});

test('after tsx, it translates in its place', () => {
  write('main.ts', 'console.log(1 as number);\n');
  assert.equal(run('--require', require.resolve('tsx/cjs')).stdout, '1');
  assert.equal(readdirSync(KEPT).length, 2);
});
