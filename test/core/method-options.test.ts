/** Options of functions that aren't models: null, a number or a list is refused in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  coldItemFolds,
  coldItems,
  coldUserFolds,
  coldUsers,
  globalTimeCut,
  kFold,
  leaveLastN,
  shuffleSplit,
  trainTestSplit,
} from '../../lib/evaluation/evaluation';
import { toyRatings } from '../../lib/testing/toy-ratings';

const SPLITS = {
  coldItemFolds,
  coldItems,
  coldUserFolds,
  coldUsers,
  globalTimeCut,
  kFold,
  leaveLastN,
  shuffleSplit,
  trainTestSplit,
};

for (const [name, made] of Object.entries(SPLITS)) {
  test(`${name} says what its options are`, () => {
    const split = made as (ratings: object, options: unknown) => unknown;
    for (const wrong of [null, 0.2, ['testSize', 0.2]]) {
      const message = new RegExp(`^${name}: options must be an object such as {.*}, or left out; got `);
      assert.throws(() => split(toyRatings(), wrong), { name: 'OptionError', message });
    }
  });
}
