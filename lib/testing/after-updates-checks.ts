/** After updates: fits, saving, further updates, and what was made before. */
import assert from 'node:assert/strict';
import type { RatingUpdate } from '../data/table/rating-updates';
import { modelFromJson } from '../models/model-from-json';
import type { Model } from '../recommender/model';
import { NotFittedError, StaleError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { answersOf } from './model-answers';
import { allPairs, NOVELTY, STRANGER } from './toy-ratings';
import { updated, updatesFor } from './toy-updates';

export const AFTER_UPDATES_CHECKS: readonly ContractCheck[] = [
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
