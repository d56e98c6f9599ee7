/** Updates: new, changed and withdrawn ratings in a fitted model. */
import assert from 'node:assert/strict';
import { DataError } from '../core/errors';
import type { RatingUpdate } from '../data/table/rating-updates';
import { CapabilityError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { answersOf, assertFinite } from './model-answers';
import { allPairs, NOVELTY, STRANGER } from './toy-ratings';
import { updated, updatesFor } from './toy-updates';

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
];
