/** Updates: new, changed and withdrawn ratings in a fitted model. */
import assert from 'node:assert/strict';
import { DataError } from '../core/errors';
import type { ItemId } from '../core/ids';
import type { RatingUpdate } from '../data/table/rating-updates';
import { modelFromJson } from '../models/model-from-json';
import type { Model } from '../recommender/model';
import { CapabilityError, NotFittedError, StaleError } from '../recommender/model-errors';
import type { ContractCheck, Subject } from './contract-check';
import { answersOf, assertFinite } from './model-answers';
import { allPairs, NOVELTY, STRANGER } from './toy-ratings';

/** A new user with ratings of known and new items, a changed rating, and a withdrawn one. */
function updatesFor({ toy }: Subject): RatingUpdate[] {
  const [first, second] = [toy.row(0), toy.row(toy.length - 1)];
  const rated = new Set(toy.ratingsOf(first.user).map(({ item }) => item));
  const unrated = [...toy.items].find((item) => !rated.has(item)) as ItemId;
  return [
    [STRANGER, first.item, 5],
    [STRANGER, second.item, 1],
    [STRANGER, NOVELTY, 4],
    [first.user, NOVELTY, 5],
    [first.user, unrated, 2],
    [first.user, first.item, 6 - first.rating],
    [second.user, second.item, null],
  ];
}

const updated = async (subject: Subject) => {
  const model = await subject.another();
  await model.update(updatesFor(subject));
  return model;
};

