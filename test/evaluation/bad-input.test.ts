/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import * as evaluation from '../../lib/evaluation/evaluation';
import * as rankings from '../../lib/evaluation/rankings';
import * as searches from '../../lib/evaluation/searches';
import { BaselineOnly, MostPopular } from '../../lib/models/models';
import * as onboarding from '../../lib/onboarding/onboarding';
import { toyRatings } from '../../lib/testing/toy-ratings';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
type Anything = any;
type Functions = Readonly<Record<string, Anything>>;
const all: Functions = { ...evaluation, ...rankings, ...searches, ...onboarding };

const ratings = toyRatings();
const split = evaluation.trainTestSplit(ratings);
let result: Anything;
let ranking: Anything;

before(async () => {
  result = await evaluation.evaluate(new BaselineOnly(), { split });
  ranking = await rankings.evaluateRanking(new MostPopular(), { split, k: 3 });
});

async function refused(name: string, args: readonly unknown[], message: string): Promise<void> {
  await assert.rejects(
    async () => all[name](...args),
    (error: Error) => {
      assert.ok(error instanceof OptionError, `${name}: ${error.stack}`);
      assert.ok(error.message.startsWith(`${name}: `), error.message);
      assert.ok(error.message.includes(message), error.message);
      return true;
    },
  );
}

const OF_A_TABLE: readonly string[] = [
  'activityGroups',
  'askEntropy',
  'askPopular',
  'askRandom',
  'askRepresentative',
  'askVariance',
  'canonicalFolds',
  'coldItemFolds',
  'coldItems',
  'coldUserFolds',
  'coldUsers',
  'enoughToCompare',
  'globalTimeCut',
  'kFold',
  'latentSpace',
  'leaveLastN',
  'shuffleSplit',
  'starterList',
  'stratifiedSplit',
  'trainTestSplit',
];

describe('a table must be a table', () => {
  for (const name of OF_A_TABLE) {
    test(name, async () => {
      for (const bad of [null, undefined, {}, 7, 'ratings.csv', []]) await refused(name, [bad], ' must be ');
    });
  }
});

const WITH_OPTIONS: readonly (readonly [name: string, args: () => readonly unknown[], options?: object])[] = [
  ['activityGroups', () => [ratings]],
  ['ageGroups', () => [[]]],
  ['askRandom', () => [ratings]],
  ['bootstrapInterval', () => [], { of: 'of' }],
  ['chooseSwitch', () => [split], { cf: 'cf', fallback: 'fallback' }],
  ['chooseWeight', () => [split], { cf: 'cf', content: 'content' }],
  ['coldItemFolds', () => [ratings]],
  ['coldItems', () => [ratings]],
  ['coldUserFolds', () => [ratings]],
  ['coldUsers', () => [ratings]],
  ['compareRankings', () => [], { a: 'a', b: 'b' }],
  ['crossValidate', () => [{ model: 'SVD' }], { splits: evaluation.kFold(ratings) }],
  ['differenceByCount', () => [result, result], { split }],
  ['errorByCount', () => [result], { split }],
  ['evaluate', () => [new MostPopular()], { split }],
  ['evaluateRanking', () => [new MostPopular()], { split }],
  ['faqPrecisionRecall', () => [result.predictions, split.test]],
  ['globalTimeCut', () => [ratings]],
  ['gridSearch', () => [split], { model: 'SVD', grid: {} }],
  ['interview', () => [onboarding.askPopular(ratings), () => 4]],
  ['kFold', () => [ratings]],
  ['leaveLastN', () => [ratings]],
  ['listOverlap', () => [ranking, ranking]],
  ['onboardingRows', () => [[]]],
  ['pairedBootstrap', () => [], { a: 'a', b: 'b' }],
  ['rankingByGroup', () => [ranking], { groups: 'groups' }],
  ['rankingIntervals', () => [ranking]],
  ['shuffleSplit', () => [ratings]],
  ['starterList', () => [ratings]],
  ['stratifiedSplit', () => [ratings]],
  ['switchCurve', () => [split], { cf: 'cf', fallback: 'fallback' }],
  ['trainTestSplit', () => [ratings]],
  ['weightCurve', () => [split], { cf: 'cf', content: 'content' }],
];

describe('options must be an object, without a misspelled name', () => {
  for (const [name, args, options = {}] of WITH_OPTIONS) {
    test(name, async () => {
      await refused(name, [...args(), null], 'options must be an object');
      await refused(name, [...args(), { ...options, testsize: 0.3 }], 'there is no option testsize');
    });
  }
});

describe('a result, a split, a model or lists must be one', () => {
  const bad: readonly (readonly [name: string, args: () => readonly unknown[], message: string])[] = [
    ['bootstrapInterval', () => [{ of: result.row }], 'of must be a result of evaluate'],
    ['pairedBootstrap', () => [{ a: result, b: 7 }], 'b must be a result of evaluate, got 7'],
    ['compareRankings', () => [{ a: ranking, b: result }], 'b must be a result of evaluateRanking'],
    ['rankingIntervals', () => [null], 'runs must be a result of evaluateRanking, got null'],
    ['rankingByGroup', () => [ranking, { groups: {} }], 'groups must be groups of users'],
    ['evaluate', () => [undefined, { split }], 'model must be a model, such as new SVD(), got undefined'],
    ['evaluate', () => [new MostPopular(), { split: ratings }], 'split must be a split'],
    ['evaluateRanking', () => ['SVD', { split }], 'model must be a model, such as new SVD(), got "SVD"'],
    [
      'crossValidate',
      () => [{ model: 'SVD' }, { splits: [split] }],
      'splits must be a series of splits, as kFold',
    ],
    [
      'crossValidate',
      () => [{ model: 'SVD' }, { splits: ratings }],
      'splits must be a series of splits, as kFold',
    ],
    ['gridSearch', () => [ratings, {}], 'split must be a split'],
    ['precisionRecallCurve', () => [[], split], 'lists must be the lists that recommendAll returns, got []'],
    ['errorByCount', () => [result.row, { split }], 'result must be a result of evaluate'],
    ['errorByCount', () => [result, { split, edges: 7 }], 'edges must be a list, got 7'],
    ['ndcg', () => [null], 'list must be an object with hits, relevant and k, got null'],
    ['interview', () => [{}, () => 4, { answers: 1 }], 'onboarding must be a way to ask'],
    ['interview', () => [onboarding.askPopular(ratings), 4, { answers: 1 }], 'answer must be a function'],
    ['askGreedily', () => [null], 'model must be a model'],
  ];
  for (const [name, args, message] of bad) test(name, () => refused(name, args(), message));
});
