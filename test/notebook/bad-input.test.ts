/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import * as controls from '../../lib/notebook/controls/controls';
import * as lab from '../../lib/notebook/lab';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
const all = { ...lab, ...controls } as any as Readonly<Record<string, (...args: unknown[]) => unknown>>;

function refused(name: string, args: readonly unknown[], message: string): void {
  assert.throws(
    () => all[name](...args),
    (error: Error) => {
      assert.ok(error instanceof OptionError, `${name}: ${error.stack}`);
      assert.ok(error.message.startsWith(`${name}: `), error.message);
      assert.ok(error.message.includes(message), error.message);
      return true;
    },
  );
}

const WORDS = { title: 'Errors', xTitle: 'Epoch', yTitle: 'RMSE' };
const CHARTS: readonly (readonly [name: string, options: object])[] = [
  ['barChart', { ...WORDS, x: ['a'], y: [1] }],
  ['dotPlot', { ...WORDS, dots: [{ label: 'a', value: 1 }] }],
  ['figure', { ...WORDS, alt: 'One point.', data: [{ x: [1], y: [1] }] }],
  ['heatmap', { ...WORDS, zTitle: 'Count', z: [[1]] }],
  ['histogram', { ...WORDS, values: [1, 2] }],
  ['lineChart', { ...WORDS, x: [1], y: [1] }],
  ['scatter', { ...WORDS, x: [1], y: [1] }],
];

describe('the options of a chart: an object with a title, without a misspelled name', () => {
  for (const [name, options] of CHARTS) {
    test(name, () => {
      all[name](options);
      for (const bad of [undefined, null, 7]) refused(name, [bad], 'options must be an object');
      refused(name, [{}], 'title');
      refused(name, [{ ...options, logy: true }], 'there is no option logy; the options are ');
      refused(name, [{ ...options, missing: 'skip' }], 'missing must be one of refuse, gap, got "skip"');
    });
  }
});

const WITH_OPTIONS: readonly (readonly [name: string, ...args: unknown[]])[] = [
  ['box', [lab.slider(1, 5)]],
  ['comparisonFigure', []],
  ['customWidget', 'export default {}', 1],
  ['dropdown', ['user', 'item']],
  ['floatSlider', 0, 1],
  ['liveFigure', () => undefined],
  ['logSlider', 0.1, 1],
  ['meter', 5],
  ['progress', [1, 2]],
  ['rankingFigure', []],
  ['slider', 1, 5],
  ['text'],
  ['toggle'],
  ['waterfall', { item: '1', terms: [], score: 1 }, String],
];

describe('options must be an object, without a misspelled name', () => {
  for (const [name, ...args] of WITH_OPTIONS) {
    test(name, () => {
      for (const bad of [null, 7, 'label']) refused(name, [...args, bad], 'options must be an object');
      refused(name, [...args, { titel: 'x' }], 'there is no option titel');
    });
  }
});

