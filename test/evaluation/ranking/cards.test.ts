/** The example on each metric's card is executed: by hand, and by the function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FIVE_ITEMS_CATALOG,
  FIVE_ITEMS_EXPOSURE,
  FIVE_ITEMS_FACTS,
  FIVE_ITEMS_PAIR,
  FIVE_ITEMS_USER,
} from '../../../lib/evaluation/ranking/metrics/five-items';
import type { RankingMetric } from '../../../lib/evaluation/ranking/metrics/ranking-metric';
import { RANKING_METRICS } from '../../../lib/evaluation/ranking/metrics/ranking-metrics';
import { close } from './close';

function byHand(arithmetic: string): number {
  assert.match(arithmetic, /^[\d\s.()+*/-]*((log2|ln)\(|[\d\s.()+*/-])*$/, 'a sum of numbers');
  return new Function('log2', 'ln', `return ${arithmetic}`)(Math.log2, Math.log) as number;
}

function byFunction(metric: RankingMetric): number {
  if (metric.kind === 'user') return metric.of(FIVE_ITEMS_USER, FIVE_ITEMS_FACTS);
  if (metric.kind === 'pair') return metric.of(...FIVE_ITEMS_PAIR);
  return metric.of(FIVE_ITEMS_EXPOSURE, FIVE_ITEMS_CATALOG);
}

for (const metric of RANKING_METRICS) {
  const { name, card } = metric;
  test(`${name}: ${card.example.arithmetic} = ${card.example.value}`, () => {
    close(byFunction(metric), byHand(card.example.arithmetic), 1e-12);
    close(byFunction(metric), card.example.value, 2e-6);
  });

  test(`${name}: the card is complete and can't be changed`, () => {
    const { example, ...texts } = card;
    for (const text of [...Object.values(texts), example.words]) assert.ok(text.length > 0);
    assert.ok(Object.isFrozen(metric) && Object.isFrozen(card) && Object.isFrozen(example));
  });
}

test('the table has each metric once', () => {
  const names = RANKING_METRICS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const titles = RANKING_METRICS.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
});

test('the three precisions differ where their definitions do', () => {
  const value = (name: string, user = FIVE_ITEMS_USER) => {
    const metric = RANKING_METRICS.find((candidate) => candidate.name === name);
    assert.ok(metric?.kind === 'user');
    return metric.of(user, FIVE_ITEMS_FACTS);
  };
  // A list with one hit at its top, three relevant items, and everything predicted below 3.5.
  const user = { ...FIVE_ITEMS_USER, hits: [1, 0, 0, 0], predicted: [3, 3, 3, 3] };
  assert.deepEqual(
    ['precision', 'cappedPrecision', 'faqPrecision'].map((name) => value(name, user)),
    [1 / 4, 1 / 3, 0],
  );
});
