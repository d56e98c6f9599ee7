/** `npm run spark -- compare`: the same model, trained on Spark and here, measured on the same ratings. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { PREPARED_FILES } from '../../lib/big-data/prepare/prepared-folder';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';
import { textTable } from '../../lib/evaluation/comparison/tables';
import { pairedBootstrap } from '../../lib/evaluation/intervals/bootstrap';
import { compareRankings } from '../../lib/evaluation/ranking/compare-rankings';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { type Split, splitOfParts } from '../../lib/evaluation/splits/split';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { loadTensors } from '../../lib/math/tensors/tensors';
import type { RegisteredModel } from '../../lib/models/registry';

/** Both models and their labels. */
export interface Sides {
  readonly onSpark: RegisteredModel;
  readonly here: RegisteredModel;
  readonly signal: AbortSignal;
}

/** The outcome: one object for --json, and a page for a terminal. */
export interface SparkComparison {
  readonly rows: readonly Readonly<Record<string, number | string>>[];
  readonly words: string;
  readonly text: string;
}

/** What the folder has set aside, or a random fifth. */
export async function splitIn(folder: string, signal: AbortSignal): Promise<Split> {
  const ratings = await readPrepared(folder, { signal });
  if (!existsSync(path.join(folder, PREPARED_FILES.test))) return trainTestSplit(ratings);
  const test = await readPrepared(folder, { part: 'test', signal });
  return splitOfParts({ name: 'as prepared', train: ratings, test, dataHash: () => ratings.hash() });
}

/** Fits and measures both; ratings by their errors, likes by lists of ten. */
export async function compareSides(split: Split, sides: Sides): Promise<SparkComparison> {
  await loadTensors();
  return sides.here.can.rates ? await compareErrors(split, sides) : await compareLists(split, sides);
}

const ON_SPARK = 'on Spark';
const HERE = 'here';

async function compareErrors(split: Split, { onSpark, here, signal }: Sides): Promise<SparkComparison> {
  const a = await evaluate(onSpark, { split, label: ON_SPARK, signal });
  const b = await evaluate(here, { split, label: HERE, signal });
  const rows = [a, b].map(({ row: { label, rmse, mae, fitSeconds } }) => ({ label, rmse, mae, fitSeconds }));
  return page(onSpark, split, rows, pairedBootstrap({ a, b }).words);
}

async function compareLists(split: Split, { onSpark, here, signal }: Sides): Promise<SparkComparison> {
  const metrics = ['ndcg', 'recall', 'precision'] as const;
  const a = await evaluateRanking(onSpark, { split, label: ON_SPARK, metrics, signal });
  const b = await evaluateRanking(here, { split, label: HERE, metrics, signal });
  const rows = [a, b].map(({ row: { label, ndcg, recall, precision, fitSeconds } }) => {
    return { label, ndcg, recall, precision, fitSeconds };
  });
  return page(onSpark, split, rows, compareRankings({ a, b }).words);
}

const TITLES: Readonly<Record<string, string>> = {
  rmse: 'RMSE',
  mae: 'MAE',
  ndcg: 'nDCG@10',
  recall: 'recall@10',
  precision: 'precision@10',
  fitSeconds: 'fit, s',
};

function page(
  model: RegisteredModel,
  { name, train, test }: Split,
  rows: SparkComparison['rows'],
  words: string,
): SparkComparison {
  const names = Object.keys(rows[0]!).filter((column) => column !== 'label');
  const cells = rows.map((row) => [
    `${model.name} ${row.label}`,
    ...names.map((column) => Number(row[column]).toFixed(column === 'fitSeconds' ? 1 : 4)),
  ]);
  const head = ['', ...names.map((column) => TITLES[column] ?? column)];
  const text = [
    `${train.length} ratings to learn from, ${test.length} to measure on (${name})`,
    textTable([head, ...cells]),
    words,
  ].join('\n');
  return { rows, words, text };
}
