/** Visitors: users who are folded in without refitting. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import { CapabilityError, UnknownIdError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { answersOf } from './model-answers';
import { checkerboard, NOVELTY, STRANGER } from './toy-ratings';

export const VISITORS_CHECKS: readonly ContractCheck[] = [
  {
    what: 'a visitor gets answers, and the model does not change',
    needs: { foldsIn: true },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.another();
      const { user } = toy.row(0);
      const rated = toy.ratingsOf(user);
      const before = answersOf(model, pairs);
      const visitor = model.foldIn([...rated, { item: NOVELTY, rating: 3 }]);
      assert.deepEqual(visitor.profile.ignored, [NOVELTY]);
      assert.equal(visitor.profile.user, undefined);
      const scores = visitor.scoresOf();
      assert.ok(scores.some(Number.isFinite));
      const list = visitor.recommend({ k: 100 });
      const seen = new Set(rated.map(({ item }) => item));
      assert.ok(list.length > 0 && list.every(({ item }) => !seen.has(item)));
      for (const { item, score } of list) assert.equal(score, scores[toy.items.require(item)]);
      assert.ok(visitor.recommend({ k: 100, filterSeen: false }).length > list.length);
      assert.deepEqual(visitor.recommend({ among: [] }), []);
      assert.throws(() => visitor.recommend({ k: 0 }), OptionError);
      if (model.can.rates) {
        for (const item of [...toy.items, NOVELTY]) {
          const { rating, score, wasImpossible } = visitor.predict(item);
          const own = scores[toy.items.indexOf(item) ?? -1];
          assert.ok(rating >= 1 && rating <= 5);
          if (item === NOVELTY) assert.equal(wasImpossible, model.can.unknownItems === 'refused');
          else assert.deepEqual([wasImpossible, wasImpossible || score === own], [Number.isNaN(own), true]);
        }
      } else {
        assert.throws(() => visitor.predict(rated[0].item), CapabilityError);
      }
      // Different ratings give different answers; of two ratings of the same item, the later one counts.
      const inverse = rated.map(({ item, rating }) => ({ item, rating: 6 - rating }));
      assert.notDeepEqual(model.foldIn(inverse).scoresOf(), scores);
      assert.deepEqual(model.foldIn([...inverse, ...rated]).scoresOf(), scores);
      assert.deepEqual(answersOf(model, pairs), before);
    },
  },

  {
    what: 'new ratings of a known user are added to the old ones',
    needs: { foldsIn: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user } = toy.row(0);
      const old = model.foldIn([], { user });
      assert.equal(old.profile.user, toy.users.indexOf(user));
      assert.deepEqual(
        [...old.profile.items],
        toy.ratingsOf(user).map(({ item }) => toy.items.indexOf(item)),
      );
      const [{ item }] = old.recommend();
      const more = model.foldIn([{ item, rating: 1 }], { user });
      assert.equal(more.profile.items.length, old.profile.items.length + 1);
      assert.ok(more.recommend({ k: 100 }).every((place) => place.item !== item));
      assert.throws(() => model.foldIn([], { user: STRANGER }), UnknownIdError);
    },
  },

  {
    what: 'a visitor without ratings is treated like an unknown user; an invalid rating is refused',
    needs: { foldsIn: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const nothing of [[], [{ item: NOVELTY, rating: 3 }]]) {
        if (model.can.unknownUsers === 'refused') {
          assert.throws(() => model.foldIn(nothing), OptionError);
          continue;
        }
        const visitor = model.foldIn(nothing);
        const popular = { unknownUsers: 'popular' } as const;
        assert.deepEqual(visitor.scoresOf(), model.scoresOf(STRANGER, popular));
        assert.deepEqual(visitor.recommend(), model.recommend(STRANGER, popular));
        for (const of of [...toy.items, NOVELTY]) {
          if (model.can.rates) {
            const { user: _, ...prediction } = model.predict(STRANGER, of);
            assert.deepEqual(visitor.predict(of), prediction);
          }
          if (model.can.explains) {
            const { user: _, ...explanation } = model.explain(STRANGER, of);
            assert.deepEqual(visitor.explain(of), explanation);
          }
        }
      }
      const { item } = toy.row(0);
      for (const rating of [0, 6, Number.NaN]) {
        assert.throws(() => model.foldIn([{ item, rating }]), {
          name: 'OptionError',
          message: /rating of item/,
        });
      }
    },
  },

  {
    what: 'the withheld diagonal of a checkerboard comes first for a visitor, too',
    needs: { foldsIn: true, personalizes: true },
    run: async (subject) => {
      const model = subject.create();
      const board = checkerboard();
      const visitors = [...board.users].filter((_, n) => n % 8 === 0);
      const rows = Array.from({ length: board.length }, (_, row) => row);
      await model.fit(board.select(rows.filter((row) => !visitors.includes(board.row(row).user))));
      for (const user of visitors) {
        const [first, second] = model.foldIn(board.ratingsOf(user)).recommend();
        assert.equal(first.item, user.replace('u', 'i'));
        assert.ok(first.score > second.score);
      }
    },
  },
];
