import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../lib/math/random/random-state';
import { trust } from '../../lib/math/similarity/similarity-formulas';
import { nearSimilar } from '../../lib/recommender/near-similar';
import type { PairLists } from '../../lib/recommender/train-summary';

const ITEMS = 2000;
const USERS = 1500;
const random = new RandomState(3);
/** Most users have rated the first items; a few users have rated half of all. */
const ratedBy = Array.from({ length: USERS }, (_, user) => {
  const count = user < 3 ? ITEMS / 2 : 15;
  return new Set(Array.from({ length: count }, () => Math.floor(ITEMS * random.random() ** 3)));
});
const byUser = listed(ratedBy.map((items) => [...items]));
const ratersOf = Array.from({ length: ITEMS }, (_, item) =>
  ratedBy.flatMap((items, user) => (items.has(item) ? [user] : [])),
);
const lists = { own: listed(ratersOf), others: byUser };
/** A number per item that says how similar two are: less the farther apart they are. */
const places = random.normals(ITEMS, 0, 1);
const similarity = (one: number, other: number) =>
  one === 7 || other === 7 ? Number.NaN : 1 - Math.abs(places[one] - places[other]);

function listed(all: readonly (readonly number[])[]): PairLists {
  const offsets = new Int32Array(all.length + 1);
  for (const [n, one] of all.entries()) offsets[n + 1] = offsets[n] + one.length;
  return { offsets, column: Int32Array.from(all.flat()) };
}

function searchOf(item: number) {
  const similarityTo = (other: number) => similarity(item, other);
  return {
    similarityTo,
    nearest: (wanted: number) =>
      Array.from({ length: ITEMS }, (_, other) => other)
        .filter((other) => !Number.isNaN(similarityTo(other)))
        .sort((a, b) => similarityTo(b) - similarityTo(a))
        .slice(0, wanted + 1),
  };
}

/** By comparing all items. */
function exact(item: number, k: number, minSupport: number, shrinkage: number) {
  return Array.from({ length: ITEMS }, (_, other) => {
    const raters = new Set(ratersOf[item]);
    const support = ratersOf[other].filter((user) => raters.has(user)).length;
    const unshrunk = similarity(item, other);
    return {
      index: other,
      support,
      unshrunk,
      similarity: unshrunk * trust(Math.max(1, support), shrinkage),
    };
  })
    .filter(
      ({ index, support, unshrunk }) => index !== item && support >= minSupport && !Number.isNaN(unshrunk),
    )
    .sort((a, b) => b.similarity - a.similarity || b.unshrunk - a.unshrunk || a.index - b.index)
    .slice(0, k);
}

const all = { minSupport: 0, shrinkage: 0, allows: () => true };

test('the most similar items with a shrinkage or a minimum are those of comparing all', () => {
  for (const item of [0, 5, 100, 1500, ITEMS - 1]) {
    for (const [minSupport, shrinkage] of [
      [0, 20],
      [2, 0],
      [3, 10],
      [0, 0],
    ]) {
      assert.deepEqual(
        nearSimilar(item, searchOf(item), lists, { ...all, k: 10, minSupport, shrinkage }),
        exact(item, 10, minSupport, shrinkage),
        `item ${item}, ${minSupport}, ${shrinkage}`,
      );
    }
  }
});

test('without knowing who rated what, supports are unknown', () => {
  const found = nearSimilar(5, searchOf(5), undefined, { ...all, k: 3 })!;
  const expected = exact(5, 3, 0, 0);
  assert.deepEqual(
    found.map(({ index }) => index),
    expected.map(({ index }) => index),
  );
  assert.ok(found.every(({ support }) => Number.isNaN(support)));
});

test('items that are not allowed, have no similarity, or are too many to be worth a search', () => {
  const isEven = (item: number) => item % 2 === 0;
  const found = nearSimilar(0, searchOf(0), lists, { ...all, k: 5, shrinkage: 20, allows: isEven })!;
  assert.ok(found.length === 5 && found.every(({ index }) => isEven(index)));
  assert.deepEqual(nearSimilar(7, searchOf(7), lists, { ...all, k: 5 }), []);
  assert.equal(nearSimilar(0, searchOf(0), lists, { ...all, k: 2501 }), undefined);
});

test('of an item with very many raters, supports are estimates, and the list is nearly the same', () => {
  const [k, item] = [10, 0];
  assert.ok(ratersOf[item].length > 400, `${ratersOf[item].length}`);
  const limits = { compared: 300, counted: 3000 };
  const found = nearSimilar(item, searchOf(item), lists, { ...all, k, shrinkage: 20 }, limits)!;
  const expected = exact(item, ITEMS, 0, 20);
  const best = new Set(expected.slice(0, k).map(({ index }) => index));
  const common = found.filter(({ index }) => best.has(index)).length;
  assert.ok(common >= 7, `${common} of ${k}`);
  for (const { index, support } of found) {
    const truth = expected.find((other) => other.index === index)!.support;
    assert.ok(Math.abs(support - truth) < 4 * Math.sqrt(5 * truth) + 5, `${support} of ${truth}`);
  }
});
