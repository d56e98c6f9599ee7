import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { itemFeatures } from '../../lib/data/features/feature-rows';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { askRepresentative } from '../../lib/onboarding/ask-representative';
import { interview } from '../../lib/onboarding/interview';

function tableOf(rows: Parameters<typeof itemFeatures>[0]): Interactions {
  const [first] = rows;
  const one = Interactions.fromRows([['nobody', String(first.item), 3]], {
    scale: { min: 1, max: 5, step: 1 },
  });
  return one.withItemFeatures(itemFeatures(rows));
}
const orderOf = (table: Interactions) =>
  interview(askRepresentative(table), () => undefined, { questions: 99 }).map(({ item }) => String(item));

test('three of war, two of love, one of nothing: one of each kind first, what is not known last', () => {
  const table = tableOf([
    { item: 'unknown' },
    { item: 'love1', words: ['love'] },
    { item: 'war1', words: ['war'] },
    { item: 'war2', words: ['war'] },
    { item: 'love2', words: ['love'] },
    { item: 'war3', words: ['war'] },
  ]);
  assert.deepEqual(orderOf(table), ['war1', 'love1', 'war2', 'love2', 'war3', 'unknown']);
});

test('what is asked next adds most to how like the likest one is, by the whole sum', () => {
  const random = new RandomState(4);
  const words = 'a b c d e f g h'.split(' ');
  const rows = Array.from({ length: 25 }, (_, item) => ({
    item,
    words: words.filter(() => random.random() < 0.3).concat(words[item % 8]),
  }));
  const table = tableOf(rows);
  const features = itemFeatures(rows);
  const vectors = rows.map(({ item }) => {
    const found = new Map(features.featuresOf(itemId(item)).map(({ name, weight }) => [name, weight]));
    return words.map((word) => found.get(word) ?? 0);
  });
  const cosine = (a: number, b: number) =>
    vectors[a].reduce((sum, value, n) => sum + value * vectors[b][n], 0);
  const worth = (asked: readonly number[]) =>
    rows.reduce((sum, { item }) => sum + Math.max(0, ...asked.map((one) => cosine(one, item))), 0);
  const order = orderOf(table).map(Number);
  assert.deepEqual(
    order.slice().sort((a, b) => a - b),
    rows.map(({ item }) => item),
  );
  for (let n = 0; n < 5; n++) {
    const best = Math.max(...order.slice(n).map((item) => worth([...order.slice(0, n), item])));
    assert.ok(worth(order.slice(0, n + 1)) > best - 1e-5, `question ${n}`);
  }
});

test('it goes on after what was asked, whoever asks, and needs features', () => {
  const table = tableOf([
    { item: 1, words: ['x'] },
    { item: 2, words: ['y'] },
  ]);
  const onboarding = askRepresentative(table);
  assert.equal(onboarding.next([]), itemId(1));
  assert.equal(onboarding.next([{ item: itemId(1), rating: 4 }]), itemId(2));
  assert.equal(onboarding.next([{ item: itemId(2), rating: undefined }]), itemId(1));
  const all = [1, 2].map((id) => ({ item: itemId(id), rating: undefined }));
  assert.equal(onboarding.next(all), undefined);
  assert.equal(onboarding.next([]), itemId(1));
  const bare = Interactions.fromRows([['u', 'i', 3]], { scale: { min: 1, max: 5, step: 1 } });
  assert.throws(() => askRepresentative(bare), /askRepresentative: the train set has no item features/);
});
