/** `--task cold-start` on made-up ratings and films, and its tables. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { filmFeatures } from '../../lib/data/movielens/film-features';
import { compareColdStart } from '../../lib/evaluation/comparison/cold-start/cold-start';
import { ALS, STACKED } from '../../lib/evaluation/comparison/cold-start/models';
import { WELL_CHOSEN } from '../../lib/evaluation/comparison/cold-start/new-users';
import {
  COLD_START_PARTS,
  type ColdStartPart,
  type ColdStartRow,
  coldStartRow,
} from '../../lib/evaluation/comparison/cold-start/row';
import {
  coldStartMarkdown,
  coldStartTable,
  verdictWords,
} from '../../lib/evaluation/comparison/cold-start/tables';
import { pairedBootstrap } from '../../lib/evaluation/intervals/bootstrap';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { canonicalFolds } from '../../lib/evaluation/splits/canonical-folds';
import { coldItemFolds } from '../../lib/evaluation/splits/cold-items';
import { ContentRidge } from '../../lib/models/content/content-ridge';
import { createModel } from '../../lib/models/registry';
import { MeanRating } from '../../lib/models/simple/mean-rating';
import { compare } from '../../scripts/compare';
import { modelsFor, readArguments } from '../../scripts/compare/arguments';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { withoutMovieLens } from '../fixtures/movielens';

const ratings = syntheticRatings();
const films: Film[] = Array.from({ length: 60 }, (_, n) => ({
  id: itemId(`i${n}`),
  title: `Film ${n} (19${60 + (n % 40)})`,
  year: 1960 + (n % 40),
  genres: [['Drama', 'Comedy', 'War'][n % 3], ...(n % 4 === 0 ? ['Romance'] : [])],
}));
const features = filmFeatures(films);
const notes: string[] = [];
let rows: ColdStartRow[];
const of = (part: ColdStartPart, label: string, answers: number | null = null) => {
  const found = rows.find((row) => row.part === part && row.label === label && row.answers === answers);
  assert.ok(found, `${part}, ${label}, ${answers}`);
  return found;
};

before(async () => {
  const note = (line: string) => notes.push(line);
  rows = await compareColdStart({ ratings, films, split: 'u2', parts: COLD_START_PARTS, note });
});

test('known users and films: a hybrid against the member that is best on the fold', async () => {
  const split = canonicalFolds(ratings.withItemFeatures(features)).at(1);
  const als = await evaluate(createModel('ALS', ALS.options), { split });
  const content = await evaluate(new ContentRidge(), { split });
  const hybrid = of('warm-pairs', 'ALS + content');
  const [{ weight }] = hybrid.chosen;
  const options = {
    cf: { model: 'ALS', options: ALS.options },
    content: { model: 'ContentRidge' },
    weight,
  };
  const mixed = await evaluate(createModel('WeightedHybrid', options), { split });
  assert.equal(hybrid.rmse, mixed.row.rmse);
  const best = als.row.rmse < content.row.rmse ? als : content;
  assert.equal(hybrid.rmseAgainst, best === als ? 'ALS' : 'ContentRidge');
  assert.deepEqual(hybrid.rmseDifference, pairedBootstrap({ a: mixed, b: best }).difference);
  assert.equal(hybrid.receipts[0].split, split.hash);
  const ease = of('warm-pairs', 'EASE + content');
  assert.deepEqual([ease.rmse, ease.rmseDifference, ease.rmseAgainst], [null, null, null]);
  assert.ok(ease.ndcgDifference && ease.ndcgAgainst);
  assert.equal(of('warm-pairs', 'ALS').rmseDifference, null);
});

test('new films: against the mean of the user, films drawn; models to which they are one have no lists', async () => {
  const split = coldItemFolds(ratings.withItemFeatures(features)).at(1);
  const mean = await evaluate(new MeanRating({ of: 'user' }), { split });
  const content = await evaluate(new ContentRidge(), { split });
  assert.equal(of('new-films', 'mean of the user').rmse, mean.row.rmse);
  const row = of('new-films', 'ContentRidge');
  assert.equal(row.rmse, content.row.rmse);
  const { difference } = pairedBootstrap({ a: content, b: mean, over: 'items' });
  assert.deepEqual(row.rmseDifference, difference);
  assert.deepEqual([row.drawn, row.rmseAgainst], ['films', 'mean of the user']);
  assert.deepEqual(of('new-films', 'ALS, else content').rmse, row.rmse);
  for (const label of ['mean of all', 'BaselineOnly', 'ALS']) assert.equal(of('new-films', label).ndcg, null);
  for (const label of ['ContentProfile', STACKED.label]) {
    const { ndcg, ndcgDifference } = of('new-films', label);
    assert.ok(ndcg !== null && ndcg > 0 && ndcgDifference);
  }
});

test('new users and no ratings: every way to ask at every step, less another one at the same', () => {
  const start = of('new-users', 'popular', 0);
  for (const label of ['random', 'log(popularity) × entropy', 'popularity × variance', WELL_CHOSEN]) {
    assert.deepEqual(of('new-users', label, 0).rmse, start.rmse);
    for (const answers of [1, 2, 3, 5, 8]) {
      const row = of('new-users', label, answers);
      const popular = of('new-users', 'popular', answers);
      assert.ok(row.rmse && row.ndcg && row.questions && row.questions >= answers * 0.9);
      assert.ok(Math.abs(Number(row.rmseDifference?.value) - (row.rmse - Number(popular.rmse))) < 1e-12);
    }
  }
  // Users differ most in how strict they are here, and any answer tells of that.
  assert.ok(Number(of('new-users', WELL_CHOSEN, 8).rmse) < Number(start.rmse) - 0.05);
  assert.ok(Number(of('new-system', 'representative', 8).rmse) < Number(of('new-system', 'random', 0).rmse));
});

test('the notes tell what is going on, and the rows are plain JSON', () => {
  assert.ok(
    notes.some((line) => /^u2: ALS \+ content \(\{"weight":.*\}\): RMSE \d\.\d{4}, nDCG@10/.test(line)),
  );
  assert.ok(notes.some((line) => /^24 of 120 users held out, fold 2 of 5, seed 42: greedy/.test(line)));
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  for (const { split } of rows) assert.equal(split, 'u2');
});

test('the tables: four of them, with the verdict in words', () => {
  for (const text of [coldStartTable(rows), coldStartMarkdown(rows)]) {
    const heads = text.split('\n').filter((line) => /RMSE +\|? *minus best|minus mean|3 answers/.test(line));
    assert.equal(heads.length, 4, text);
    assert.match(
      text,
      /3 well-chosen answers \(greedy variance reduction\) (beat|are not significantly different from|are worse)/,
    );
    assert.match(text, /^In parentheses: 95% intervals/m);
  }
  const alone = coldStartTable(rows.filter(({ part }) => part === 'warm-pairs'));
  assert.doesNotMatch(alone, /new films|after each/);
  const width = new Set(
    coldStartMarkdown(rows.slice(0, 3))
      .split('\n', 4)
      .map((line) => line.split('|').length),
  );
  assert.equal(width.size, 1);
});

test('the verdict says what the intervals say', () => {
  const say = (rmse: [number, number], ndcg: [number, number]) => {
    const interval = ([low, high]: [number, number]) => ({ value: (low + high) / 2, low, high });
    const row = { part: 'new-users', label: WELL_CHOSEN, split: 'u1', answers: 3 } as const;
    const differences = { rmseDifference: interval(rmse), ndcgDifference: interval(ndcg) };
    return verdictWords([coldStartRow({ ...row, ...differences })]).join(' ');
  };
  assert.match(
    say([-0.3, -0.1], [-0.1, 0.1]),
    /beat 3 popular ones in RMSE, −0\.2000 \(−0\.3000 to −0\.1000\)/,
  );
  assert.match(
    say([-0.3, -0.1], [-0.1, 0.1]),
    /and are not significantly different from them in nDCG@10, \+0\.0000/,
  );
  assert.match(say([0.1, 0.2], [0.1, 0.2]), /are worse than 3 popular ones in RMSE, .* beat them in nDCG/);
  assert.match(
    say([-0.1, 0.2], [-0.2, -0.1]),
    /are not significantly different from 3 .* are worse than them in nDCG/,
  );
  assert.deepEqual(verdictWords([]), []);
});

test('arguments: u1 by default; options of other tasks are refused', () => {
  const asked = readArguments(['--task', 'cold-start']);
  assert.deepEqual([asked.split, asked.parts, modelsFor('cold-start', asked)], ['u1', COLD_START_PARTS, []]);
  const one = readArguments(['--task', 'cold-start', '--split', 'u1..u5', '--part', 'new-films', '--json']);
  assert.deepEqual([one.split, one.parts, one.form], ['u1..u5', ['new-films'], 'json']);
  const refused: [string[], RegExp][] = [
    [['--split', 'tutorial'], /--split of cold-start must be one of u1, .*, u5, u1\.\.u5, got tutorial/],
    [['--part', 'cold'], /--part must be one of warm-pairs, new-films, new-users, new-system, got cold/],
    [['--models', 'SVD'], /--models can't be used with --task cold-start/],
    [['--seeds', '2'], /--seeds can't be used with --task cold-start/],
    [['--last', '2'], /--last requires --split leave-last-n/],
  ];
  for (const [args, message] of refused) {
    assert.throws(() => readArguments(['--task', 'cold-start', ...args]), { name: 'OptionError', message });
  }
  assert.throws(() => readArguments(['--part', 'new-films']), /--part requires --task cold-start/);
});

test('the command on MovieLens: one array of rows, and a note of what it does', {
  skip: withoutMovieLens(),
}, async () => {
  const printed: string[] = [];
  const said: string[] = [];
  const screen = {
    print: (text: string) => void printed.push(text),
    note: (line: string) => void said.push(line),
  };
  assert.equal(await compare(['--task', 'cold-start', '--part', 'new-system', '--json'], screen), 0);
  const found = JSON.parse(printed.join('\n')) as ColdStartRow[];
  assert.deepEqual([...new Set(found.map(({ part, split }) => `${part} ${split}`))], ['new-system u1']);
  assert.deepEqual(
    found.filter(({ label }) => label === 'representative').map(({ answers }) => answers),
    [0, 1, 2, 3, 5, 8],
  );
  const [first, , , third] = found;
  // With one answer for all, the middle of the scale, and after three own ones: better by a tenth of a star.
  assert.ok(
    first.rmse && third.rmse && third.rmse < first.rmse - 0.08 && first.rmse < 1.3,
    String(first.rmse),
  );
  assert.deepEqual(said, ['189 of 943 users held out, fold 1 of 5, seed 42: no ratings of others']);
});
