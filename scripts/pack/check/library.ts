/** Tries the library's tarball: in CommonJS, as ES modules and in TypeScript, without and with its optional packages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Trial } from './trial';

const FIT = `const rows = [['ann', 'dune', 5], ['ann', 'heat', 1], ['bob', 'dune', 4], ['bob', 'alien', 5], ['eve', 'heat', 2], ['eve', 'alien', 4]];
const ratings = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });`;
const SHOW = "console.log(model.recommend(userId('ann'), { k: 1 })[0].item)";

const COMMON = `const { Interactions, userId } = require('recommender-lab/data');
const { SlopeOne } = require('recommender-lab/models');
${FIT}
new SlopeOne().fit(ratings).then((model) => ${SHOW});
`;
const ES = `import { createRequire } from 'node:module';
import { Interactions, userId } from 'recommender-lab/data';
import { createModel, SlopeOne } from 'recommender-lab/models';
${FIT}
const model = await createModel('SlopeOne').fit(ratings);
${SHOW};
const common = createRequire(import.meta.url)('recommender-lab');
if (!(model instanceof common.SlopeOne) || common.SlopeOne !== SlopeOne) throw new Error('two copies of a class');
`;
const TENSORS = `import { Interactions, userId } from 'recommender-lab/data';
import { SVD } from 'recommender-lab/models';
${FIT}
const model = await new SVD({ epochs: 2 }).fit(ratings);
${SHOW};
`;
const SERVING = `import { mkdtempSync } from 'node:fs';
import { Interactions } from 'recommender-lab/data';
import { SlopeOne } from 'recommender-lab/models';
import { loadModel, saveModel } from 'recommender-lab/saving';
import { createService } from 'recommender-lab/serving';
${FIT}
const model = await new SlopeOne().fit(ratings);
await saveModel(model, './model', { date: '2026-11-24' });
const service = await createService({ load: () => loadModel('./model'), feedbackDir: mkdtempSync('./feedback-') });
const address = await service.listen();
await service.load();
const list = await (await fetch(address + '/recommend/ann?n=1')).json();
console.log(JSON.stringify(list));
await service.close();
`;
const SEARCH = `import { evaluate, trainTestSplit } from 'recommender-lab/evaluation';
import { gridSearch } from 'recommender-lab/searches';
import { generateRatings } from 'recommender-lab/simulation';
const split = trainTestSplit(generateRatings({ users: 50, items: 40, ratings: 400 }), { seed: 1 });
const result = await gridSearch(split, { model: 'BaselineOnly', grid: { regItem: [1, 10] }, folds: 2, workers: 2 });
console.log(JSON.stringify(result.best));
`;

/** @returns the number of failures */
export async function checkLibrary(root: string, tarball: string): Promise<number> {
  const trial = new Trial();
  const node = (file: string) => trial.must(process.execPath, [file]);
  await trial.step('npm install, without optional packages', () => trial.install(tarball));
  await trial.step('five lines in CommonJS and as an ES module, with the same classes in both', async () => {
    assert.equal(await node(trial.write('common.cjs', COMMON)), 'alien\n');
    assert.equal(await node(trial.write('es.mjs', ES)), 'alien\n');
  });
  const tensors = trial.write('tensors.mjs', TENSORS);
  const serving = trial.write('serving.mjs', SERVING);
  const advice: string[] = [];
  await trial.step('what needs an optional package says which', async () => {
    for (const file of [tensors, serving]) {
      const { code, output } = await trial.run(process.execPath, [file]);
      const [, packages] = /Run: npm install (@?[a-z][^$"\n]*)$/m.exec(output) ?? [];
      assert.ok(code !== 0 && packages, output);
      advice.push(...packages.split(' '));
    }
  });
  await trial.step('every example of the README runs, with strict types in TypeScript 7 and 6', async () => {
    await trial.install(`@types/node@${versionOf(root, '@types/node')}`);
    const files = examplesOf(root).map((text, n) => trial.write(`src/example-${n + 1}.mts`, text));
    assert.ok(files.length >= 2);
    trial.write(
      'src/common.cts',
      "import models = require('recommender-lab/models');\nexport const model: models.SlopeOne = new models.SlopeOne();\n",
    );
    for (const [compiler, module] of [
      ['typescript', 'nodenext'],
      ['typescript-6', 'node16'],
    ])
      await compile(root, trial, compiler, { module, moduleResolution: module, outDir: 'out' });
    await compile(
      root,
      trial,
      'typescript',
      { module: 'esnext', moduleResolution: 'bundler', noEmit: true },
      ['src/*.mts'],
    );
    for (const n of files.keys()) await node(path.join(trial.folder, 'out', `example-${n + 1}.mjs`));
  });
  await trial.step('a search on two worker threads', async () => {
    assert.match(await node(trial.write('search.mjs', SEARCH)), /"regItem"/);
  });
  await trial.step(`with the packages that it named: ${advice.length} of them`, async () => {
    await trial.install(...advice);
    assert.match(await node(tensors), /alien\n$/);
    assert.match(await node(serving), /"alien"/);
  });
  return trial.end();
}

async function compile(
  root: string,
  trial: Trial,
  compiler: string,
  options: object,
  include = ['src'],
): Promise<void> {
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: 'es2023',
    types: ['node'],
    rootDir: 'src',
    ...options,
  };
  trial.write('tsconfig.json', JSON.stringify({ compilerOptions, include }));
  await trial.must(process.execPath, [path.join(root, 'node_modules', compiler, 'bin', 'tsc'), '-p', '.']);
}

function examplesOf(root: string): string[] {
  const readme = readFileSync(path.join(root, 'scripts', 'pack', 'library', 'README.md'), 'utf8');
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
}

function versionOf(root: string, name: string): string {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return devDependencies[name];
}
