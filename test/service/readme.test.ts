/** The README's example of a service is executed, in a folder of its own. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { withoutMovieLens } from '../fixtures/movielens';
import { temporaryFolder } from './serve-toy';

const ROOT = path.resolve(__dirname, '..', '..');

test('the example of a service gives five films', {
  skip: withoutMovieLens(),
  timeout: 300_000,
}, async () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const behind = readme.slice(readme.indexOf('## Put it to work'));
  const [, code] = /```ts\n([\s\S]*?)```/.exec(behind) ?? [];
  assert.ok(code);
  const folder = temporaryFolder();
  const moved = code.replaceAll("'./lib/", `'${ROOT}/lib/`).replaceAll("'data/", `'${folder}/`);
  const end = moved.lastIndexOf('import ');
  const start = moved.indexOf('\n', end);
  const [imports, body] = [moved.slice(0, start), moved.slice(start)];
  const file = path.join(folder, 'example.ts');
  writeFileSync(file, `${imports}\nexport const list = (async () => {${body}\nreturn list; })();`);
  const { list } = require(file) as { list: Promise<{ recommendations: { title: string }[] }> };
  const { recommendations } = await list;
  assert.equal(recommendations.length, 5);
  assert.match(recommendations[0].title, /\(\d{4}\)$/);
});
