import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { lookAtList } from '../../lib/evaluation/ranking/look-at-list';
import { crossValidate } from '../../lib/evaluation/ratings/cross-validate';
import { differenceByCount } from '../../lib/evaluation/ratings/difference-by-count';
import { errorByCount } from '../../lib/evaluation/ratings/error-by-count';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { rerank } from '../../lib/lists/rerank';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { toyRatings } from '../../lib/testing/toy-ratings';

// A notebook in JavaScript has no compiler that says so.
test('options that can not be left out: the error names the function and what is missing', async () => {
  const split = trainTestSplit(toyRatings(), { seed: 1 });
  const model = new BaselineOnly();
  const result = await evaluate(model, { split });
  const calls: Readonly<Record<string, (options: never) => unknown>> = {
    crossValidate: (options) => crossValidate({ model: 'BaselineOnly' }, options),
    differenceByCount: (options) => differenceByCount(result, result, options),
    errorByCount: (options) => errorByCount(result, options),
    evaluate: (options) => evaluate(model, options),
    evaluateRanking: (options) => evaluateRanking(model, options),
    lookAtList: (options) => lookAtList(model, options),
    rerank: (options) => rerank([], options),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const options of [undefined, null, 7, {}, split]) {
      const message = new RegExp(
        `^${name}: the options must be an object with (split|lambda).*(got|is missing)`,
      );
      await assert.rejects(async () => call(options as never), { name: 'OptionError', message }, name);
    }
  }
  await assert.rejects(evaluate(model, split as never), {
    message:
      /^evaluate: the options must be an object with split, as in \{ split \}; split is missing \(given: name, train, test, .*\)$/,
  });
});
