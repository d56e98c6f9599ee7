/** Poor data, and side effects of calls. */
import assert from 'node:assert/strict';
import { LabError } from '../core/errors';
import { Interactions } from '../data/table/interactions';
import { modelFromJson } from '../models/model-from-json';
import type { Capabilities } from '../recommender/capabilities';
import type { Model } from '../recommender/model';
import { CapabilityError } from '../recommender/model-errors';
import type { ContractCheck, Subject } from './contract-check';
import { answersOf, assertFinite } from './model-answers';
import { allPairs, withToyContext, withToyFeatures } from './toy-ratings';

/** Calls that need a capability. */
const CAPABLE: readonly [keyof Capabilities, string, (model: Model, subject: Subject) => unknown][] = [
  ['rates', 'predict a rating', (model, { toy }) => model.predict(toy.row(0).user, toy.row(0).item)],
  ['rates', 'predict many ratings', (model, { pairs }) => model.predictAll(pairs)],
  ['similarItems', 'find similar items', (model, { toy }) => model.similarItems(toy.row(0).item)],
  ['similarUsers', 'find similar users', (model, { toy }) => model.similarUsers(toy.row(0).user)],
  ['foldsIn', 'fold in a visitor', (model, { toy }) => model.foldIn(toy.ratingsOf(toy.row(0).user))],
  ['explains', 'explain a score', (model, { toy }) => model.explain(toy.row(0).user, toy.row(0).item)],
];

export const ROBUSTNESS_CHECKS: readonly ContractCheck[] = [
  {
    what: 'users and items in the vocabulary without ratings do no harm',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const [lonely, unseen] = [toy.row(0).user, toy.row(0).item];
      const rows = Array.from(toy, ({ user, item }, row) => (user === lonely || item === unseen ? -1 : row));
      const table = toy.select(rows.filter((row) => row >= 0));
      assert.equal(table.userCount, toy.userCount);
      const model = await subject.create().fit(table);
      assertFinite(answersOf(model, pairs));
      await model.recommendAll();
      for (const { score } of model.recommend(lonely)) assert.ok(Number.isFinite(score));
      for (const user of table.users) {
        for (const { score } of model.recommend(user, { k: 100 })) assert.ok(Number.isFinite(score));
      }
      const back = modelFromJson(JSON.parse(JSON.stringify(model)), [subject.entry]);
      assert.deepEqual(answersOf(back, pairs), answersOf(model, pairs));
      if (!model.can.similarItems) return;
      for (const { similarity } of model.similarItems(unseen)) assert.ok(Number.isFinite(similarity));
    },
  },

  {
    what: 'poor data works or throws a clear error',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const poor: Record<string, (readonly [string, string, number])[]> = {
        'one rating': [['a', 'x', 3]],
        'one user': [
          ['a', 'x', 3],
          ['a', 'y', 5],
          ['a', 'z', 1],
        ],
        'one item': [
          ['a', 'x', 3],
          ['b', 'x', 5],
          ['c', 'x', 1],
        ],
        'all equal': [
          ['a', 'x', 3],
          ['b', 'x', 3],
          ['b', 'y', 3],
          ['c', 'y', 3],
        ],
        'nothing in common': [
          ['a', 'x', 1],
          ['b', 'y', 5],
          ['c', 'z', 3],
        ],
      };
      for (const [what, rows] of Object.entries(poor)) {
        const table = withToyContext(withToyFeatures(Interactions.fromRows(rows, { scale: toy.scale })));
        try {
          const model = await subject.create().fit(table);
          assert.doesNotThrow(() => JSON.stringify(model), what);
          assertFinite(answersOf(model, allPairs(table)), what);
          assertFinite(answersOf(model, pairs), what);
          for (const user of table.users) model.recommend(user);
          await model.recommendAll();
          for (const item of model.can.similarItems ? table.items : []) {
            for (const { similarity } of model.similarItems(item))
              assert.ok(Number.isFinite(similarity), what);
          }
        } catch (error) {
          if (error instanceof assert.AssertionError || !(error instanceof LabError)) throw error;
        }
      }
    },
  },

  {
    what: 'calls do not change the model',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.another();
      const before = [answersOf(model, pairs), JSON.stringify(model)];
      const { user, item } = toy.row(0);
      model.recommend(user);
      await model.recommendAll();
      if (model.can.similarItems) model.similarItems(item);
      if (model.can.similarUsers) model.similarUsers(user);
      if (model.can.explains) model.explain(user, item);
      if (model.can.foldsIn) model.foldIn(toy.ratingsOf(user)).recommend();
      assert.deepEqual([answersOf(model, pairs), JSON.stringify(model)], before);
    },
  },

  ...CAPABLE.map(
    ([name, what, ask]): ContractCheck => ({
      what: `asking a model to ${what} that can't throws CapabilityError`,
      needs: { [name]: false },
      run: async (subject) => {
        const model = await subject.fitted();
        assert.throws(() => ask(model, subject), CapabilityError);
      },
    }),
  ),
];
