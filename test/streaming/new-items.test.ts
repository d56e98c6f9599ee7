/** New items on lists before a model is trained on them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { itemFeatures } from '../../lib/data/features/feature-rows';
import { KNNWithMeans } from '../../lib/models/neighbors/knn-with-means';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { FeatureNeighbors } from '../../lib/streaming/live-model/feature-neighbors';
import { LiveModel, type LiveModelOptions } from '../../lib/streaming/live-model/live-model';
import { type NewItem, rankNewItems } from '../../lib/streaming/live-model/new-items';
import type { NewEvent, StreamEvent } from '../../lib/streaming/stream-event';
import { TASTE_FILMS, twoTastes } from '../service/two-tastes';

const T = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const SPACE = userId('u0');
const LOVE = userId('u1');
const train = twoTastes().withItemFeatures(
  itemFeatures(
    TASTE_FILMS.map(({ id, genres }) => ({ item: id, words: genres.map((genre) => `genre: ${genre}`) })),
  ),
);
const films = new KNNWithMeans({ userBased: false }).fit(train);
const plain = new MostPopular().fit(twoTastes());

let sent = 0;
function say(live: LiveModel, event: NewEvent, time = T): void {
  const whole = { ...event, id: `e${sent}`, time } as StreamEvent;
  live.apply({ partition: 0, offset: sent++, appended: time, event: whole });
}
const announce = (item: string, features?: string[]): NewEvent => ({
  type: 'new-item',
  itemId: item,
  ...(features && { features }),
});
const click = (user: string, item: string): NewEvent => ({ type: 'click', userId: user, itemId: item });
const newOn = (live: LiveModel, user = SPACE, k = 10) =>
  live
    .recommend(user, { k })
    .filter(({ item }) => !live.base.summary.items.has(item))
    .map(({ item }) => item);
const madeOf = async (base: Promise<KNNWithMeans | MostPopular>, options: Partial<LiveModelOptions> = {}) =>
  new LiveModel(await base, options);

test('with features: who likes such items gets the new one at once, others do not', async () => {
  const live = await madeOf(films);
  const before = live.recommend(SPACE, { k: 5 });
  say(live, announce('नया', ['Sci-Fi', 'unheard of']));
  const list = live.recommend(SPACE, { k: 5 });
  assert.deepEqual(list.slice(0, 4), before.slice(0, 4));
  assert.deepEqual(list[4], { item: 'नया', score: before[3].score, support: 0 });
  assert.deepEqual(newOn(live, LOVE), []);
  say(live, announce('tears', ['Romance']));
  assert.deepEqual(newOn(live, LOVE), ['tears']);
  assert.deepEqual(newOn(live), ['नया']);
  // A visitor of whom one click is known.
  say(live, click('somebody', '2'));
  const [marked] = live.recommend(userId('somebody')).slice(-1);
  assert.deepEqual([marked.item, marked.foldedIn], ['tears', true]);
  // Whoever has clicked it, or can't be asked about it, doesn't get it again.
  say(live, click('u0', 'नया'));
  assert.deepEqual(newOn(live), []);
  assert.equal(
    live.recommend(LOVE, { without: [itemId('tears')] }).some(({ item }) => item === 'tears'),
    false,
  );
  assert.equal(live.recommend(LOVE, { among: [itemId('1'), itemId('2')], filterSeen: false }).length, 2);
});

test('without features: the same one for everyone, the most popular, then the newest; for a week', async () => {
  const live = await madeOf(plain);
  say(live, announce('old'), T - 2 * HOUR);
  say(live, announce('new', ['Romance']));
  assert.deepEqual([newOn(live), newOn(live, LOVE)], [['new'], ['new']]);
  say(live, click('u5', 'old'));
  assert.deepEqual(newOn(live), ['old']);
  assert.deepEqual(newOn(live, userId('u5')), ['new']);
  say(live, { type: 'retraction', userId: 'u5', itemId: 'old' });
  assert.deepEqual(newOn(live), ['new']);
  const week = T + 168 * HOUR;
  say(live, announce('old', ['changed']), week - 1); // not announced for the first time
  say(live, { type: 'new-user', userId: 'x' }, week);
  assert.deepEqual(newOn(live), ['new']);
  say(live, { type: 'new-user', userId: 'x' }, week + 1);
  assert.deepEqual(newOn(live), []);
});

test('their places are at most half of a list, none on request; a model that knows the item needs none', async () => {
  for (const [newItems, k, expected] of [
    [1, 1, 0],
    [1, 2, 1],
    [3, 4, 2],
    [3, 10, 3],
    [0, 10, 0],
  ]) {
    const live = await madeOf(plain, { newItems });
    for (const item of ['a', 'b', 'c', 'd']) say(live, announce(item));
    assert.equal(newOn(live, SPACE, k).length, expected, `${newItems} of ${k}`);
    assert.equal(live.recommend(SPACE, { k }).length, k);
  }
  const live = await madeOf(plain);
  say(live, announce('40', ['Romance']));
  assert.deepEqual(newOn(live), []);
});

test('they are saved, and a state of an earlier version has none', async () => {
  const live = await madeOf(films);
  const nothing = live.save();
  assert.ok(!Buffer.from(nothing).includes('announced'));
  say(live, { type: 'new-item', itemId: '__proto__', title: 'Amélie', features: ['Sci-Fi'] });
  const again = await madeOf(films);
  again.load(live.save());
  assert.deepEqual(again.save(), live.save());
  assert.deepEqual(
    again.newItemsFor(undefined, () => undefined),
    [{ item: '__proto__', title: 'Amélie', features: ['Sci-Fi'], since: T, popularity: 0 }],
  );
  for (let n = 0; n < 1001; n++) say(live, announce(`${n} new`));
  assert.equal(live.newItemsFor(undefined, () => undefined).length, 1000);
  again.load(nothing);
  assert.deepEqual(newOn(again), []);
});

test('the estimate, by hand: the mean of the scores of similar items, weighted by the cosine', () => {
  const neighbors = new FeatureNeighbors([['a'], ['genre: a', 'genre: b'], ['b'], [], ['c']]);
  const [first, second] = neighbors.of(['a']);
  assert.deepEqual([first, second.index], [{ index: 0, similarity: 1 }, 1]);
  assert.ok(Math.abs(second.similarity - Math.SQRT1_2) < 1e-12);
  assert.deepEqual(neighbors.of(['x']), []);
  const item = (name: string, ...features: string[]): NewItem => ({
    item: itemId(name),
    features,
    since: 0,
    popularity: 0,
  });
  const ranked = (scores: number[]) =>
    rankNewItems([item('x'), item('b', 'b'), item('a', 'a')], {
      scoreOf: (known) => scores[known],
      items: scores.length,
      neighbors,
    }).map((one) => one.item);
  // a: (5 + √½ · 2) / (1 + √½) = 3.76, b: (3 + √½ · 2) / (1 + √½) = 2.59; the mean of all is 2.2 or 2.8.
  assert.deepEqual(ranked([5, 2, 3, 0, 1]), ['a', 'b', 'x']);
  assert.deepEqual(ranked([5, 2, 3, 3, 1]), ['a', 'x']);
  assert.deepEqual(ranked([Number.NaN, Number.NaN, 3, 1, 1]), ['b', 'a', 'x'], 'nothing is known of a');
});

test('in a large catalog: features read in pieces, and the usual score of evenly spaced items', async () => {
  const features = Array.from({ length: 60_000 }, (_, n) => [`shelf: ${n % 7}`, ...(n % 2 ? ['odd'] : [])]);
  let pauses = 0;
  const made = await FeatureNeighbors.inPieces(features, async () => {
    pauses++;
  });
  assert.equal(pauses, 30);
  const whole = new FeatureNeighbors(features);
  for (const names of [['3'], ['odd', '5'], ['nowhere', 'odd'], []])
    assert.deepEqual(made.of(names), whole.of(names));
  assert.deepEqual(
    made.of(['odd', '3']).map(({ index }) => index),
    Array.from({ length: 20 }, (_, n) => 3 + 14 * n),
  );
  let asked = 0;
  const scoreOf = (item: number) => {
    asked++;
    return item % 7 === 3 ? 5 : 1;
  };
  const item = (name: string, ...own: string[]): NewItem => ({
    item: itemId(name),
    features: own,
    since: 0,
    popularity: 0,
  });
  const fresh = [item('liked', '3'), item('not', '4')];
  const ranked = rankNewItems(fresh, { scoreOf, items: features.length, neighbors: made });
  assert.deepEqual(
    ranked.map((one) => one.item),
    ['liked'],
  );
  assert.ok(asked < 3000, `${asked}`);
});
