import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { type ItemId, itemId, userId } from '../../../lib/core/ids';
import { contrast } from '../../../lib/explain/contrast';
import { createModel } from '../../../lib/models/registry';
import { waterfall } from '../../../lib/notebook/lab/waterfall-figure';
import { type Explanation, explanationOf, sumOfTerms, type Term } from '../../../lib/recommender/explanation';
import { toyRatings } from '../../../lib/testing/toy-ratings';

const titleOf = (item: ItemId) => `Film ${item}`;

/** Figures hold numbers of some digits only. */
const ROUNDED = 2e-5;

interface Bars {
  readonly x: number[];
  readonly measure: string[];
  readonly text: string[];
}

/** What is drawn, with the labels beside the bars and the ends of the axis. */
function drawn(explanation: Explanation, options = {}) {
  const { data, layout, alt, title } = waterfall(explanation, titleOf, options);
  const { x, measure, text } = data[0] as unknown as Bars;
  const { ticktext } = layout.yaxis as { ticktext: string[] };
  const [from, to] = (layout.xaxis as { range: [number, number] }).range;
  return { x, measure, text, labels: [...ticktext], from, to, alt, title };
}

function explained(values: readonly number[], mean = 3.5): Explanation {
  const terms: Term[] = values.map((value, n) => ({ kind: 'rating', item: itemId(n + 1), rating: 4, value }));
  if (mean !== 0) terms.push({ kind: 'mean', value: mean });
  return explanationOf('Some', { item: itemId(9), score: sumOfTerms(terms) }, terms);
}

test('bars by hand: the mean, the terms, the score at the end', () => {
  const { x, measure, text, labels, title, alt, from, to } = drawn(explained([0.5, -0.25]));
  assert.deepEqual(x, [3.5, 0.5, -0.25, 3.75]);
  assert.deepEqual(measure, ['absolute', 'relative', 'relative', 'total']);
  assert.deepEqual(text, ['3.500', '+0.500', '−0.250', '3.750']);
  assert.deepEqual(labels, ['mean of all ratings', 'your 4 for Film 1', 'your 4 for Film 2', 'score']);
  assert.equal(title, 'Why Film 9 (Some)');
  assert.match(
    alt,
    /^Waterfall of 3 bars that add up to the score, 3\.750\. The longest: mean of all ratings \+3\.500, /,
  );
  // The sums run from 3.5 to 4, so that the axis begins beyond 0.
  assert.ok(from > 3 && from < 3.5 && to > 4 && to < 4.5);
  // A bar that lowers the sum has its number on the left, where there must be room too.
  const lowering = drawn(explained([-0.5, 0.25], 0));
  assert.ok(lowering.from < -0.55 && lowering.to > 0.05);
});

test('where terms are long beside the mean, or there is none, the axis has 0 on it', () => {
  for (const explanation of [explained([2, -3]), explained([0.04, 0.02], 0), explained([-0.04], 0)]) {
    const { from, to } = drawn(explanation);
    assert.ok(from <= 0 && to > 0);
  }
  assert.deepEqual(drawn(explained([0.04, 0.02], 0)).text, ['+0.040', '+0.020', '0.060']);
});

test('small terms share a bar, and still all add up', () => {
  const values = Array.from({ length: 20 }, (_, n) => (n % 2 ? -1 : 1) / (n + 1));
  const explanation = explained(values);
  for (const bars of [0, 1, 5, 18, 19, 20, 100]) {
    const { x, labels } = drawn(explanation, { bars });
    const sum = x.slice(0, -1).reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - explanation.score) < ROUNDED);
    assert.ok(Math.abs(x[x.length - 1] - explanation.score) < ROUNDED);
    const hidden = bars >= 19 ? 0 : 20 - bars; // a single one is shown
    assert.equal(labels.filter((label) => label === `${hidden} more`).length, hidden === 0 ? 0 : 1);
    assert.equal(x.length, 2 + (hidden === 0 ? 20 : bars + 1));
  }
});

test('a contrast ends at the difference', async () => {
  const model = await createModel('KNNBaseline', { userBased: false }).fit(toyRatings());
  const difference = contrast(model, userId('u1'), itemId('i2'), itemId('i3'));
  const { x, labels, title, measure } = drawn(difference);
  assert.equal(title, 'Why Film i2 rather than Film i3 (KNNBaseline)');
  assert.equal(labels[labels.length - 1], 'difference');
  assert.ok(measure.slice(0, -1).every((kind) => kind === 'relative'));
  assert.ok(Math.abs(x.slice(0, -1).reduce((sum, value) => sum + value, 0) - difference.score) < ROUNDED);
});

test('a contrast has a line for each name, so that they keep clear of the buttons', async () => {
  const model = await createModel('KNNBaseline', { userBased: false }).fit(toyRatings());
  const difference = contrast(model, userId('u1'), itemId('i2'), itemId('i3'));
  const lines = (options = {}) => waterfall(difference, titleOf, options).layout.title;
  assert.equal((lines() as { text: string }).text, 'Why Film i2<br>rather than Film i3 (KNNBaseline)');
  assert.equal((lines({ title: 'Mine' }) as { text: string }).text, 'Mine');
});

test('long titles are cut, one and the same name keeps two bars', () => {
  const long = (item: ItemId) => `A film with a name that is much too long for a figure ${item}`;
  const { data, layout } = waterfall(explained([0.5, 0.5]), long);
  const { ticktext } = layout.yaxis as { ticktext: string[] };
  assert.equal(ticktext[1], ticktext[2]);
  assert.ok(ticktext.every((label) => label.length <= 38));
  assert.deepEqual([...(data[0] as unknown as { y: number[] }).y], [0, 1, 2, 3]);
});

test('nothing to show and a bad number of bars are refused', () => {
  const none = explanationOf('EASE', { item: itemId(9), score: Number.NaN }, []);
  assert.throws(
    () => waterfall(none, titleOf),
    (error) => error instanceof OptionError && /Film 9 has no terms to show/.test(error.message),
  );
  for (const bars of [-1, 2.5]) {
    assert.throws(() => waterfall(explained([1]), titleOf, { bars }), /bars must be a whole number >= 0/);
  }
});