export const UPDATES_CHECKS: readonly ContractCheck[] = [
  {
    what: 'a model that cannot update says so and what to do instead, and does not change',
    needs: { updates: 'none' },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.another();
      const before = answersOf(model, pairs);
      await assert.rejects(model.update(updatesFor(subject)), (error: Error) => {
        assert.ok(error instanceof CapabilityError);
        assert.match(error.message, /fit/);
        return true;
      });
      assert.deepEqual(answersOf(model, pairs), before);
      assert.equal(model.train, toy);
    },
  },

  {
    what: 'an exact update gives the same result as another fit',
    needs: { updates: 'exact' },
    run: async (subject) => {
      const model = await updated(subject);
      const pairs = allPairs(model.train);
      const again = await subject.create().fit(model.train);
      assert.deepEqual(answersOf(model, pairs), answersOf(again, pairs));
      assert.deepEqual(model.toJSON(), again.toJSON());
      for (const user of model.train.users) {
        assert.deepEqual(model.recommend(user), again.recommend(user));
      }
    },
  },

  {
    what: 'an update is in the new train set; the previous table does not change',
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy } = subject;
      const [rows, hash, mean] = [[...toy], toy.hash(), toy.mean];
      const model = await subject.another();
      const version = model.version;
      const updates = updatesFor(subject);
      const summary = await model.update(updates);
      assert.deepEqual(summary, { added: 5, changed: 1, withdrawn: 1, newUsers: 1, newItems: 1 });
      assert.equal(model.version, version + 1);
      const expected = toy.updated(updates).table;
      assert.deepEqual([...model.train], [...expected]);
      assert.notEqual(model.train.hash(), hash);
      assert.deepEqual([[...toy], toy.hash(), toy.mean], [rows, hash, mean]);
      assert.equal(toy.users.has(STRANGER), false);
      assert.notEqual(model.train.users.indexOf(STRANGER), undefined);
      assert.notEqual(model.train.items.indexOf(NOVELTY), undefined);
    },
  },

  {
    what: 'after an update, every user has a list without the items they have rated, including the new user',
    unless: { updates: 'none' },
    run: async (subject) => {
      const model = await updated(subject);
      const { train } = model;
      assertFinite(answersOf(model, allPairs(train)));
      const all = await model.recommendAll({ k: 5 });
      for (const user of train.users) {
        const rated = new Set(train.ratingsOf(user).map(({ item }) => item));
        const list = model.recommend(user, { k: 5 });
        assert.ok(list.every(({ item }) => !rated.has(item)));
        assert.deepEqual(
          list.map(({ item }) => item),
          all.of(user).map(({ item }) => item),
        );
      }
      assert.ok(model.recommend(STRANGER).length > 0);
      if (model.can.explains) {
        for (const item of train.items) model.explain(STRANGER, item);
        for (const user of train.users) model.explain(user, NOVELTY);
      }
      if (model.can.similarItems) {
        for (const item of train.items) {
          for (const { similarity } of model.similarItems(item)) assert.ok(Number.isFinite(similarity));
        }
      }
      if (model.can.similarUsers) model.similarUsers(STRANGER);
      if (model.can.foldsIn) {
        const visitor = model.foldIn(train.ratingsOf(STRANGER));
        assert.equal(visitor.scoresOf().length, train.itemCount);
        visitor.recommend();
      }
    },
  },

  {
    what: "new ratings change the user's list",
    needs: { personalizes: true },
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy } = subject;
      const liking = async (likes: (n: number) => boolean) => {
        const model = await subject.another();
        const items = [...toy.items].slice(0, 6);
        await model.update(items.map((item, n): RatingUpdate => [STRANGER, item, likes(n) ? 5 : 1]));
        return [...model.scoresOf(STRANGER)];
      };
      assert.notDeepEqual(await liking((n) => n % 2 === 0), await liking((n) => n % 2 === 1));
    },
  },

  {
    what: 'an update that fails does not change the model',
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.another();
      const before = JSON.stringify([answersOf(model, pairs), model]);
      const good = updatesFor(subject);
      const same = () => {
        assert.equal(JSON.stringify([answersOf(model, pairs), model]), before);
        assert.equal(model.train, toy);
      };
      await assert.rejects(model.update([...good, [STRANGER, NOVELTY, 17]]), {
        name: 'DataError',
        message: /update 8, rating: expected a rating from 1 to 5.*got 17/,
      });
      same();
      await assert.rejects(
        model.update(Array.from(toy, ({ user, item }): RatingUpdate => [user, item, null])),
        DataError,
      );
      same();
      const cause = new Error('enough');
      await assert.rejects(model.update(good, { signal: AbortSignal.abort(cause) }), cause);
      same();
      const controller = new AbortController();
      const stopped = model.update(good, {
        onProgress: () => controller.abort(cause),
        signal: controller.signal,
      });
      await assert.rejects(stopped, cause);
      same();
      function* broken(): Iterable<RatingUpdate> {
        yield good[0];
        throw cause;
      }
      await assert.rejects(model.update(broken()), cause);
      same();
      await model.update(good);
      assert.deepEqual(
        answersOf(model, allPairs(model.train)),
        answersOf(await updated(subject), allPairs(model.train)),
      );
    },
  },

  {
    what: 'an update before fit throws NotFittedError, and fit forgets updates',
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy, pairs } = subject;
      await assert.rejects(subject.create().update([]), NotFittedError);
      const model = await updated(subject);
      await model.fit(toy);
      assert.deepEqual(answersOf(model, pairs), answersOf(await subject.fitted(), pairs));
    },
  },

  {
    what: 'another fit on the updated train set is equal to a first one, whatever was asked in between',
    unless: { updates: 'none' },
    run: async (subject) => {
      const model = await updated(subject);
      const { train } = model;
      const pairs = allPairs(train);
      const ask = (asked: Model) =>
        [...train.users].map((user) => [
          asked.recommend(user),
          asked.can.explains ? asked.explain(user, NOVELTY) : undefined,
          asked.can.similarItems ? asked.similarItems(NOVELTY) : undefined,
        ]);
      for (const user of [...train.users].reverse()) model.scoresOf(user);
      ask(model);
      await model.fit(train);
      const first = await subject.create().fit(train);
      assert.deepEqual(ask(model), ask(first));
      assert.deepEqual(answersOf(model, pairs), answersOf(first, pairs));
      for (const user of [...train.users].reverse()) {
        assert.deepEqual(model.scoresOf(user), first.scoresOf(user));
      }
    },
  },

  {
    what: 'an update without effect changes nothing, not even the version',
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.another();
      const same = toy.row(0);
      const { version } = model;
      for (const nothing of [[], [same], [[STRANGER, same.item, null]]] as RatingUpdate[][]) {
        const summary = await model.update(nothing);
        assert.deepEqual(summary, { added: 0, changed: 0, withdrawn: 0, newUsers: 0, newItems: 0 });
        assert.deepEqual([model.version, model.train], [version, toy]);
      }
    },
  },

  {
    what: 'updates that are not awaited run one after another, in the order of the calls',
    unless: { updates: 'none' },
    run: async (subject) => {
      const [at, given] = [await subject.another(), await subject.another()];
      const updates = updatesFor(subject);
      await Promise.all(updates.map((update) => at.update([update])));
      for (const update of updates) await given.update([update]);
      assert.deepEqual([...at.train], [...given.train]);
      assert.deepEqual(answersOf(at, allPairs(at.train)), answersOf(given, allPairs(given.train)));
      const batch = await updated(subject);
      assert.deepEqual([...batch.train], [...given.train]);
    },
  },

  {
    what: 'same seed and updates, same answers',
    needs: { seeded: true },
    unless: { updates: 'none' },
    run: async (subject) => {
      const one = await subject.create().fit(subject.toy);
      await one.update(updatesFor(subject));
      const other = await updated(subject);
      assert.deepEqual(answersOf(one, allPairs(one.train)), answersOf(other, allPairs(one.train)));
    },
  },

  {
    what: 'an updated model is the same after saving and restoring, and can be updated again',
    unless: { updates: 'none' },
    run: async (subject) => {
      const model = await updated(subject);
      const text = JSON.stringify(model);
      const back = modelFromJson(JSON.parse(text), [subject.entry]);
      assert.equal(JSON.stringify(back), text);
      const pairs = allPairs(model.train);
      const same = () => {
        closeTo(answersOf(back, pairs).scores, answersOf(model, pairs).scores);
        assert.deepEqual(
          back.recommend(STRANGER).map(({ item }) => item),
          model.recommend(STRANGER).map(({ item }) => item),
        );
        if (!model.can.foldsIn) return;
        const rated = model.train.ratingsOf(STRANGER);
        closeTo([...back.foldIn(rated).scoresOf()], [...model.foldIn(rated).scoresOf()]);
      };
      assert.deepEqual(answersOf(back, pairs), answersOf(model, pairs));
      same();
      const more: RatingUpdate[] = [
        [STRANGER, subject.toy.row(3).item, 2],
        ['later', NOVELTY, 5],
      ];
      for (const each of [model, back]) await each.update(more);
      same();
    },
  },

  {
    what: 'a visitor from before an update, or a fit, is refused as stale',
    needs: { foldsIn: true },
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.another();
      const rated = toy.ratingsOf(toy.row(0).user);
      for (const change of [() => model.update(updatesFor(subject)), () => model.fit(toy)]) {
        const visitor = model.foldIn(rated);
        visitor.recommend();
        await change();
        for (const ask of [
          () => visitor.recommend(),
          () => visitor.scoresOf(),
          () => visitor.explain(toy.row(0).item),
          () => visitor.predict(toy.row(0).item),
        ]) {
          assert.throws(ask, StaleError);
        }
        model.foldIn(rated).recommend();
      }
    },
  },

  {
    what: 'lists of many users are refused as stale if the model is updated meanwhile',
    unless: { updates: 'none' },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.another();
      const lists = model.recommendAll();
      const update = model.update(updatesFor(subject));
      const [made] = await Promise.allSettled([lists, update]);
      if (made.status === 'rejected') assert.ok(made.reason instanceof StaleError);
      else assert.equal(made.value.users.length, toy.userCount);
      assert.equal((await model.recommendAll()).users.length, toy.userCount + 1);
    },
  },
];

/** Equal, up to the rounding of sums in a different order. */
function closeTo(got: readonly number[], expected: readonly number[]): void {
  assert.equal(got.length, expected.length);
  got.forEach((value, n) => {
    const near = Math.abs(value - expected[n]) <= 1e-4 * Math.max(1, Math.abs(expected[n]));
    assert.ok(near || Object.is(value, expected[n]), `${value} is not ${expected[n]}`);
  });
}
