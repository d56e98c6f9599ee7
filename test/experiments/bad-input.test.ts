/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import * as experiments from '../../lib/experiments/experiments';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
const all: Readonly<Record<string, any>> = experiments;

function refused(name: string, args: readonly unknown[], message: RegExp): void {
  assert.throws(
    () => all[name](...args),
    (error: Error) => {
      assert.ok(error instanceof OptionError, `${name}: ${error.stack}`);
      assert.match(error.message, message);
      return true;
    },
  );
}

const OF_ARMS: readonly string[] = [
  'agrestiCaffoInterval',
  'alwaysValidDifference',
  'cuped',
  'fisherExact',
  'miettinenNurminenInterval',
  'newcombeInterval',
  'pooledZTest',
  'ratioOfProportions',
  'relativeLift',
  'waldInterval',
  'waldZTest',
  'welch',
  'welchFromMoments',
];

describe('two arms must be given', () => {
  for (const name of OF_ARMS) {
    test(name, () => {
      for (const bad of [null, undefined, {}, 7, 'arms', { treatment: [1, 2] }]) {
        refused(name, [bad], new RegExp(`^${name}: arms must be an object with treatment and control, got `));
      }
      refused(name, [{ treatment: 7, control: 7 }], new RegExp(`^${name}: (treatment|values) must be `));
    });
  }
});

const OF_A_LIST: readonly string[] = [
  'benjaminiHochberg',
  'benjaminiYekutieli',
  'bettingSequence',
  'bonferroni',
  'empiricalBernstein',
  'holm',
  'ratioMetric',
];

describe('a list must be a list', () => {
  for (const name of OF_A_LIST) {
    test(name, () => {
      for (const bad of [null, undefined, {}, 7]) {
        refused(name, [bad], new RegExp(`^${name}: \\w+ must be a list, got `));
      }
    });
  }
});

test('one proportion needs a count', () => {
  for (const name of ['clopperPearsonInterval', 'wilsonInterval']) {
    refused(
      name,
      [null],
      new RegExp(`^${name}: count must be an object with successes and trials, got null`),
    );
  }
});

test('a misspelled option is named', () => {
  const arm = { n: 100, mean: 0.5, variance: 0.25 };
  refused('alwaysValidDifference', [{ treatment: arm, control: arm }, { bestat: 10 }], /no option bestat/);
});

const arm = { n: 100, mean: 0.5, variance: 0.25 };
const arms = { treatment: arm, control: arm };
const grouped = {
  users: 1000,
  ends: [0, 1],
  groups: [
    [9, 1],
    [8, 2],
  ],
};
const decided = {
  main: { difference: 0.01, low: 0, high: 0.02 },
  metric: 'CTR',
  users: 100,
  worthwhile: 0.005,
  sampleRatio: { alarm: false, p: 0.4 },
};
const guarded = { difference: 0, standardError: 1, margin: 1 };

