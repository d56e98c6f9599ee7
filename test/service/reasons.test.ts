import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { filmFeatures } from '../../lib/data/movielens/film-features';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel } from '../../lib/models/registry';
import { goodOnScale } from '../../lib/service/served/good-ratings';
import { Reasons } from '../../lib/service/served/reasons';
import { TASTE_FILMS, twoTastes } from './two-tastes';

const titles = new Map(TASTE_FILMS.map(({ id, title }) => [id, title]));
const titleOf = (item: (typeof TASTE_FILMS)[number]['id']) => titles.get(item)!;
const RATINGS = twoTastes().withItemFeatures(filmFeatures(TASTE_FILMS));
const GOOD = goodOnScale(RATINGS.scale, true);
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
    const reasons = new Reasons(model, titleOf, GOOD);
    for (const [liked, disliked] of ['12', '21']) {
      const rated = [
        { item: itemId(liked), rating: 5 },
        { item: itemId(disliked), rating: 1 },
      ];
      const visitor = model.foldIn(rated);
      const reasonsFor = reasons.ofVisitor(visitor, rated);
      const places = visitor.recommend({ k: 40 }).map(({ item }) => item);
      const explained = places.slice(0, 12).filter((item) => reasonsFor(item).length > 0);
      assert.ok(explained.length >= 4, `${explained.length} of 12 stand higher than for everybody`);
      for (const item of explained) {
        const [first, ...others] = reasonsFor(item);
        assert.equal(isSpace(item), isSpace(liked), `${item} for somebody who likes ${liked}`);
        assert.deepEqual(
          [first.itemId, first.title, first.rating, others],
          [liked, titleOf(itemId(liked)), 5, []],
        );
        const terms = isSum ? visitor.explain(item).terms : [];
        assert.equal(first.adds, isSum ? terms.find((term) => term.item === liked)?.value : null);
      }
      if (!isSum) continue;
      for (const item of places.slice(-6)) {
        assert.deepEqual(reasonsFor(item), [], `${item} stands lower than for everybody`);
      }
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
  assert.deepEqual(new Reasons(model, titleOf, GOOD).ofVisitor(model.foldIn(rated), rated)(itemId('2')), []);
});

test('what stands as high for everybody needs no reason', async () => {
  // All have the hit and like it; those who like 1 like 2 as well.
  const rows: [string, string, number][] = [];
  for (let user = 0; user < 40; user++) {
    rows.push([`u${user}`, 'hit', 5]);
    for (const item of user % 2 ? ['1', '2'] : ['3', '4', '5']) rows.push([`u${user}`, item, 5]);
  }
  const model = await createModel('EASE', { reg: 5 }).fit(Interactions.fromRows(rows));
  const rated = [{ item: itemId('1'), rating: 5 }];
  const visitor = model.foldIn(rated);
  const reasonsFor = new Reasons(model, (item) => item, Number.NEGATIVE_INFINITY).ofVisitor(visitor, rated);
  assert.deepEqual(
    visitor.recommend({ k: 2 }).map(({ item }) => [item, reasonsFor(item).map((reason) => reason.itemId)]),
    [
      ['2', ['1']],
      ['hit', []],
    ],
  );
  assert.ok(
    visitor.explain(itemId('hit')).terms.some(({ value }) => value > 0),
    'though 1 has a part in its score',
  );
});

test('in a large catalog, where only the first places are compared, the reasons are the same', async () => {
  const model = await createModel('ALS', { factors: 3, reg: 0.5 }).fit(RATINGS);
  const [all, few] = [undefined, 1].map((large) => new Reasons(model, titleOf, GOOD, large));
  let explained = 0;
  for (const [liked, disliked] of ['12', '21']) {
    const rated = [
      { item: itemId(liked), rating: 5 },
      { item: itemId(disliked), rating: 1 },
    ];
    const visitor = model.foldIn(rated);
    const best = visitor.recommend({ k: 40 }).map(({ item }) => item);
    const [expected, found] = [all.ofVisitor(visitor, rated), few.ofVisitor(visitor, rated, {}, best)];
    for (const item of best) {
      assert.deepEqual(found(item), expected(item), item);
      if (expected(item).length > 0) explained++;
    }
    assert.deepEqual(few.ofVisitor(visitor, rated, {}, best.slice(0, 5))(best[6]), [], 'not on the list');
  }
  assert.ok(explained > 8 && explained < 70, `${explained}`);
  const best = model.recommend(userId('u0'), { k: 10 }).map(({ item }) => item);
  const [expected, found] = [all.ofUser(userId('u0')), few.ofUser(userId('u0'), {}, best)];
  for (const item of best) assert.deepEqual(found(item), expected(item), item);
});

test('of a large catalog and a model without vectors, everyone gets what most users rated', async () => {
  const model = await createModel('EASE').fit(RATINGS);
  const rated = [{ item: itemId('12'), rating: 5 }];
  const visitor = model.foldIn(rated);
  const best = visitor.recommend({ k: 10 }).map(({ item }) => item);
  const found = new Reasons(model, titleOf, GOOD, 1).ofVisitor(visitor, rated, {}, best);
  assert.ok(best.some((item) => found(item)[0]?.itemId === '12'));
});
