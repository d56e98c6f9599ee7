import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchRow } from '../../scripts/bench/comparison';
import { growthLines } from '../../scripts/bench/growth';
import { median, type Pair, ratioOf, summaryOf, timesText, verdictOf } from '../../scripts/bench/ratios';
import type { SideResult } from '../../scripts/bench/side-result';
import { tableOf } from '../../scripts/bench/tables';

function side(fitSeconds: number, testSeconds: number, peakMegabytes = 100, rmse = 0.93): SideResult {
  const before = { startSeconds: 9, warmUpSeconds: 9, loadSeconds: 9, startMegabytes: 40, versions: {} };
  return { ...before, fitSeconds, testSeconds, peakMegabytes, rmse };
}

const PAIRS: readonly Pair[] = [
  { ours: side(0.1, 0.1), theirs: side(0.5, 2.5, 120) },
  { ours: side(0.2, 0.2), theirs: side(1, 1, 140) },
  { ours: side(0.1, 0.15), theirs: side(1, 1.5, 130) },
];

function close(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);
}

test('median: odd, even, unsorted, input untouched', () => {
  const values = Object.freeze([3, 1, 10]);
  assert.equal(median(values), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('the ratio is theirs over ours, fit and test together, pair by pair', () => {
  const ratio = ratioOf(PAIRS); // 3/0.2, 2/0.4, 2.5/0.25
  close(ratio?.median, 10);
  close(ratio?.min, 5);
  close(ratio?.max, 15);
  assert.equal(ratioOf([{ ours: side(1, 1) }]), undefined);
});

test('a summary has the median of each quantity', () => {
  const { seconds, fitSeconds, peakMegabytes } = summaryOf(PAIRS.flatMap(({ theirs }) => theirs ?? []));
  assert.deepEqual([seconds, fitSeconds, peakMegabytes], [2.5, 1, 130]);
});

test('the verdict: speed, memory, accuracy, each by itself', () => {
  const ratio = { median: 9.97, min: 9, max: 11 };
  const ours = summaryOf([side(1, 0, 150, 0.9301)]);
  const theirs = summaryOf([side(9.97, 0, 100, 0.93)]);
  const missed = verdictOf({ ratio: 10, rmseSlack: -1 }, ratio, ours, theirs);
  assert.deepEqual(
    missed.map(({ met }) => met),
    [false, false, false],
  );
  assert.equal(missed[0].text, 'wanted 10x, got 9.9x');
  assert.equal(missed[1].text, 'memory 150 MB against 100 (40 and 40 before the first row)');
  assert.equal(missed[2].text, 'RMSE +0.0001');
  const met = verdictOf({ ratio: 9, rmseSlack: 0.0002 }, ratio, theirs, ours);
  assert.deepEqual(
    met.map(({ met: fine, text }) => [fine, text]),
    [
      [true, 'wanted 9x, got 9.9x'],
      [true, 'memory 100 MB against 150'],
      [true, 'RMSE −0.0001'],
    ],
  );
  assert.deepEqual(verdictOf({ ratio: 10 }, undefined, ours, undefined), []);
});

test('an RMSE that is not a number meets nothing', () => {
  const broken = summaryOf([side(1, 1, 100, Number.NaN)]);
  const fine = summaryOf([side(1, 1)]);
  const [, , accuracy] = verdictOf({ ratio: 1, rmseSlack: 1 }, { median: 1, min: 1, max: 1 }, broken, fine);
  assert.equal(accuracy.met, false);
});

test('ratios are cut, not rounded', () => {
  assert.deepEqual([14.6, 10, 9.97, 2, 1.999, 0.996].map(timesText), [
    '14x',
    '10x',
    '9.9x',
    '2x',
    '1.99x',
    '0.99x',
  ]);
});

test('the table: lines of one width, ours alone and refusals said', () => {
  const about = { group: 'svd', trainRows: 8, testRows: 2, target: { ratio: 10 }, notes: [] };
  const ours = summaryOf(PAIRS.map((pair) => pair.ours));
  const theirs = summaryOf(PAIRS.flatMap((pair) => pair.theirs ?? []));
  const ratio = ratioOf(PAIRS);
  const verdict = verdictOf({ ratio: 10 }, ratio, ours, theirs);
  const text = tableOf([
    { ...about, label: 'both', ours, theirs, ratio, verdict, pairs: PAIRS },
    { ...about, label: 'alone', ours, verdict: [], pairs: PAIRS.map((pair) => ({ ours: pair.ours })) },
    { ...about, label: 'too large', verdict: [], refused: 'it would take 274 GB', pairs: [] },
  ]);
  const [, ...lines] = text.split('\n');
  assert.equal(new Set(lines.slice(0, 4).map((line) => line.length)).size, 1);
  assert.match(lines[1], /^both .* 0\.25 \/ 2\.50 +10x \(5x–15x\) /);
  assert.match(text, /^both +✓ wanted 10x, got 10x; ✓ memory 100 MB against 130$/m);
  assert.match(text, /^alone +ours alone$/m);
  assert.match(text, /^too large +refused: it would take 274 GB$/m);
});

test('lists: only the part that is named is compared, and nDCG in place of RMSE', () => {
  const lists = (fitSeconds: number, testSeconds: number, ndcg: number): SideResult => {
    const { rmse: _, ...rest } = side(fitSeconds, testSeconds);
    return { ...rest, ndcg, fileMegabytes: 60 };
  };
  const pairs = [{ ours: lists(2, 0.1, 0.38), theirs: lists(1, 0.25, 0.39) }];
  const [fit, test] = [ratioOf(pairs, 'fit'), ratioOf(pairs, 'test')];
  close(fit?.median, 0.5);
  close(test?.median, 2.5);
  const [ours, theirs] = [summaryOf([pairs[0].ours], 'test'), summaryOf([pairs[0].theirs], 'test')];
  assert.deepEqual([ours.seconds, ours.rmse, ours.ndcg], [0.1, undefined, 0.38]);
  const memory = { ...ours, peakMegabytes: 120 };
  const verdict = verdictOf({ part: 'test', ratio: 1, ndcgSlack: 0.005 }, test, memory, theirs);
  assert.deepEqual(
    verdict.map(({ met, text }) => [met, text]),
    [
      [true, 'wanted 1x, got 2.5x'],
      [
        false,
        "memory 120 MB against 100 (40 and 40 before the first row; 60 of ours are library files' pages)",
      ],
      [false, 'nDCG@10 −0.0100'],
    ],
  );
});

test('memory that is larger only by what the program starts with is neither met nor missed', () => {
  const summary = (startMegabytes: number, peakMegabytes: number) => ({
    ...summaryOf([side(1, 0, peakMegabytes, 0.93)]),
    startMegabytes,
  });
  const metOf = (ours: [number, number], theirs: [number, number]) =>
    verdictOf({}, { median: 1, min: 1, max: 1 }, summary(...ours), summary(...theirs))[0].met;
  assert.equal(metOf([330, 390], [61, 72]), undefined, 'before the first row');
  assert.equal(metOf([330, 500], [61, 410]), undefined, 'it grows less');
  assert.equal(metOf([330, 700], [61, 410]), false);
  assert.equal(metOf([330, 400], [61, 410]), true);
});

test('the memory of a fit is compared with its estimate, also without another program', () => {
  const run = (fitMegabytes: number) => summaryOf([{ ...side(1, 0), fitMegabytes, estimatedMegabytes: 100 }]);
  const verdict = (megabytes: number) =>
    verdictOf({ memorySlack: 0.2 }, undefined, run(megabytes), undefined);
  assert.deepEqual(verdict(119), [{ met: true, text: 'the fit took 119 MB, estimated 100' }]);
  assert.deepEqual(verdict(79), [{ met: false, text: 'the fit took 79 MB, estimated 100' }]);
  assert.deepEqual(verdictOf({}, undefined, run(79), undefined), []);
});

test('growth: how much longer more ratings take, for each size of a series beside its smallest', () => {
  const row = (label: string, trainRows: number, seconds: number): BenchRow => ({
    ...{ group: 'growth', label, trainRows, testRows: 0, target: {}, verdict: [], notes: [], pairs: [] },
    ...(label === 'alone' ? {} : { series: label }),
    ours: summaryOf([side(seconds, 0)]),
  });
  const rows = [row('ALS', 1000, 2), row('alone', 1, 1), row('ALS', 10_000, 24), row('ALS', 1_000_000, 6000)];
  assert.deepEqual(growthLines(rows), [
    '✓ ALS: 10.0 times the ratings take 12.0 times as long (1.20 times linear per decade; wanted at most 1.3)',
    '✗ ALS: 1000.0 times the ratings take 3000.0 times as long (1.44 times linear per decade; wanted at most 1.3)',
  ]);
});
