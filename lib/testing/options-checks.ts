/** Options: defaults, unknown names, invalid values. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import type { Option } from '../core/options';
import type { ContractCheck } from './contract-check';

export const OPTIONS_CHECKS: readonly ContractCheck[] = [
  {
    what: 'the defaults are valid',
    run: (subject) => {
      const { name, defaults, summary } = subject.entry;
      const model = subject.create();
      assert.equal(model.name, name);
      assert.deepEqual(model.options, defaults);
      assert.ok(Object.isFrozen(model.options) && Object.isFrozen(defaults) && Object.isFrozen(model.can));
      assert.equal(model.isFitted, false);
      assert.ok(
        summary.length > 10,
        `summary must have more than 10 characters, got ${JSON.stringify(summary)}`,
      );
    },
  },

  {
    what: 'an unknown option is refused, with a list of the known ones',
    run: (subject) => {
      const { name, defaults } = subject.entry;
      assert.throws(
        () => subject.create({ n_factors: 5 }),
        (error: Error) =>
          error instanceof OptionError &&
          error.message.startsWith(`${name}: `) &&
          [...Object.keys(defaults), 'n_factors'].every((option) => error.message.includes(option)),
      );
    },
  },

  {
    what: "a method's options that are null, a number or a list are refused with what is allowed",
    run: async (subject) => {
      const model = await subject.fitted();
      const { user, item } = subject.toy.row(0);
      const ratings = subject.toy.ratingsOf(user);
      for (const wrong of [null, 10, ['k', 10]] as unknown as object[]) {
        const calls: (() => unknown)[] = [
          () => model.recommend(user, wrong),
          () => model.recommendAll(wrong),
          () => model.scoresOf(user, wrong),
          () => subject.create().fit(subject.toy, wrong),
        ];
        if (model.can.rates) calls.push(() => model.predict(user, item, wrong));
        if (model.can.explains) calls.push(() => model.explain(user, item, wrong));
        if (model.can.similarItems) calls.push(() => model.similarItems(item, wrong));
        if (model.can.similarUsers) calls.push(() => model.similarUsers(user, wrong));
        if (model.can.foldsIn) {
          calls.push(
            () => model.foldIn(ratings, wrong),
            () => model.foldIn(ratings).recommend(wrong),
          );
        }
        for (const call of calls) {
          await assert.rejects(async () => call(), {
            name: 'OptionError',
            message: new RegExp(
              `^${model.name.replaceAll('+', '\\+')}: options must be an object such as {.*}, or left out; got `,
            ),
          });
        }
      }
    },
  },

  {
    what: 'an invalid value is refused for every option, by name',
    run: (subject) => {
      const { name, options } = subject.entry;
      for (const [option, { allows }] of Object.entries(
        options.declared as Record<string, Option<unknown>>,
      )) {
        const negative = allows(-1) ? [] : [-1];
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, {}, ...negative]) {
          assert.throws(
            () => subject.create({ [option]: bad }),
            (error: Error) =>
              error instanceof OptionError && error.message.startsWith(`${name}: ${option} must`),
            `${option}: ${String(bad)}`,
          );
        }
      }
    },
  },

  {
    what: 'given options are not changed, and changing them later has no effect',
    run: (subject) => {
      const { defaults } = subject.entry;
      const given = { ...defaults };
      const model = subject.create(given);
      for (const option of Object.keys(given)) given[option] = 'changed';
      assert.deepEqual(model.options, defaults);
      subject.create(Object.freeze({ ...defaults }));
    },
  },
];
