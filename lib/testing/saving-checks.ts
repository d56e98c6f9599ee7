/** Saving as JSON and restoring. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import type { UserId } from '../core/ids';
import { modelFromJson } from '../models/model-from-json';
import type { RegisteredModel } from '../models/registry';
import type { Model } from '../recommender/model';
import { CapabilityError, TrainRowsError } from '../recommender/model-errors';
import { arrayToJson, stateFromJson } from '../recommender/saving/model-json';
import { modelToJson, type TrainPart } from '../recommender/saving/model-to-json';
import type { TopLists } from '../recommender/top-lists';
import type { SeenItems } from '../recommender/train-summary';
import type { Visitor } from '../recommender/visitor';
import type { ContractCheck, Subject } from './contract-check';
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
      assert.throws(altered({ version: 3 }), { name: 'DataError', message: /version must be 1 or 2, got 3/ });
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

  {
    what: 'JSON with a number of the state that is infinite, or NaN where none may be, is refused by name and position',
    run: async (subject) => {
      const model = (await subject.fitted()) as RegisteredModel;
      const json = JSON.parse(JSON.stringify(model));
      for (const [name, value] of Object.entries(stateFromJson(json.state))) {
        if (!(value instanceof Float32Array || value instanceof Float64Array) || value.length === 0) continue;
        const may = model.floatsAllowed(name);
        const refused = {
          finite: [Number.NaN, Number.POSITIVE_INFINITY],
          'finite or NaN': [Number.NEGATIVE_INFINITY],
          'finite or infinite': [Number.NaN],
        };
        for (const bad of refused[may]) {
          const damaged = value.slice();
          damaged[value.length - 1] = bad;
          const state = { ...json.state, [name]: arrayToJson(damaged) };
          assert.throws(() => modelFromJson({ ...json, state }, [subject.entry]), {
            name: 'DataError',
            message: new RegExp(
              `state\\.${name} .* ${may} numbers, got ${bad} at position ${value.length - 1}`,
            ),
          });
        }
      }
    },
  },

  {
    what: 'saved without its train ratings, it gives users of the train set the same answers',
    needs: { withoutTrain: 'users' },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.fitted();
      const back = rowless(subject, model, 'seen');
      assert.deepEqual(answersOf(back, pairs), answersOf(model, pairs));
      assert.deepEqual(toPlain(await back.recommendAll()), toPlain(await model.recommendAll()));
      for (const user of toy.users) {
        assert.deepEqual(back.recommend(user), model.recommend(user));
        if (model.can.similarUsers) assert.deepEqual(back.similarUsers(user), model.similarUsers(user));
        if (!model.can.explains) continue;
        for (const item of toy.items) assert.deepEqual(back.explain(user, item), model.explain(user, item));
      }
      // Without the seen items, they can't be left out in silence.
      const bare = rowless(subject, model, 'none');
      const [user] = toy.users;
      assert.throws(() => bare.recommend(user), { name: 'OptionError', message: /filterSeen: false/ });
      await assert.rejects(bare.recommendAll(), { name: 'OptionError', message: /filterSeen: false/ });
      const all = { filterSeen: false };
      assert.deepEqual(bare.recommend(user, all), model.recommend(user, all));
      const seenBy = (one: UserId) => toy.ratingsOf(one).map(({ item }) => item);
      assert.deepEqual(rowless(subject, model, 'none', seenBy).recommend(user), model.recommend(user));
      if (model.can.foldsIn) assert.throws(() => back.foldIn([], { user }), TrainRowsError);
    },
  },

  {
    what: 'saved without its train ratings, it refuses users of the train set by name',
    needs: { withoutTrain: 'visitors' },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.fitted();
      const { user, item } = toy.row(0);
      for (const part of ['seen', 'none'] as const) {
        const back = rowless(subject, model, part);
        const refused = { name: 'TrainRowsError', message: new RegExp(`"${user}".*foldIn`) };
        assert.throws(() => back.recommend(user), refused);
        assert.throws(() => back.scoresOf(user), refused);
        if (model.can.explains) assert.throws(() => back.explain(user, item), refused);
        if (model.can.rates) {
          assert.throws(() => back.predict(user, item), refused);
          assert.throws(() => back.predictAll(pairs), refused);
        }
        await assert.rejects(back.recommendAll(), refused);
      }
    },
  },

  {
    what: 'saved without its train ratings, it gives visitors the same answers, and finds the same similar items',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user, item } = toy.row(0);
      if (model.can.withoutTrain === 'nobody') {
        for (const train of ['seen', 'none'] as const) {
          assert.throws(() => modelToJson(model as RegisteredModel, { train }), CapabilityError);
        }
        return;
      }
      for (const part of ['seen', 'none'] as const) {
        const back = rowless(subject, model, part);
        assert.equal(back.hasTrain, false);
        assert.throws(() => back.train, TrainRowsError);
        assert.deepEqual(back.summary.itemCounts(), toy.itemCounts());
        assert.deepEqual(
          [back.summary.length, back.summary.mean, back.summary.hash()],
          [toy.length, toy.mean, toy.hash()],
        );
        if (model.can.similarItems) {
          const found = model.similarItems(item).map((place) => ({ ...place, support: Number.NaN }));
          const expected = part === 'seen' ? model.similarItems(item) : found;
          assert.deepEqual(back.similarItems(item), expected);
          if (part === 'none') assert.throws(() => back.similarItems(item, { shrinkage: 1 }), OptionError);
        }
        if (!model.can.foldsIn) continue;
        const ratings = toy.ratingsOf(user);
        const [visitor, expected] = [back.foldIn(ratings), model.foldIn(ratings)];
        assert.deepEqual(visitor.scoresOf(), expected.scoresOf());
        assert.deepEqual(visitor.recommend(), expected.recommend());
        if (!model.can.explains) continue;
        for (const one of toy.items) {
          const values = (from: Visitor) => from.explain(one).terms.map(({ kind, value }) => [kind, value]);
          assert.deepEqual(values(visitor), values(expected));
        }
      }
    },
  },
];

/** The model saved with a part of its train set, and read. Saved again, it is the same. */
function rowless(subject: Subject, model: Model, train: TrainPart, seenBy?: SeenItems): RegisteredModel {
  const text = JSON.stringify(modelToJson(model as RegisteredModel, { train }));
  const back = modelFromJson(JSON.parse(text), [subject.entry], { seenBy });
  assert.equal(JSON.stringify(back), text);
  return back;
}

function toPlain({ items, scores }: TopLists) {
  return { items, scores };
}