const line = (more: object) => ({ ...WORDS, x: [1], y: [1], ...more });
const point = lab.lineChart({ ...WORDS, x: [1], y: [1] });
const BAD: readonly (readonly [name: string, args: readonly unknown[], message: string])[] = [
  ['bandOfRuns', ['regret', null], 'runs must be a list, got null'],
  ['bandOfRuns', ['regret', [[1], 7]], 'runs[1] must be a list, got 7'],
  ['barChart', [line({ x: 'ab' })], 'x must be a list, got "ab"'],
  ['barChart', [line({ y: 7 })], 'y must be a list, got 7'],
  ['barChart', [line({ series: {} })], 'series must be a list, got {}'],
  ['barChart', [line({ series: [null] })], 'series 0 must be an object with y, got null'],
  ['box', [lab.slider(1, 5)], 'children must be a list'],
  ['box', [[7]], 'children[0] must be a control, got 7'],
  ['box', [[], { direction: 'rows' }], 'direction must be one of column, row, got "rows"'],
  ['button', [], 'label must be a text, got undefined'],
  ['checks', [null], "statements must be an object such as { 'there are ratings'"],
  ['comparisonFigure', [7], 'evaluations must be a list, got 7'],
  ['comparisonFigure', [[{}, {}]], 'evaluations must be results of evaluate, got {}'],
  ['customWidget', [7, 1], 'module must be a text, got 7'],
  ['dotPlot', [{ ...WORDS, dots: 7 }], 'dots must be a list, got 7'],
  ['dotPlot', [{ ...WORDS, dots: [{ label: 'a' }] }], 'dots[0] must be an object with label and value'],
  ['dropdown', [null], 'choices must be a list, or an object'],
  ['film', [{ title: 'a' }], 'alt and frameTitle and frames is missing'],
  ['film', [{ title: 'a', alt: 'b', frameTitle: 'c', frames: 7 }], 'frames must be a list, got 7'],
  [
    'film',
    [{ title: 'a', alt: 'b', frameTitle: 'c', frames: [7] }],
    'frames[0] must be an object with label',
  ],
  ['floatSlider', [0, 1, { value: '0.5' }], 'value must be a number, got "0.5"'],
  ['heatmap', [{ ...WORDS, zTitle: 'Count', z: 7 }], 'z must be a list, got 7'],
  ['heatmap', [{ ...WORDS, zTitle: 'Count', z: [7] }], 'z[0] must be a list, got 7'],
  [
    'heatmap',
    [{ ...WORDS, zTitle: 'Count', z: [[1]], colors: 'Diverging' }],
    'colors must be one of sequential, diverging, got "Diverging"',
  ],
  ['histogram', [{ ...WORDS, values: 7 }], 'values must be a list, got 7'],
  ['html', [7], 'value must be a text, got 7'],
  ['interact', [7, () => 1], 'controls must be an object, got 7'],
  ['interact', [{ factors: 7 }, () => 1], 'factors must be a control, such as slider(5, 200), got 7'],
  ['interact', [{ factors: lab.slider(1, 5) }], 'run must be a function, got undefined'],
  ['knownItem', [null, 1], 'table must be a table of ratings, got null'],
  ['knownUser', [{}, 1], 'table must be a table of ratings, got {}'],
  ['lineChart', [line({ y: 7 })], 'y must be a list, got 7'],
  ['lineChart', [line({ series: [{ x: [1] }] })], 'series 0 must be an object with x and y'],
  ['liveFigure', [7], 'make must be a function, got 7'],
  ['metricMicroscope', [{}, {}], 'films is missing'],
  ['metricMicroscope', [{}, { films: 7 }], 'films must be a list, got 7'],
  ['onlyIf', [true, null], 'statements must be an object'],
  ['progress', [7], 'items must be a list or another iterable, got 7'],
  ['range', [-1], 'n must be a whole number of at least 0, got -1'],
  ['rankingFigure', [7], 'evaluations must be a list, got 7'],
  ['rankingFigure', [[null]], 'evaluations must be results of evaluateRanking, got null'],
  ['scatter', [line({ text: 7 })], 'text must be a list, got 7'],
  ['sideBySide', [{ title: 'a', figures: 7 }], 'figures must be a list, got 7'],
  ['sideBySide', [{ title: 'a', figures: [point, 7] }], 'figures[1] must be an object with title'],
  ['sideBySide', [{ title: 'a', figures: [point, point], columns: 2 }], 'there is no option columns'],
  ['slider', [1, 5, { label: 7 }], 'label must be a text, got 7'],
  ['text', [{ value: 7 }], 'value must be a text, got 7'],
  ['toggle', [{ value: 'yes' }], 'value must be true or false, got "yes"'],
  ['waterfall', [null, String], 'explanation must be what explain or contrast returns, got null'],
  ['waterfall', [{ item: '1', terms: [], score: 1 }, 7], 'titleOf must be a function, got 7'],
  ['whatIf', [null, [], {}], 'models must be an object, got null'],
  ['whatIf', [{ SVD: 7 }, [], {}], 'SVD must be a model, such as new SVD(), got 7'],
  ['whatIf', [{}, 7, {}], 'ratings must be a list or another iterable, got 7'],
  ['whatIf', [{}, [], {}], 'titleOf is missing'],
  ['words', [7], 'value must be a text, got 7'],
];

describe('a list, a text, a control, or a result must be one', () => {
  for (const [name, args, message] of BAD) test(`${name}: ${message}`, () => refused(name, args, message));
});
