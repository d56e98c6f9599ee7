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
import type { Receipt } from '../lib/evaluation/receipt';
import { CANONICAL_FOLDS, canonicalFold, canonicalFolds } from '../lib/evaluation/splits/canonical-folds';
import { kFold } from '../lib/evaluation/splits/k-fold';
import type { Split } from '../lib/evaluation/splits/split';
import { trainTestSplit } from '../lib/evaluation/splits/train-test-split';
import { type LabelledModel, TUTORIAL_MODELS } from '../lib/evaluation/tutorial-models';
import { loadTensors } from '../lib/math/tensors';
import { MODELS, modelEntry } from '../lib/models/registry';

const SPLITS = ['tutorial', ...CANONICAL_FOLDS, 'u1..u5', 'cv5'];
const USAGE = `npm run compare -- [--split ${SPLITS.join('|')}] [--models "label,label"] [--seeds n] [--json | --markdown]
  --split     what to test on; default tutorial: random 80/20, seed 42
  --models    only these rows of the table; default all
  --seeds     fit models that draw start values with the seeds 0 to n - 1 and give the mean; default 1
  --json      one array of rows on stdout (with npm run -s compare)
  --markdown  the table as Markdown`;

interface Arguments {
  readonly split: string;
  readonly models: readonly LabelledModel[];
  readonly seeds: number;
  readonly form: 'table' | 'json' | 'markdown';
}

/** One model on all splits with all seeds: means, and what they are of. */
interface ComparisonRow {
  readonly label: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly split: string;
  readonly rmse: number;
  readonly mae: number;
  readonly fcp: number;
  /** Standard deviation over the runs; 0 for one. */
  readonly rmseSd: number;
  readonly maeSd: number;
  /** Means over the runs. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Test rows that could only be answered with the mean, over all runs. */
  readonly impossible: number;
  /** Of the first run. */
  readonly receipt: Receipt;
  /** A line for each split and seed. */
  readonly runs: readonly {
    readonly split: string;
    readonly seed: number | null;
    readonly rmse: number;
    readonly mae: number;
    readonly receipt: Receipt;
  }[];
}

async function main(): Promise<void> {
  const { split, models, seeds, form } = readArguments(process.argv.slice(2));
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
  const fold = CANONICAL_FOLDS.find((fold) => fold === name);
  if (fold) return [canonicalFold(ratings, fold)];
  throw new OptionError(`--split must be one of ${SPLITS.join(', ')}, got ${name}`);
}

function tableOf(rows: readonly ComparisonRow[]): string {
  return cellsOf(rows)
    .map((cells) =>
      cells.map((cell, n) => (n === 0 ? cell.padEnd(34) : cell.padStart(n < 3 ? 16 : 8))).join(' '),
    )
    .join('\n');
}

function markdownOf(rows: readonly ComparisonRow[]): string {
  const [head, ...body] = cellsOf(rows).map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `| :-- |${' --: |'.repeat(4)}`, ...body].join('\n');
}

function cellsOf(rows: readonly ComparisonRow[]): string[][] {
  const metric = (mean: number, sd: number, { runs }: ComparisonRow) =>
    runs.length === 1 ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${sd.toFixed(4)}`;
  return [
    ['Model', 'RMSE', 'MAE', 'fit, s', 'test, s'],
    ...rows.map((row) => [
      row.label,
      metric(row.rmse, row.rmseSd, row),
      metric(row.mae, row.maeSd, row),
      row.fitSeconds.toFixed(2),
      row.testSeconds.toFixed(2),
    ]),
  ];
}

function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  let split = 'tutorial';
  let models = TUTORIAL_MODELS;
  let seeds = 1;
  let form: Arguments['form'] = 'table';
  const next = (name: string): string => {
    const value = rest.shift();
    if (value !== undefined && !value.startsWith('--')) return value;
    throw new OptionError(`${name} needs a value`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') {
      process.stdout.write(`${USAGE}\n`);
      process.exit(0);
    }
    if (name === '--split') split = next(name);
    else if (name === '--models') models = modelsNamed(next(name));
    else if (name === '--seeds') seeds = seedsOf(next(name));
    else if (name === '--json' || name === '--markdown') form = name.slice(2) as 'json' | 'markdown';
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  if (!SPLITS.includes(split))
    throw new OptionError(`--split must be one of ${SPLITS.join(', ')}, got ${split}`);
  return { split, models, seeds, form };
}

function modelsNamed(list: string): LabelledModel[] {
  return list.split(',').map((part) => {
    const label = part.trim();
    const found = TUTORIAL_MODELS.find((row) => row.label === label);
    if (found) return found;
    const labels = TUTORIAL_MODELS.map((row) => `  ${row.label}`).join('\n');
    throw new OptionError(`there is no row ${JSON.stringify(label)}; the rows are\n${labels}`);
  });
}

function seedsOf(text: string): number {
  const seeds = Number(text);
  if (Number.isSafeInteger(seeds) && seeds >= 1) return seeds;
  throw new OptionError(`--seeds must be a positive whole number, got ${text}`);
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof LabError)) throw error;
  note(error.message);
  process.exitCode = error instanceof OptionError ? 2 : 1;
});
