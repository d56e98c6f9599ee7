/** The contract finds what is wrong with a model, and its report says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserId } from '../../lib/core/ids';
import type { Interactions } from '../../lib/data/table/interactions';
import { DISPLAY } from '../../lib/kernel/display';
import { entry, type ModelEntry } from '../../lib/models/model-entry';
import { MEAN_RATING_OPTIONS, MeanRating } from '../../lib/models/simple/mean-rating';
import type { Prediction } from '../../lib/recommender/model';
import { checkContract } from '../../lib/testing/check-contract';

function entryOf(Model: new (options?: object) => MeanRating): ModelEntry {
  return entry(Model, MEAN_RATING_OPTIONS, 'a model under test');
}

test('a report of what passed, what was skipped and why', async () => {
  const report = await checkContract(entryOf(MeanRating));
  assert.deepEqual(report.failed, []);
  assert.ok(report.passed.length > 20);
  const skipped = new Map(report.skipped.map(({ what, why }) => [what, why]));
  assert.equal(skipped.get('another seed, another answer'), 'the model has no option seed');
  assert.equal(
    skipped.get('similar users exclude the user, are sorted, and have their support'),
    'can.similarUsers is false',
  );
  const { 'text/plain': plain, 'text/html': html } = report[DISPLAY]();
  assert.match(String(plain), /^MeanRating: \d+ passed, 0 failed, \d+ skipped\nskipped {2}fit: /);
  assert.match(String(html), /<td[^>]*>the model has no option seed<\/td>/);
});

const faults: [string, new (options?: object) => MeanRating, string, string][] = [
  [
    'predictions outside the scale',
    class extends MeanRating {
      override predict(user: UserId, item: Parameters<MeanRating['predict']>[1]): Prediction {
        return { ...super.predict(user, item), rating: 7 };
      }
    },
    'predictions',
    'predictions for unknown users and items are as declared, and say so',
  ],
  [
    'a list with what was seen',
    class extends MeanRating {
      override recommend(user: UserId, options = {}) {
        return super.recommend(user, { ...options, filterSeen: false });
      }
    },
    'lists',
    'seen items are left out, unless requested',
  ],
  [
    'an array that grows with each question',
    class extends MeanRating {
      override scoresOf(user: UserId, options = {}) {
        this.asked++;
        return super.scoresOf(user, options).map((score) => score + this.asked * 1e-3);
      }
      private asked = 0;
    },
    'robustness',
    'calls do not change the model',
  ],
  [
    'a fit that ignores an abort',
    class extends MeanRating {
      override fit(train: Interactions) {
        return super.fit(train);
      }
    },
    'fit',
    'a signal that is already aborted stops the fit at once',
  ],
];
for (const [what, Model, subject, check] of faults) {
  test(`found: ${what}`, async () => {
    const { failed } = await checkContract(entryOf(Model), { subjects: [subject] });
    assert.ok(
      failed.some((result) => result.what === check),
      failed.map((result) => result.what).join('; '),
    );
  });
}

test('an excuse must be needed', async () => {
  const what = 'filters are honored';
  const { failed } = await checkContract(entryOf(MeanRating), {
    subjects: ['lists'],
    excused: { [what]: 'no reason' },
  });
  assert.deepEqual(
    failed.map((result) => [result.what, result.why]),
    [[what, 'the check passes, so it needs no excuse; remove the excuse: no reason']],
  );
});

test('an abort ends the checks', async () => {
  const reason = new Error('enough');
  await assert.rejects(checkContract(entryOf(MeanRating), { signal: AbortSignal.abort(reason) }), reason);
});
