/** Lists and scores. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import type { RecommendAllOptions } from '../recommender/model';
import { UnknownIdError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { checkerboard, NOVELTY, OTHER_STRANGER, STRANGER } from './toy-ratings';

export const LISTS_CHECKS: readonly ContractCheck[] = [
  {
    what: 'the withheld diagonal of a checkerboard comes first',
    needs: { personalizes: true },
    run: async (subject) => {
      const model = subject.create();
      const board = checkerboard();
      await model.fit(board);
      for (const user of board.users) {
        const [first, second] = model.recommend(user);
        assert.equal(first.item, user.replace('u', 'i'));
        assert.ok(first.score > second.score, `${user}: ${second.item} has the same score`);
      }
    },
  },

  {
    what: 'a list is never longer than the number of items, nor than k',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user } = toy.row(0);
      assert.equal(model.recommend(user, { k: 1e6, filterSeen: false }).length <= toy.itemCount, true);
      assert.equal(model.recommend(user, { k: 2 }).length <= 2, true);
      for (const k of [0, -1, 1.5, Number.NaN])
        assert.throws(() => model.recommend(user, { k }), OptionError);
    },
  },

  {
    what: 'scores on a list do not increase, and ties keep the order of the train set',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const list = model.recommend(user, { k: 100 });
        assert.deepEqual(model.recommend(user, { k: 100 }), list);
        for (let n = 1; n < list.length; n++) {
          assert.ok(list[n].score <= list[n - 1].score);
          if (list[n].score < list[n - 1].score) continue;
          assert.ok(toy.items.require(list[n].item) > toy.items.require(list[n - 1].item));
        }
      }
    },
  },

  {
    what: 'a shorter list is the beginning of a longer one',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const long = model.recommend(user, { k: 100, filterSeen: false });
        assert.deepEqual(model.recommend(user, { k: 3, filterSeen: false }), long.slice(0, 3));
      }
    },
  },

  {
    what: 'a list has the scores of scoresOf, and the support of each item',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const scores = model.scoresOf(user);
        assert.equal(scores.length, toy.itemCount);
        const list = model.recommend(user, { k: 100, filterSeen: false });
        assert.equal(list.length, scores.filter((score) => !Number.isNaN(score)).length);
        for (const { item, score, support } of list) {
          assert.equal(score, scores[toy.items.require(item)]);
          assert.equal(support, toy.ratingsFor(item).length);
        }
        scores.fill(0);
        assert.notDeepEqual(model.scoresOf(user), scores, 'the array is a new one each time');
      }
    },
  },

  {
    what: 'scores are the same as in predict',
    needs: { rates: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const scores = model.scoresOf(user);
        for (const item of toy.items) {
          const own = scores[toy.items.require(item)];
          const { score, wasImpossible } = model.predict(user, item);
          assert.equal(wasImpossible, Number.isNaN(own), `${user} ${item}`);
          assert.ok(wasImpossible || Math.abs(score - own) < 1e-5, `${user} ${item}: ${own} is not ${score}`);
        }
      }
    },
  },

  {
    what: 'the lists of all users at once are the same as one at a time',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const [first, second, ...rest] = toy.items;
      const asked: RecommendAllOptions[] = [
        {},
        { k: 3 },
        { k: 1e6, filterSeen: false },
        { among: rest },
        { without: [first, second] },
      ];
      const two = [...toy.users].slice(3, 5).reverse();
      for (const options of [...asked, { among: [] }, { users: two }]) {
        const lists = await model.recommendAll(options);
        assert.deepEqual(lists.users, [...(options.users ?? toy.users)]);
        assert.ok(lists.k <= toy.itemCount && lists.items.length === lists.users.length * lists.k);
        for (const user of lists.users) assert.deepEqual(lists.of(user), model.recommend(user, options));
        lists.items.forEach((item, at) => {
          assert.equal(item === -1, Number.isNaN(lists.scores[at]));
        });
      }
      await assert.rejects(model.recommendAll({ k: 0 }), OptionError);
      const reason = new Error('enough');
      await assert.rejects(model.recommendAll({ signal: AbortSignal.abort(reason) }), reason);
    },
  },

  {
    what: 'seen items are left out, unless requested',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const seen = new Set(toy.ratingsOf(user).map(({ item }) => item));
        for (const { item } of model.recommend(user, { k: 100 })) assert.ok(!seen.has(item));
        const all = model.recommend(user, { k: 100, filterSeen: false });
        assert.ok(all.some(({ item }) => seen.has(item)));
      }
    },
  },

  {
    what: 'filters are honored',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const [user] = toy.users;
      const all = model.recommend(user, { k: 100, filterSeen: false }).map(({ item }) => item);
      const [first, second, third] = all;
      const ask = (options: object) =>
        model.recommend(user, { k: 100, filterSeen: false, ...options }).map(({ item }) => item);
      assert.deepEqual(ask({ among: [third, first, NOVELTY] }), [first, third]);
      assert.deepEqual(
        ask({ without: [second] }),
        all.filter((item) => item !== second),
      );
      // What can be read only once, too.
      assert.deepEqual(
        ask({ without: [second].values() }),
        all.filter((item) => item !== second),
      );
      assert.deepEqual(ask({ among: [first, second], without: [first] }), [second]);
      assert.deepEqual(ask({ among: [] }), []);
    },
  },

  {
    what: 'a list for an unknown user is refused, unless the unpersonalized one is requested',
    run: async (subject) => {
      const { user } = subject.toy.row(0);
      const model = await subject.fitted();
      for (const options of [{}, { unknownUsers: 'error' }] as const) {
        assert.throws(() => model.recommend(STRANGER, options), UnknownIdError);
        assert.throws(() => model.scoresOf(STRANGER, options), UnknownIdError);
        await assert.rejects(model.recommendAll({ ...options, users: [user, STRANGER] }), UnknownIdError);
      }
      const wrong = { unknownUsers: 'ignore' as 'error' };
      assert.throws(
        () => model.recommend(user, wrong),
        /unknownUsers must be one of error, popular, got ignore/,
      );
      assert.ok(model.recommend(user).every((place) => !('unknownUser' in place)));
    },
  },

  {
    what: 'a model that refuses unknown users has no unpersonalized list',
    needs: { unknownUsers: 'refused' },
    run: async (subject) => {
      const everybody = { unknownUsers: 'popular' } as const;
      const model = await subject.fitted();
      assert.throws(() => model.recommend(STRANGER, everybody), UnknownIdError);
      assert.throws(() => model.scoresOf(STRANGER, everybody), UnknownIdError);
    },
  },

  {
    what: 'unknown users get the unpersonalized list if requested, and it says so',
    needs: { unknownUsers: 'unpersonalized' },
    run: async (subject) => {
      const { user } = subject.toy.row(0);
      const everybody = { unknownUsers: 'popular' } as const;
      const model = await subject.fitted();
      const list = model.recommend(STRANGER, everybody);
      assert.ok(list.length > 0);
      assert.ok(list.every(({ unknownUser }) => unknownUser === true));
      const lists = await model.recommendAll({ ...everybody, users: [user, STRANGER] });
      assert.deepEqual(lists.of(STRANGER), list);
      const [scores, others] = [STRANGER, OTHER_STRANGER].map((who) => model.scoresOf(who, everybody));
      assert.deepEqual(scores, others, 'all unknown users get the same scores');
      const wayOut = /unknownUsers: 'popular'/;
      assert.throws(
        () => model.recommend(STRANGER),
        wayOut,
        'a mistyped id must not be treated as a known one',
      );
      assert.throws(() => model.scoresOf(STRANGER), wayOut);
      await assert.rejects(model.recommendAll({ users: [user, STRANGER] }), wayOut);
    },
  },
];
