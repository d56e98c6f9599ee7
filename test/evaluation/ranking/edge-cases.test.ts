/** Ties, empty lists and draws: what neither the cards nor the reference numbers show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemIndex, itemIndex } from '../../../lib/core/ids';
import { auc } from '../../../lib/evaluation/ranking/metrics/auc';
import { averagePrecision } from '../../../lib/evaluation/ranking/metrics/average-precision';
import { cappedPrecision } from '../../../lib/evaluation/ranking/metrics/capped-precision';
import { exposure } from '../../../lib/evaluation/ranking/metrics/exposure';
import { f1 } from '../../../lib/evaluation/ranking/metrics/f1';
import { faqPrecision } from '../../../lib/evaluation/ranking/metrics/faq-precision';
import { faqPrecisionRecall } from '../../../lib/evaluation/ranking/metrics/faq-precision-recall';
import { faqRecall } from '../../../lib/evaluation/ranking/metrics/faq-recall';
import { FIVE_ITEMS_FACTS } from '../../../lib/evaluation/ranking/metrics/five-items';
import { gini } from '../../../lib/evaluation/ranking/metrics/gini';
import { cosineDistance } from '../../../lib/evaluation/ranking/metrics/latent-diversity';
import { latentSpace } from '../../../lib/evaluation/ranking/metrics/latent-space';
import { ndcg } from '../../../lib/evaluation/ranking/metrics/ndcg';
import { novelty } from '../../../lib/evaluation/ranking/metrics/novelty';
import { precision } from '../../../lib/evaluation/ranking/metrics/precision';
import { recall } from '../../../lib/evaluation/ranking/metrics/recall';
import { tailExposure } from '../../../lib/evaluation/ranking/metrics/tail-exposure';
import { drawCandidates } from '../../../lib/evaluation/ranking/sampled-candidates';
import { RandomState } from '../../../lib/math/random/random-state';
import { jaccardDistance } from '../../../lib/math/similarity/jaccard-distance';
import { goldenTables } from '../../fixtures/golden';
import { madeUpSplit } from './made-up';

test('AUC: a tie is half a pair, −Infinity ties with −Infinity, and without pairs it is NaN', () => {
  assert.equal(auc({ relevantScores: [2], otherScores: [2, 1, 3] }), (0.5 + 1 + 0) / 3);
  assert.equal(auc({ relevantScores: [2, 2], otherScores: [2] }), 0.5);
  const least = Number.NEGATIVE_INFINITY;
  assert.equal(auc({ relevantScores: [least], otherScores: [least, 1] }), 0.25);
  assert.ok(Number.isNaN(auc({ relevantScores: [], otherScores: [1] })));
  assert.ok(Number.isNaN(auc({ relevantScores: [1], otherScores: [] })));
});

test('nothing relevant: NaN, not 0, where the divisor is what is relevant', () => {
  const list = { hits: [0, 0], relevant: 0, k: 2 };
  for (const metric of [recall, f1, ndcg, averagePrecision, cappedPrecision]) {
    assert.ok(Number.isNaN(metric(list)), metric.name);
    assert.equal(metric({ ...list, relevant: 3 }), 0, metric.name);
    assert.equal(metric({ hits: [], relevant: 3, k: 2 }), 0, metric.name);
    if (metric !== recall && metric !== f1) assert.equal(metric({ hits: [1, 1], relevant: 9, k: 2 }), 1);
  }
});

test('what no list can be is refused by name, instead of a value above 1', () => {
  const list = { hits: [1, 0], relevant: 3, k: 2 };
  const wrong: [Partial<typeof list>, RegExp][] = [
    [
      { hits: [1, 1], relevant: 1 },
      /^(\w+): hits must not outnumber the relevant items, got 2 hits and 1 relevant items$/,
    ],
    [
      { hits: [1, 0], relevant: 0 },
      /: hits must not outnumber the relevant items, got 1 hits and 0 relevant items$/,
    ],
    [{ hits: [1, 2] }, /: each of hits must be 0 or 1, got 2 at place 2$/],
    [{ hits: [0.5] }, /: each of hits must be 0 or 1, got 0.5 at place 1$/],
    [{ hits: [Number.NaN] }, /: each of hits must be 0 or 1, got NaN at place 1$/],
    [{ hits: [0, 0, 1] }, /: hits must have at most k = 2 places, got 3$/],
    [{ hits: [], k: 0 }, /: k must be a positive whole number, got 0$/],
    [{ relevant: -1 }, /: relevant must be a whole number of at least 0, got -1$/],
    [{ relevant: 1.5 }, /: relevant must be a whole number of at least 0, got 1.5$/],
  ];
  for (const metric of [precision, recall, f1, ndcg, averagePrecision, cappedPrecision]) {
    for (const [change, message] of wrong) {
      assert.throws(() => metric({ ...list, ...change }), { name: 'OptionError', message }, metric.name);
      assert.throws(() => metric({ ...list, ...change }), { message: new RegExp(`^${metric.name}: `) });
    }
  }
});

test('nothing shown, no genre, no direction: NaN', () => {
  const nothing = [0, 0, 0, 0, 0, 0, 0];
  const values = [
    gini(nothing, FIVE_ITEMS_FACTS),
    tailExposure(nothing, FIVE_ITEMS_FACTS),
    novelty({ list: [] }, FIVE_ITEMS_FACTS),
    jaccardDistance([], ['War']),
    cosineDistance([0, 0], [1, 0]),
    cosineDistance(undefined, [1, 0]),
  ];
  assert.deepEqual(
    values.map((value) => Number.isNaN(value)),
    values.map(() => true),
  );
});

test('Gini: 0 where all are shown alike, (n − 1) / n where one takes all', () => {
  assert.equal(gini([3, 3, 3, 3], { catalog: 4 }), 0);
  assert.equal(gini([0, 0, 5, 0], { catalog: 4 }), 3 / 4);
  assert.equal(gini([5], { catalog: 4 }), 3 / 4);
});

test('exposure counts filled places, each list as often as its weight', () => {
  const lists = { items: [0, 1, 1, -1, 2, 0], k: 2 };
  assert.deepEqual([...exposure(lists, 4)], [2, 2, 1, 0]);
  assert.deepEqual([...exposure(lists, 4, [1, 0, 3])], [4, 1, 3, 0]);
});

test('FAQ: when nothing is recommended or relevant it counts whenNone; without predictions NaN', () => {
  const low = { predicted: [3, 2], truths: [1, 2] };
  assert.deepEqual([faqPrecision(low), faqRecall(low)], [0, 0]);
  assert.deepEqual([faqPrecision(low, { whenNone: 1 }), faqRecall(low, { whenNone: 1 })], [1, 1]);
  const none = { predicted: [], truths: [4] };
  assert.ok(Number.isNaN(faqPrecision(none)) && Number.isNaN(faqRecall(none)));
  const { test: part } = goldenTables();
  const refuse = (length: number, k: number, message: RegExp) =>
    assert.throws(() => faqPrecisionRecall({ ratings: new Float64Array(length) }, part, { k }), {
      name: 'OptionError',
      message,
    });
  refuse(part.length, 0, /faqPrecisionRecall: k must be a positive whole number, got 0/);
  refuse(3, 10, /faqPrecisionRecall: got 3 predictions for 166 true ratings/);
});

test('drawn candidates: the relevant ones and as many others as asked for, none of them rated', () => {
  const [seen, rated, relevant] = [[0, 1], [2, 3], [3]].map((items) => items.map(itemIndex) as ItemIndex[]);
  const often = new Int32Array(20);
  const random = new RandomState(4);
  for (let time = 0; time < 2000; time++) {
    const chosen = drawCandidates(20, seen, { rated, relevant }, { sampled: 4, random });
    assert.equal(
      chosen.reduce((sum, flag) => sum + flag, 0),
      5,
    );
    for (let item = 0; item < 20; item++) often[item] += chosen[item];
  }
  assert.deepEqual([...often.subarray(0, 4)], [0, 0, 0, 2000]);
  // Sixteen others, each expected 500 times with a standard deviation of 19.
  for (const count of often.subarray(4)) assert.ok(Math.abs(count - 500) < 90, String(count));
  const all = drawCandidates(20, seen, { rated, relevant }, { sampled: 99, random });
  assert.equal(
    all.reduce((sum, flag) => sum + flag, 0),
    17,
  );
});

test('a latent space has a place for each train item, the same one each time', async () => {
  const { train, test: part } = madeUpSplit();
  const [first, second] = [
    await latentSpace(train, { factors: 3, epochs: 2 }),
    await latentSpace(train, { factors: 3, epochs: 2 }),
  ];
  for (const item of train.items) assert.equal(first(item)?.length, 3);
  const [item] = train.items;
  assert.deepEqual(first(item), second(item));
  const unknown = [...part.items].filter((id) => !train.items.has(id));
  assert.deepEqual(unknown.map(first), [undefined]);
});

test('novelty of an item that nobody has rated is that of one with a single rating', () => {
  assert.equal(novelty({ list: [0, 1] }, { counts: Int32Array.of(0, 4), users: 8 }), (3 + 1) / 2);
});
