/**
 * The tutorial's own precision@10 and recall@10 (threshold 3.5) on its split. The numbers are those of
 * scikit-surprise 1.1.5 with its FAQ's function: train_test_split(test_size=.2, random_state=42), then
 * BaselineOnly() and SVD(random_state=42).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipToScale } from '../../../lib/core/rating-scale';
import { loadMovieLens100K } from '../../../lib/data/movielens/movielens-100k';
import type { Interactions } from '../../../lib/data/table/interactions';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { faqPrecisionRecall } from '../../../lib/evaluation/ranking/metrics/faq-precision-recall';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { plainSVD } from '../../../lib/models/factors/plain/plain-svd';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { withoutMovieLens } from '../../fixtures/movielens';
import { close } from './close';

const skip = withoutMovieLens();

test("BaselineOnly: Surprise's .7184245187 and .5532064749, for all 940 test users", { skip }, async () => {
  const split = trainTestSplit(loadMovieLens100K().ratings);
  const { row, perUser } = await evaluateRanking(new BaselineOnly(), {
    split,
    metrics: ['faqPrecision', 'faqRecall'],
  });
  close(row.faqPrecision, 0.7184245187436664, 1e-6);
  close(row.faqRecall, 0.55320647493891, 1e-6);
  assert.equal(perUser.faqPrecision.filter((value) => !Number.isNaN(value)).length, 940);
});

test("SVD written as Surprise's, random_state 42: .7115674603 and .5427854709", { skip }, () => {
  const { train, test: part } = trainTestSplit(loadMovieLens100K().ratings);
  const ratings = svdPredictions(train, part);
  const { precision, recall } = faqPrecisionRecall({ ratings }, part, { k: 10, threshold: 3.5 });
  close(precision, 0.7115674603174597, 1e-6);
  close(recall, 0.5427854708784838, 1e-6);
});

function svdPredictions(train: Interactions, part: Interactions): Float64Array {
  const { estimate } = plainSVD(train, {
    factors: 100,
    epochs: 20,
    learningRate: 0.005,
    reg: 0.02,
    seed: 42,
  });
  const scores = Array.from(part, ({ user, item }) => {
    return clipToScale(train.scale, estimate(train.users.indexOf(user), train.items.indexOf(item)));
  });
  return Float64Array.from(scores);
}
