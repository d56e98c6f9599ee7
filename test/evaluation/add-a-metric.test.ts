/** A new metric is a file and a line: a copy of the library gets one of each kind, and everything shows it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = path.join(__dirname, '..', '..');
const RATINGS = 'lib/evaluation/ratings/metrics';
const RANKING = 'lib/evaluation/ranking/metrics';

const BIAS = `import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { ratingMetric } from './rating-metric';

/** Share of the predictions that are off by more than a star. */
function farOff({ ratings }: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  return ratings.filter((rating, row) => Math.abs(rating - truth.ratingColumn[row]) > 1).length / ratings.length;
}

export const FAR_OFF = ratingMetric({
  name: 'farOff',
  title: 'far off',
  better: 'lower',
  of: farOff,
  column: true,
  pointwise: { error: (difference) => (Math.abs(difference) > 1 ? 1 : 0), value: (share) => share },
});
`;

const LENGTH = `import { userMetric } from './ranking-metric';

export const LENGTH = userMetric({
  name: 'length',
  title: 'length@k',
  better: 'neither',
  column: { head: 'len@k', digits: 1 },
  of: ({ list }) => list.length,
  card: {
    definition: 'The number of items on a list.',
    formula: 'n',
    denominator: 'none',
    candidates: 'all',
    relevance: 'none',
    emptyUsers: 'averaged',
    source: 'none',
    example: { words: 'four items', arithmetic: '4', value: 4 },
  },
});
`;

const USE = `
import { compareLists, rankingTable } from './lib/evaluation/comparison/compare-lists';
import { compareRatings, ratingTable } from './lib/evaluation/comparison/compare-ratings';
import { bootstrapInterval } from './lib/evaluation/intervals/bootstrap';
import { labeledModel } from './lib/evaluation/presets/labeled-model';
import { evaluateRanking } from './lib/evaluation/ranking/evaluate-ranking';
import { rankingIntervals } from './lib/evaluation/ranking/ranking-intervals';
import { crossValidate } from './lib/evaluation/ratings/cross-validate';
import { evaluate } from './lib/evaluation/ratings/evaluate';
import { gridSearch } from './lib/evaluation/search/grid-search';
import { kFold } from './lib/evaluation/splits/k-fold';
import { trainTestSplit } from './lib/evaluation/splits/train-test-split';
import { createModel } from './lib/models/registry';
import { toyRatings } from './lib/testing/toy-ratings';

async function main() {
  const split = trainTestSplit(toyRatings());
  const models = [labeledModel('baseline', 'BaselineOnly')];
  const comparison = { models, splits: [split], seeds: 1, note: () => {} };
  const evaluation = await evaluate(createModel('BaselineOnly'), { split });
  const search = await gridSearch(split, {
    model: 'BaselineOnly', grid: { regUser: [1, 15] }, metric: 'farOff', folds: 2, workers: 1,
  });
  const lists = await evaluateRanking(createModel('MostPopular'), { split });
  const rows = await compareRatings(comparison, 'toy');
  const ranked = await compareLists(comparison, 'toy', []);
  const { mean } = await crossValidate({ model: 'BaselineOnly' }, { splits: kFold(split.train, { folds: 2 }) });
  console.log(JSON.stringify({
    row: evaluation.row.farOff,
    interval: bootstrapInterval({ of: evaluation, metric: 'farOff' }),
    folds: mean.farOff.mean,
    trials: search.trials.map(({ farOff, folds }) => [farOff, folds]),
    ratingTable: ratingTable(rows),
    rankingRow: lists.row.length,
    rankingInterval: rankingIntervals(lists).length,
    rankingTable: rankingTable(ranked),
    json: [rows[0].farOff, rows[0].farOffSd, ranked.rows[0].length],
  }));
}
main();
`;

const folder = mkdtempSync(path.join(tmpdir(), 'add-a-metric-'));
after(() => rmSync(folder, { recursive: true, force: true }));

before(() => {
  cpSync(path.join(ROOT, 'lib'), path.join(folder, 'lib'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json'])
    cpSync(path.join(ROOT, name), path.join(folder, name));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, RATINGS, 'far-off.ts'), BIAS);
  writeFileSync(path.join(folder, RANKING, 'length.ts'), LENGTH);
  addLine(
    path.join(RATINGS, 'rating-metrics.ts'),
    'FCP]',
    'FCP, FAR_OFF]',
    "import { FAR_OFF } from './far-off';",
  );
  addLine(
    path.join(RANKING, 'ranking-metrics.ts'),
    '  CALIBRATION,\n',
    '  CALIBRATION,\n  LENGTH,\n',
    "import { LENGTH } from './length';",
  );
  writeFileSync(path.join(folder, 'use.ts'), USE);
});

function addLine(name: string, from: string, to: string, line: string): void {
  const file = path.join(folder, name);
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), `${name} has no ${from}`);
  writeFileSync(file, `${line}\n${text.replace(from, to)}`);
}

test('a new metric is in rows, intervals, searches and tables', () => {
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', 'use.ts'], { cwd: folder });
  const found = JSON.parse(output.toString());
  assert.ok(found.row > 0 && found.row < 1, String(found.row));
  assert.equal(found.interval.value, found.row);
  assert.ok(found.interval.low < found.row && found.row < found.interval.high);
  assert.ok(found.folds > 0 && found.folds < 1);
  const [[best], [other]] = found.trials;
  assert.ok(best <= other, 'the search minimizes it');
  assert.match(found.ratingTable, /^Model +RMSE +MAE +far off +fit, s +test, s$/m);
  assert.ok(found.rankingRow > 1 && found.rankingRow <= 10, String(found.rankingRow));
  assert.equal(found.rankingInterval.value, found.rankingRow);
  assert.match(found.rankingTable, /^Model.* len@10 /);
  assert.match(found.rankingTable, /^baseline.* \d\.\d /m);
  assert.deepEqual(found.json.slice(0, 2), [found.row, 0]);
  assert.ok(found.json[2] > 1);
});

test('and it has its type', () => {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const config = { extends: './tsconfig.json', include: ['use.ts'] };
  writeFileSync(path.join(folder, 'tsconfig.use.json'), JSON.stringify(config));
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.use.json'], { cwd: folder, stdio: 'pipe' });
});
