/** Runs: recorded with their receipts, compared only where they may be, and copied as code. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { LabError, OptionError } from '../../lib/core/errors';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { stopListening } from '../../lib/evaluation/result-listeners';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { DISPLAY } from '../../lib/kernel/display';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { MeanRating } from '../../lib/models/simple/mean-rating';
import { MostPopular } from '../../lib/models/simple/most-popular';
import type { Figure } from '../../lib/notebook/figures/figure';
import { LinesInMemory } from '../../lib/workshop/kept-lines';
import { codeOf, groundLetters, isRun, type Run } from '../../lib/workshop/runs/run';
import { openRuns, recordRun, runs } from '../../lib/workshop/runs/run-log';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { fakeFrontend } from '../notebook/fake-frontend';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 1 });
const other = trainTestSplit(ratings, { seed: 2 });
after(() => stopListening('runs'));

const open = () => {
  const lines = new LinesInMemory<Run>();
  openRuns('a-test', { lines });
  return lines;
};

test('before a log is opened, nothing is recorded and asking says what to do', () => {
  assert.throws(() => runs(), new LabError('WORKSHOP', "runs: no log is open; call openRuns('02') first"));
  assert.throws(() => openRuns('../x'), OptionError);
});

test('every result becomes a run, repeating one replaces it', async () => {
  const lines = open();
  for (const damping of [0, 5, 5]) await evaluate(new MeanRating({ of: 'item', damping }), { split });
  await evaluateRanking(new MostPopular(), { split, k: 5 });
  const { runs: all } = runs();
  assert.deepEqual(
    all.map(({ model, of, params }) => [model, of, params.damping]),
    [
      ['MeanRating', 'ratings', 0],
      ['MeanRating', 'ratings', 5],
      ['MostPopular', 'lists', all[2].params.damping],
    ],
  );
  assert.equal(lines.read().length, 4);
  assert.ok(all.every((run) => isRun(JSON.parse(JSON.stringify(run)))));
  assert.equal(all[2].metrics.latentDiversity ?? null, null, 'NaN is null');
});

test('runs with the same letter share data, split and protocol', async () => {
  open();
  await evaluate(new BaselineOnly(), { split });
  await evaluate(new MeanRating(), { split });
  await evaluate(new BaselineOnly(), { split: other });
  await evaluateRanking(new MostPopular(), { split, k: 5 });
  await evaluateRanking(new MostPopular(), { split, k: 6 });
  recordRun({ params: { lambda: 0.5 }, metrics: { ndcg: 0.1 } });
  const table = runs();
  assert.deepEqual(groundLetters(table.runs), ['A', 'A', 'B', 'C', 'D', undefined]);
  assert.deepEqual(
    table.rows().map(({ compare }) => compare),
    ['A', 'A', 'B', 'C', 'D', '–'],
  );
  const [baseline, mean] = table.runs.map(({ metrics }) => metrics.rmse!);
  assert.deepEqual(table.best('A'), { run: baseline < mean ? 1 : 2, metric: 'rmse' });
  assert.match(
    table.summary().text(),
    /Group A \(ratings; random [^,]+, seed 1, split `[0-9a-f]{8}`\): 2 runs\. Best `rmse`/,
  );
  assert.match(table.summary().text(), /Compare runs with the same letter only/);
  assert.match(table.summary().text(), /Runs marked – have no receipt/);
});

test('the best list has the most of a metric that is better when higher', () => {
  const lines = open();
  const receipt = { data: 'd', split: 's', splitName: 'a split' } as Run['receipt'];
  for (const [n, ndcg] of [0.1, 0.3, null, 0.2].entries()) {
    lines.append({
      label: 'EASE',
      model: 'EASE',
      params: { reg: n },
      metrics: { ndcg },
      of: 'lists',
      protocol: {},
      receipt,
    });
  }
  assert.deepEqual(runs().best('A'), { run: 2, metric: 'ndcg' });
});

test('one model gets a column for each option that varies', async () => {
  open();
  await evaluate(new BaselineOnly(), { split });
  for (const damping of [0, 5]) await evaluate(new MeanRating({ of: 'item', damping }), { split });
  const [first] = runs({ model: 'MeanRating' }).rows();
  assert.deepEqual(Object.keys(first), ['run', 'label', 'compare', 'damping', 'rmse', 'mae']);
  assert.equal(runs().rows()[1].changed, 'damping 0');
});

test('parameters come back as code', async () => {
  open();
  await evaluate(new MeanRating({ of: 'item', damping: 5 }), { split });
  recordRun({ params: { name: "it's", 'a b': true }, metrics: { x: 1 } });
  const [mean, own] = runs().runs;
  assert.match(codeOf(mean), /^createModel\('MeanRating', \{ .*damping: 5.*\}\)$/);
  assert.equal(codeOf(own), "const params = { name: 'it\\'s', 'a b': true };");
  assert.match(runs().code(1).text(), /createModel/);
  assert.throws(() => runs().code(3), /run must be a whole number from 1 to 2, got 3/);
  assert.throws(() => recordRun({ params: { list: [1] as never }, metrics: {} }), /params\.list must be/);
});

test('shown, there are a table, a figure of the largest group, and a summary', async () => {
  open();
  assert.match(runs().summary().text(), /No runs yet/);
  for (const damping of [0, 5, 50]) await evaluate(new MeanRating({ of: 'item', damping }), { split });
  const front = fakeFrontend();
  try {
    const bundle = runs()[DISPLAY]();
    assert.match(String(bundle['text/plain']), /3 runs/);
    const [rows, figure] = front.shown.map(({ value }) => value);
    assert.equal((rows as object[]).length, 3);
    const { data, alt } = figure as Figure;
    assert.equal(data.length, 3);
    assert.match(alt, /3 runs as lines over damping, mae, rmse; the color is rmse, /);
    const heights = (data as { y: number[] }[]).map(({ y }) => y[0]);
    assert.deepEqual(heights, [0, 0.1, 1]);
  } finally {
    front.remove();
  }
});
