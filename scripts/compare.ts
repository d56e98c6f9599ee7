/**
 * `npm run compare`: the comparison table of the models, computed here and now.
 * Progress goes to stderr, the table (or with --json one array of rows) to stdout.
 */
import { LabError, OptionError } from '../lib/core/errors';
import type { Interactions } from '../lib/data/interactions';
import { loadMovieLens100K } from '../lib/data/movielens-100k';
import { type EvaluationRow, evaluate } from '../lib/evaluation/evaluate';
import { meanAndSpread } from '../lib/evaluation/mean-and-spread';
import { modelOf } from '../lib/evaluation/model-spec';
import { type CanonicalFold, canonicalFold, canonicalFolds } from '../lib/evaluation/splits/canonical-folds';
import { kFold } from '../lib/evaluation/splits/k-fold';
import type { Split } from '../lib/evaluation/splits/split';
import { trainTestSplit } from '../lib/evaluation/splits/train-test-split';
import type { LabelledModel } from '../lib/evaluation/tutorial-models';
import { loadTensors } from '../lib/math/tensors';
import { MODELS, modelEntry } from '../lib/models/registry';
import { readArguments, USAGE } from './compare/arguments';
import { type ComparisonRow, markdownOf, tableOf } from './compare/tables';

async function main(): Promise<void> {
  const { split, models, seeds, form } = readArguments(process.argv.slice(2));
  if (form === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { ratings, source } = loadMovieLens100K();
  if (source.source === 'synthetic') {
    note(
      'The ratings are made up (no MovieLens could be fetched): the numbers are not those of the literature.',
    );
  }
  await loadTensors(); // so that the first fit isn't charged for it
  const splits = splitsOf(split, ratings);
  const rows: ComparisonRow[] = [];
  for (const [n, spec] of models.entries()) {
    if (!MODELS.some(({ name }) => name === spec.model)) {
      note(`${spec.label}: left out, there is no model ${spec.model}`);
      continue;
    }
    const row = await compare(spec, split, splits, seeds, `${n + 1}/${models.length}`);
    rows.push(row);
  }
  if (form === 'json') process.stdout.write(`${JSON.stringify(rows)}\n`);
  else process.stdout.write(`${form === 'markdown' ? markdownOf(rows) : tableOf(rows)}\n`);
}

async function compare(
  spec: LabelledModel,
  name: string,
  splits: readonly Split[],
  seeds: number,
  place: string,
): Promise<ComparisonRow> {
  const draws = 'seed' in modelEntry(spec.model).defaults;
  const results: EvaluationRow[] = [];
  for (const split of splits) {
    for (let seed = 0; seed < (draws ? seeds : 1); seed++) {
      const options = draws && seeds > 1 ? { ...spec.options, seed } : spec.options;
      const { row } = await evaluate(modelOf({ ...spec, options }), { split, label: spec.label });
      results.push(row);
      const times = `fit ${row.fitSeconds.toFixed(2)} s, test ${row.testSeconds.toFixed(2)} s`;
      const run = `${row.split}${draws && seeds > 1 ? `, model seed ${seed}` : ''}`;
      note(
        `${place} ${spec.label}, ${run}: RMSE ${row.rmse.toFixed(4)}, MAE ${row.mae.toFixed(4)}, ${times}`,
      );
    }
  }
  const over = (field: 'rmse' | 'mae' | 'fcp' | 'fitSeconds' | 'testSeconds') =>
    meanAndSpread(results.map((row) => row[field]));
  const [first] = results;
  return {
    label: spec.label,
    model: first.model,
    options: first.options,
    split: name,
    rmse: over('rmse').mean,
    mae: over('mae').mean,
    fcp: over('fcp').mean,
    rmseSd: over('rmse').sd,
    maeSd: over('mae').sd,
    fitSeconds: over('fitSeconds').mean,
    testSeconds: over('testSeconds').mean,
    impossible: results.reduce((sum, row) => sum + row.impossible, 0),
    receipt: first.receipt,
    runs: results.map(({ split, rmse, mae, receipt }) => ({ split, seed: receipt.seed, rmse, mae, receipt })),
  };
}

function splitsOf(name: string, ratings: Interactions): Split[] {
  if (name === 'tutorial') return [trainTestSplit(ratings, { testSize: 0.2, seed: 42 })];
  if (name === 'u1..u5') return [...canonicalFolds(ratings)];
  if (name === 'cv5') return [...kFold(ratings, { folds: 5, seed: 42 })];
  return [canonicalFold(ratings, name as CanonicalFold)]; // refuses what is none
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof LabError)) throw error;
  note(error.message);
  process.exitCode = error instanceof OptionError ? 2 : 1;
});