const CASES: readonly (readonly [name: string, args: readonly unknown[], message: RegExp])[] = [
  ['guardrail', [undefined], /^the options must be an object with difference and standardError and margin/],
  ['guardrail', [{ ...guarded, beter: 'lower' }], /^there is no option beter; the options are difference,/],
  ['guardrail', [{ ...guarded, better: 'Lower' }], /^better must be 'higher' or 'lower', got "Lower"/],
  ['sequentialGuardrail', [null, { margin: 1 }], /^arms must be an object with treatment and control/],
  ['sequentialGuardrail', [arms], /^the options must be an object with margin/],
  ['sequentialGuardrail', [arms, { margin: 1, best: 9 }], /^there is no option best; the options are margin/],
  [
    'sequentialGuardrail',
    [arms, { margin: 1, better: 'less' }],
    /^better must be 'higher' or 'lower', got "less"/,
  ],
  ['quantileGuardrail', [undefined, { margin: 1 }], /^arms must be an object with treatment and control/],
  [
    'quantileGuardrail',
    [{ treatment: grouped, control: grouped }],
    /^the options must be an object with margin/,
  ],
  [
    'quantileGuardrail',
    [
      { treatment: grouped, control: grouped },
      { margin: 1, quantile: 0.9 },
    ],
    /^there is no option quantile; the options are margin, share, alpha, bestAt/,
  ],
  ['sequentialQuantile', [[1, 2]], /^counts must be an object with users, ends and groups/],
  ['sequentialQuantile', [{ ...grouped, ends: 7 }], /^ends must be a list, got 7/],
  ['sequentialQuantile', [grouped, { shares: 0.9 }], /^there is no option shares; the options are share,/],
  ['sampleRatio', [7, [1, 1]], /^counts must be a list, got 7/],
  ['sampleRatio', [[1, 2], undefined], /^weights must be a list, got undefined/],
  [
    'sampleRatio',
    [
      [1, 2],
      [undefined, 1],
    ],
    /^weights must be at least two numbers above 0/,
  ],
  ['cohenH', [0.05], /^p1 must be a number from 0 to 1, got undefined/],
  ['cohenH', [5, 6], /^p0 must be a number from 0 to 1, got 5/],
  ['powerOfMeans', [undefined, 100], /^d must be a finite number, got undefined/],
  ['powerOfMeans', [0.2, 100, { alfa: 0.1 }], /^there is no option alfa; the options are alpha, ratio/],
  ['powerOfMeansNormal', [0.2, -1], /^n1 must be a number above 0, got -1/],
  ['powerOfMeansNormal', [0.2, 100, { ratio: Number.NaN }], /^ratio must be a number above 0, got NaN/],
  ['powerOfProportions', [0.05, 0.06], /^perArm must be a number above 0, got undefined/],
  ['usersForMeans', [0.2, null], /^options must be an object such as \{ power: 0.8 \}/],
  ['bonferroni', [[0.01, undefined]], /^p-values must be numbers from 0 to 1, got undefined/],
  ['bettingSequence', [[1, undefined]], /^values must be numbers from 0 to 1, got undefined/],
  ['peekingCheck', [undefined], /^values must be a list, got undefined/],
  ['peekingCheck', [[1, 2], null], /^options must be an object such as \{ looks: 5 \}/],
  ['aaCheck', [10, 0.5], /^pOf must be a function, got 0.5/],
  ['verdict', [undefined], /^the options must be an object with main and metric and users/],
  [
    'verdict',
    [{ ...decided, guardrail: {} }],
    /^there is no option guardrail; the options are main, metric,/,
  ],
  [
    'verdict',
    [{ ...decided, main: 0.01 }],
    /^main must be an object with difference, low and high, got 0.01/,
  ],
  [
    'verdict',
    [{ ...decided, guardrails: { latency: 'safe' } }],
    /^guardrail latency must be an object with state/,
  ],
  ['verdict', [{ ...decided, users: 'many' }], /^users must be a number of at least 0, got many/],
  ['conversion', [undefined, []], /^lists must be a list or another iterable, got undefined/],
  ['conversion', [[]], /^ratings must be a list or another iterable, got undefined/],
  ['conversion', [[], [], { form: 4 }], /^there is no option form; the options are from, within/],
  ['clicksByUser', [7], /^lists must be a list or another iterable, got 7/],
  ['lookRates', [undefined], /^shuffled must be a list or another iterable, got undefined/],
  ['positionCorrectedCtr', [[]], /^looks must be a list, got undefined/],
  ['faultyExperiment', [{ faults: ['bots'] }], /^there is no option faults; the options are on, same, users/],
  ['faultyExperiment', [{ on: 'bots' }], /^on must be a list, got "bots"/],
  ['reading', [[]], /^evidence must be the evidence of faultyExperiment/],
  ['reading', [{ log: [], days: 14, looks: 1e99 }], /^looks must be a positive whole number, got 1e\+99/],
  ['kendallTau', [['a']], /^b must be a list, got undefined/],
  ['overlapAt', ['ab', ['a'], 1], /^a must be a list, got "ab"/],
  ['jaccardAt', [['a'], null, 1], /^b must be a list, got null/],
  ['mcnemar', [undefined], /^the options must be an object with onlyLive and onlyShadow/],
  ['kolmogorovSmirnov', [7, [1]], /^a must be a list, got 7/],
  ['kolmogorovSmirnov', [[1], [undefined, 2]], /^b must be finite numbers, got undefined/],
  ['populationStability', [undefined, [1]], /^live must be a list, got undefined/],
  [
    'populationStability',
    [
      [1, 2],
      [undefined, 2],
    ],
    /^shadow must be counts of at least 0/,
  ],
  ['teamDraft', ['ab', ['a']], /^a must be a list, got "ab"/],
  ['teamDraft', [['a'], ['b']], /^the options must be an object with coin/],
  [
    'teamDraft',
    [['a'], ['b'], { coin: 'A' }],
    /^coin must be a function, such as fairCoin\(random\), got "A"/,
  ],
  ['fairCoin', [7], /^random must be random numbers, such as new RandomState\(1\), got 7/],
  ['creditOf', [['a'], ['a']], /^draft must be an object with items and teams/],
  ['preference', [undefined], /^credits must be a list or another iterable, got undefined/],
  ['draftProbability', [['a'], ['b'], { item: ['a'] }], /^the options must be an object with items/],
  [
    'draftProbability',
    [['a'], ['b'], { items: ['a'], n: 1 }],
    /^there is no option n; the options are items, k/,
  ],
  ['spendingBounds', [undefined], /^information must be a list, got undefined/],
  ['spendingBounds', [[0.5, 1]], /^spending must be a function, got undefined/],
  ['spentAt', [[0.5, 1], 2], /^bounds must be a list, got 2/],
  ['designCost', [[0.5, 1], [2, 2], { pwer: 0.8 }], /^there is no option pwer; the options are power, alpha/],
  ['pocockSpending', [0.5], /^alpha must be a number between 0 and 1, got undefined/],
];

describe('a wrong argument is named', () => {
  for (const [name, args, message] of CASES) {
    test(`${name}: ${message.source}`, () => {
      refused(name, args, new RegExp(`^${name}: ${message.source.slice(1)}`));
    });
  }
  test('Assignment and impressionsOf', () => {
    const { Assignment, impressionsOf } = all;
    const halves = ['a', 'b'].map((name) => ({ name, weight: 1 }));
    assert.throws(
      () => new Assignment(),
      /^OptionError: Assignment: the options must be an object with salt and arms/,
    );
    assert.throws(
      () => new Assignment({ salt: 's', arms: halves, exclude: 'bot' }),
      /^OptionError: Assignment: exclude must be a list or another iterable, got "bot"/,
    );
    assert.throws(() => [...impressionsOf(7)], /^OptionError: impressionsOf: lists must be a list/);
  });
});
