/** Checks of context: answers depend on it, and invalid contexts are refused. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import type { ContextValues } from '../data/context/context-columns';
import { Interactions } from '../data/table/interactions';
import { modelFromJson } from '../models/model-from-json';
import { sumOfTerms } from '../recommender/explanation';
import type { Model } from '../recommender/model';
import type { ContractCheck } from './contract-check';
import { answersOf } from './model-answers';
import { contextWorld, NOVELTY } from './toy-ratings';

export const CONTEXT_CHECKS: readonly ContractCheck[] = [
  {
    what: 'a context is refused by a model that uses none',
    needs: { usesContext: false },
    run: async (subject) => {
      const model = await subject.fitted();
      const { user, item } = subject.toy.row(0);
      const asked = { context: { device: 'phone' } };
      const refused = { name: 'OptionError', message: /doesn't use context/ };
      assert.deepEqual(model.contextNames, []);
      assert.throws(() => model.recommend(user, asked), refused);
      assert.throws(() => model.scoresOf(user, asked), refused);
      await assert.rejects(model.recommendAll(asked), refused);
      if (model.can.rates) assert.throws(() => model.predict(user, item, asked), refused);
      if (model.can.explains) assert.throws(() => model.explain(user, item, asked), refused);
      if (!model.can.foldsIn) return;
      const visitor = model.foldIn(subject.toy.ratingsOf(user));
      assert.throws(() => visitor.recommend(asked), refused);
      assert.throws(() => visitor.scoresOf(asked), refused);
    },
  },

  {
    what: 'context columns of the tables change nothing for a model that uses none',
    needs: { usesContext: false, seeded: true },
    run: async (subject) => {
      const world = contextWorld();
      const one = await subject.create().fit(world);
      const other = await subject.create().fit(withoutContext(world));
      assert.deepEqual(answersOf(one, world), answersOf(other, withoutContext(world)));
    },
  },

  {
    what: 'a train set without context is refused by a model that uses it',
    needs: { usesContext: true },
    run: async (subject) => {
      const model = subject.create();
      await assert.rejects(model.fit(withoutContext(subject.toy)), {
        name: 'OptionError',
        message:
          /needs a train set with context columns, but this one has none; see Interactions.withContext$/,
      });
      assert.equal(model.isFitted, false);
    },
  },

  {
    what: 'the context changes the answer where it decides',
    needs: { usesContext: true },
    run: async (subject) => {
      const { world, model, phone, tv } = await inTwoContexts(subject.create());
      for (const user of [...world.users].slice(0, 10)) {
        for (const [context, good] of [
          [phone, 0],
          [tv, 1],
        ] as const) {
          const list = model.recommend(user, { context, k: 6, filterSeen: false });
          assert.deepEqual(new Set(list.map(({ item }) => Number(item.slice(1)) % 2)), new Set([good]), user);
          const scores = model.scoresOf(user, { context });
          for (const { item, score } of list) assert.equal(score, scores[world.items.require(item)]);
          const all = await model.recommendAll({ context, k: 6, filterSeen: false, users: [user] });
          assert.deepEqual(all.of(user), list);
          if (!model.can.foldsIn) continue;
          const visitor = model.foldIn(world.ratingsOf(user));
          const [first] = visitor.recommend({ context, filterSeen: false });
          assert.equal(Number(first.item.slice(1)) % 2, good);
          assert.equal(first.score, visitor.scoresOf({ context })[world.items.require(first.item)]);
        }
      }
    },
  },

  {
    what: 'predictions of many pairs are each in the context of their row',
    needs: { usesContext: true, rates: true },
    run: async (subject) => {
      const { world, model, contextOf } = await inTwoContexts(subject.create());
      const predicted = model.predictAll(world);
      const plain = model.predictAll(withoutContext(world));
      for (let row = 0; row < world.length; row++) {
        const { user, item } = world.row(row);
        close(predicted.scores[row], model.predict(user, item, { context: contextOf(row) }).score);
        close(plain.scores[row], model.predict(user, item).score);
      }
      assert.notDeepEqual(predicted.scores, plain.scores);
      assert.throws(
        () => model.predictAll(withoutContext(world).withContext({ other: world.ratingColumn.slice() })),
        {
          name: 'OptionError',
          message: /the pairs have no context column/,
        },
      );
    },
  },

  {
    what: 'an explanation in a context adds up to the score in that context',
    needs: { usesContext: true, explains: true },
    run: async (subject) => {
      const { world, model, phone, tv } = await inTwoContexts(subject.create());
      const [user] = world.users;
      for (const context of [phone, tv, undefined]) {
        const scores = model.scoresOf(user, { context });
        for (const [index, item] of [...world.items].entries()) {
          const { score, terms } = model.explain(user, item, { context });
          close(score, scores[index]);
          close(sumOfTerms(terms), score);
        }
        if (model.can.foldsIn) {
          const visitor = model.foldIn(world.ratingsOf(user));
          const { score, terms } = visitor.explain(world.row(0).item, { context });
          close(sumOfTerms(terms), score);
        }
        if (model.can.rates) {
          const { score } = model.predict(user, NOVELTY, { context });
          close(sumOfTerms(model.explain(user, NOVELTY, { context }).terms), score);
        }
      }
    },
  },

  {
    what: 'a context that the train set does not have is refused, with what it has',
    needs: { usesContext: true },
    run: async (subject) => {
      const { world, model, phone } = await inTwoContexts(subject.create());
      const [user] = world.users;
      const [name] = model.contextNames;
      const refused = (context: object, message: RegExp) =>
        assert.throws(
          () => model.recommend(user, { context: context as ContextValues }),
          (error: unknown) => error instanceof OptionError && message.test(error.message),
        );
      refused({ ...phone, nothing: 1 }, new RegExp(`has no column "nothing"; it uses .*${name}`));
      refused({}, new RegExp(`must have a value for ${name}`));
      refused({ ...phone, device: 'fridge' }, /device must be one of .*phone.*, got "fridge"/);
      refused({ ...phone, device: null }, /device must be one of .*, got null/);
      refused([], /context must be an object/);
    },
  },

  {
    what: 'a model comes back from JSON with its context',
    needs: { usesContext: true },
    run: async (subject) => {
      const { world, model, phone, tv } = await inTwoContexts(subject.create());
      const back = modelFromJson(JSON.parse(JSON.stringify(model)), [subject.entry]);
      const [user] = world.users;
      assert.deepEqual(back.contextNames, model.contextNames);
      for (const context of [phone, tv]) {
        assert.deepEqual(back.scoresOf(user, { context }), model.scoresOf(user, { context }));
      }
    },
  },

  {
    what: 'a question in a context changes nothing for the next',
    needs: { usesContext: true },
    run: async (subject) => {
      const { world, model, phone, tv } = await inTwoContexts(subject.create());
      const [user] = world.users;
      const before = [undefined, phone, tv].map((context) => model.scoresOf(user, { context }));
      const visitor = model.can.foldsIn ? model.foldIn(world.ratingsOf(user)) : undefined;
      const visited = [phone, tv].map((context) => visitor?.scoresOf({ context }));
      if (model.can.rates) model.predictAll(world);
      await model.recommendAll({ context: tv });
      assert.deepEqual(
        [undefined, phone, tv].map((context) => model.scoresOf(user, { context })),
        before,
      );
      assert.deepEqual(
        [phone, tv].map((context) => visitor?.scoresOf({ context })),
        visited,
      );
    },
  },
];

/** The model, fitted on the world of two devices, and contexts that differ only in the device. */
async function inTwoContexts(model: Model) {
  const world = contextWorld();
  await model.fit(world);
  assert.ok(model.contextNames.includes('device'), 'it uses all columns unless told otherwise');
  const contextOf = (row: number): ContextValues => {
    const values = world.row(row).context ?? {};
    return Object.fromEntries(model.contextNames.map((name) => [name, values[name]]));
  };
  const context = contextOf(0);
  return {
    world,
    model,
    contextOf,
    phone: { ...context, device: 'phone' },
    tv: { ...context, device: 'tv' },
  };
}

function withoutContext(table: Interactions): Interactions {
  const { context: _, ...columns } = table.toColumns();
  return Interactions.fromColumns(columns, { scale: table.scale });
}

function close(a: number, b: number): void {
  assert.ok(Math.abs(a - b) < 1e-5 || (Number.isNaN(a) && Number.isNaN(b)), `${a} is not ${b}`);
}
