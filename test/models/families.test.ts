/** The folder, the registry and the list in words are one. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MODELS } from '../../lib/models/registry';
import { BaseModel } from '../../lib/recommender/base-model';

const FOLDER = join(__dirname, '../../lib/models');
const PARTS = ['shared'];
const families = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !PARTS.includes(entry.name))
  .map(({ name }) => name);

/** `factors/svd.ts` to the names of the models in it. */
const found = new Map<string, string[]>();
for (const family of families) {
  for (const file of readdirSync(join(FOLDER, family)).filter((name) => name.endsWith('.ts'))) {
    const exported = Object.values(require(join(FOLDER, family, file)) as object);
    const models = exported.filter(
      (value) => typeof value === 'function' && value.prototype instanceof BaseModel,
    );
    found.set(
      `${family}/${file}`,
      models.map((Model) => (new Model() as { name: string }).name),
    );
  }
}

test('a file directly in the folder of a family holds one algorithm of the registry', () => {
  const names = MODELS.map(({ name }) => name);
  for (const [file, models] of found) {
    assert.equal(
      models.length,
      1,
      `${file} holds ${models.length} models; what isn't an algorithm belongs in parts/`,
    );
    assert.ok(names.includes(models[0]), `${file}: ${models[0]} has no line in the registry`);
  }
});

test('each algorithm of the registry has a file in the folder of its family', () => {
  const inFiles = [...found.values()].flat();
  assert.deepEqual(
    MODELS.map(({ name }) => name).filter((name) => !inFiles.includes(name)),
    [],
  );
});

test('lib/models/README.md has a row for each algorithm, with a link to its file', () => {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const rows = new Map(
    [...readme.matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\)(.*)\|$/gm)].map(([, name, file, rest]) => [
      name,
      { file, rest },
    ]),
  );
  assert.deepEqual([...rows.keys()].sort(), MODELS.map(({ name }) => name).sort());
  for (const [name, { file, rest }] of rows) {
    assert.deepEqual(found.get(file), [name], `${name} links to ${file}`);
    const [, what, when, cost] = rest.split('|').map((cell) => cell.trim());
    assert.ok(what && when && cost, `${name}: what it is, when to use it and its cost must be filled in`);
  }
  for (const [, target] of readme.matchAll(/\]\(([^)#]+)/g)) {
    assert.ok(existsSync(join(FOLDER, target)), `there is no ${target}`);
  }
});

test('directly in lib/models lie only the lists of models', () => {
  const files = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length <= 6, files.map(({ name }) => name).join(', '));
});
