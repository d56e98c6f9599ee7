/** Saving as JSON and restoring. */
import assert from 'node:assert/strict';
import { modelFromJson } from '../models/model-from-json';
import { arrayToJson, stateFromJson } from '../recommender/saving/model-json';
import type { ContractCheck } from './contract-check';
import { answersOf } from './model-answers';
import { checkerboard } from './toy-ratings';

export const SAVING_CHECKS: readonly ContractCheck[] = [
  {
    what: 'a fitted model is the same after saving and restoring',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.fitted();
      const text = JSON.stringify(model);
      const back = modelFromJson(JSON.parse(text), [subject.entry]);
      assert.deepEqual(back.options, model.options);
      assert.deepEqual(answersOf(back, pairs), answersOf(model, pairs));
      const [user] = toy.users;
      assert.deepEqual(back.recommend(user), model.recommend(user));
      if (model.can.similarItems) {
        assert.deepEqual(back.similarItems(toy.row(0).item), model.similarItems(toy.row(0).item));
      }
      if (model.can.explains) {
        for (const item of toy.items) assert.deepEqual(back.explain(user, item), model.explain(user, item));
      }
      assert.equal(JSON.stringify(back), text);
      await back.fit(checkerboard(8)); // and can be fitted again
    },
  },

  {
    what: 'an unfitted model is the same after saving and restoring',
    run: (subject) => {
      const back = modelFromJson(JSON.parse(JSON.stringify(subject.create())), [subject.entry]);
      assert.equal(back.isFitted, false);
      assert.deepEqual(back.options, subject.entry.defaults);
    },
  },

  {
    what: 'JSON of a newer version, or with an unknown option, is refused',
    run: async (subject) => {
      const json = JSON.parse(JSON.stringify(await subject.fitted()));
      const altered = (change: object) => () => modelFromJson({ ...json, ...change }, [subject.entry]);
      assert.throws(altered({ version: 2 }), { name: 'DataError', message: /version must be 1, got 2/ });
      assert.throws(altered({ options: { ...json.options, later: 1 } }), {
        name: 'DataError',
        message: /later/,
      });
      assert.throws(altered({ train: null }), { name: 'DataError', message: /train must be an object/ });
      assert.throws(altered({ state: null }), { name: 'DataError', message: /state must be an object/ });
    },
  },

  {
    what: 'JSON with an array of the state that is too short, too long or missing is refused by name',
    run: async (subject) => {
      const json = JSON.parse(JSON.stringify(await subject.fitted()));
      for (const [name, value] of Object.entries(stateFromJson(json.state))) {
        if (!ArrayBuffer.isView(value)) continue;
        const longer = new (value.constructor as Float64ArrayConstructor)(value.length + 1);
        const damages = [arrayToJson(longer), undefined];
        if (value.length > 0) damages.push(arrayToJson(value.slice(1)));
        for (const damage of damages) {
          const state = { ...json.state, [name]: damage };
          assert.throws(() => modelFromJson({ ...json, state }, [subject.entry]), {
            name: 'DataError',
            message: new RegExp(`state\\.${name} .*must be an array of `),
          });
        }
      }
    },
  },
];
