import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jaccardDistance } from '../../../lib/math/similarity/jaccard-distance';

test('one minus what is common over what is in either', () => {
  const [drama, both] = [Object.freeze(['Drama']), Object.freeze(['War', 'Drama'])];
  assert.equal(jaccardDistance(drama, drama), 0);
  assert.equal(jaccardDistance(drama, both), 1 / 2);
  assert.equal(jaccardDistance(both, drama), 1 / 2);
  assert.equal(jaccardDistance(drama, ['Comedy']), 1);
  assert.equal(jaccardDistance(both, ['Drama', 'Comedy']), 1 - 1 / 3);
});

test('NaN where a set is empty: nothing is known', () => {
  for (const [a, b] of [
    [[], ['War']],
    [['War'], []],
    [[], []],
  ])
    assert.equal(jaccardDistance(a, b), Number.NaN);
});
