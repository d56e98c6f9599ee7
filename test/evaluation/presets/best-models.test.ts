/** Tuned options are written in one place, and defaults in the file of their model. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BEST_FOR_LISTS, BEST_FOR_STARS } from '../../../lib/evaluation/presets/best-models';
import { RANKING_MODELS } from '../../../lib/evaluation/presets/ranking-models';
import { TUTORIAL_MODELS } from '../../../lib/evaluation/presets/tutorial-models';
import { MODELS, modelEntry, modelOf } from '../../../lib/models/registry';
import { CASES } from '../../../scripts/bench/cases';

const ROOT = join(__dirname, '..', '..', '..');

test('no row of a table repeats a number that is the default of its model', () => {
  let checked = 0;
  for (const { label, model, options = {} } of [...TUTORIAL_MODELS, ...RANKING_MODELS]) {
    const { defaults } = modelEntry(model);
    for (const [name, value] of Object.entries(options)) {
      if (typeof value !== 'number' || name === 'seed') continue;
      assert.notEqual(value, defaults[name], `${label}: ${name} is ${value} by default`);
      checked++;
    }
  }
  assert.ok(checked >= 3, `${checked} numbers`);
});

/** The sources and the code of the notebooks, but for the searches, which keep what they tried. */
const sources = ['lib', 'scripts', 'notebooks'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|py|ipynb)$/.test(name) && !name.includes('.ipynb_checkpoints'))
    .map((name) => join(folder, name))
    .filter((name) => !/^scripts.tune-/.test(name) && !name.endsWith('best-models.ts')),
);

/** `reg: 250` after `EASE`, and nothing between that ends a call. */
const TUNED: readonly (readonly [what: string, pattern: RegExp])[] = [BEST_FOR_LISTS, BEST_FOR_STARS].flatMap(
  ({ model, options = {} }) =>
    Object.entries(options)
      .filter(([name, value]) => typeof value === 'number' && name !== 'seed')
      .map(
        ([name, value]) =>
          [
            `${model} with ${name}: ${value}`,
            new RegExp(`\\b${model}\\b[^;)}]*\\b${name}: ${value}\\b`),
          ] as const,
      ),
);

test('tuned options stand in best-models.ts only', () => {
  assert.equal(TUNED.length, 2);
  assert.ok(sources.length > 300, `${sources.length} files`);
  assert.match("new EASE({ weights: 'graded', reg: 250 })", TUNED[0][1]);
  assert.match("{ model: 'ALS', options: { epochs: 20 } }", TUNED[1][1]);
  for (const name of sources) {
    const text = readFileSync(join(ROOT, name), 'utf8');
    const code = name.endsWith('.ipynb') ? codeOf(text) : text;
    for (const [what, pattern] of TUNED) {
      assert.doesNotMatch(code, pattern, `${name} repeats ${what}; take it from best-models.ts`);
    }
  }
});

function codeOf(notebook: string): string {
  const { cells } = JSON.parse(notebook) as { cells: { cell_type: string; source: string | string[] }[] };
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => [source].flat().join(''))
    .join(';\n');
}

test('the bench gives other programs the values of our models', () => {
  const ours = (name: string) => modelOf({ model: name }).options as Record<string, unknown>;
  const theirs = (label: string): Readonly<Record<string, unknown>> | undefined =>
    CASES.find((one) => one.label === label)?.theirs?.parameters;
  assert.equal(theirs('EASE fit, beside NumPy')?.reg, ours('EASE').reg);
  const als = ours('ImplicitALS');
  assert.deepEqual(theirs('implicit ALS fit'), {
    factors: als.factors,
    iterations: als.epochs,
    regularization: als.reg,
    alpha: (als.alpha as number) + 1,
  });
  for (const name of ['SVD', 'SVD++']) {
    const { factors, epochs, learningRate, reg } = ours(name);
    assert.deepEqual(theirs(name), {
      n_factors: factors,
      n_epochs: epochs,
      lr_all: learningRate,
      reg_all: reg,
    });
  }
  assert.deepEqual(theirs('NMF'), { n_factors: ours('NMF').factors, n_epochs: ours('NMF').epochs });
  assert.deepEqual(theirs('KNNBaseline item pearson_baseline'), {
    k: ours('KNNBaseline').neighbors,
    sim_options: { name: 'pearson_baseline', user_based: false },
    verbose: false,
  });
  const sampler = CASES.find(({ group }) => group === 'bayesian')?.theirs?.parameters;
  assert.deepEqual(sampler, { rank: ours('BayesianMF').factors, n_iter: 512 });
  for (const { ours: work } of CASES) assert.ok(MODELS.some(({ name }) => name === work.model));
});
