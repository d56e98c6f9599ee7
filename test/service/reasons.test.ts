import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { filmFeatures } from '../../lib/data/film-features';
import { createModel } from '../../lib/models/registry';
import { Reasons } from '../../lib/service/reasons';
import { TASTE_FILMS, twoTastes } from './two-tastes';

const titles = new Map(TASTE_FILMS.map(({ id, title }) => [id, title]));
const titleOf = (item: (typeof TASTE_FILMS)[number]['id']) => titles.get(item)!;
const RATINGS = twoTastes().withItemFeatures(filmFeatures(TASTE_FILMS));
const isSpace = (id: string) => Number(id) % 2 === 1;

// Factor models, one whose score is a sum over ratings, and one of genres, which is asked for similar films.
for (const [name, options, isSum] of [
  ['ALS', { factors: 3, reg: 0.5 }, true],
  ['EASE', {}, true],
  ['NMF', { factors: 4, seed: 0 }, true],
  ['ContentProfile', {}, false],
] as const) {
  test(`${name}: space films speak for space films, love films for love films`, async () => {
    const model = await createModel(name, options).fit(RATINGS);
    const reasons = new Reasons(model, titleOf);
    // Somebody who likes films of both kinds: five stars each, one film disliked.
    const rated = [
      { item: itemId('1'), rating: 5 },
      { item: itemId('2'), rating: 5 },
      { item: itemId('3'), rating: 1 },
    ];
    const visitor = model.foldIn(rated);
    const reasonsFor = reasons.ofVisitor(visitor, rated);
    for (const id of ['11', '12', '21', '22', '31', '32']) {
      const [first, ...others] = reasonsFor(itemId(id));
      assert.equal(first.itemId, isSpace(id) ? '1' : '2', id);
      assert.equal(first.title, titleOf(itemId(first.itemId)));
      assert.equal(first.rating, 5);
      assert.ok(!others.some((other) => other.itemId === '3'), 'what was disliked is no reason to watch');
      if (!isSum) {
        assert.equal(first.adds, null);
        continue;
      }
      const { terms } = visitor.explain(itemId(id));
      assert.equal(first.adds, terms.find(({ item }) => item === first.itemId)?.value);
    }
    const ofUser = reasons.ofUser(userId('u0'));
    const own = new Map(
      model.train.ratingsOf(userId('u0')).map(({ item, rating }) => [String(item), rating]),
    );
    const [best] = model.recommend(userId('u0'), { k: 1 });
    const because = ofUser(best.item);
    assert.ok(because.length > 0 && because.length <= 3);
    for (const reason of because) {
      assert.ok(isSpace(reason.itemId), reason.title);
      assert.equal(reason.rating, own.get(reason.itemId));
    }
  });
}

test('where nothing was rated well, there is no reason', async () => {
  const model = await createModel('ALS', { factors: 3, reg: 0.5 }).fit(twoTastes());
  const rated = [{ item: itemId('1'), rating: 1 }];
  assert.deepEqual(new Reasons(model, titleOf).ofVisitor(model.foldIn(rated), rated)(itemId('2')), []);
});
