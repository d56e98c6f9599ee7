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
