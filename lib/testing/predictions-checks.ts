/** Predicted ratings. */
import assert from 'node:assert/strict';
import { isOnScale } from '../core/rating-scale';
import { Interactions } from '../data/table/interactions';
import { CapabilityError, UnknownIdError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { NOVELTY, OTHER_STRANGER, STRANGER, withToyContext, withToyFeatures } from './toy-ratings';

export const PREDICTIONS_CHECKS: readonly ContractCheck[] = [
  {
    what: 'ratings are within the scale, whatever it is',
    needs: { rates: true },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const scale = { min: 10, max: 12, step: 0.5 };
      const rows = Array.from(toy, ({ user, item, rating }) => [user, item, 9.5 + rating / 2] as const);
      const table = withToyContext(withToyFeatures(Interactions.fromRows(rows, { scale })));
      const model = await subject.create().fit(table);
      const { ratings } = model.predictAll(pairs);
      for (const rating of ratings) assert.ok(isOnScale({ min: 10, max: 12 }, rating), `${rating}`);
    },
  },

  {
    what: 'predicting many pairs at once gives the same as one at a time, in any vocabulary',
    needs: { rates: true },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.fitted();
      const rows = [...Array.from(pairs).reverse(), { user: STRANGER, item: NOVELTY }];
      const table = Interactions.fromRows(
        rows.map(({ user, item }) => [user, item, 1] as const),
        { scale: toy.scale },
      );
      const { ratings, scores, impossible } = model.predictAll(table);
      rows.forEach(({ user, item }, row) => {
        const one = model.predict(user, item);
        assert.deepEqual(
          [ratings[row], scores[row], impossible[row] === 1],
          [one.rating, one.score, one.wasImpossible],
          `${user} ${item}`,
        );
      });
    },
  },

  {
    what: 'predictions for unknown users and items are as declared, and say so',
    needs: { rates: true },
    run: async (subject) => {
      const { toy } = subject;
      const { unknownUsers, unknownItems } = subject.can;
      const model = await subject.fitted();
      const { user, item } = toy.row(0);
      const stranger = model.predict(STRANGER, item);
      const novelty = model.predict(user, NOVELTY);
      assert.equal(stranger.wasImpossible, unknownUsers === 'refused');
      assert.equal(novelty.wasImpossible, unknownItems === 'refused');
      for (const prediction of [stranger, novelty, model.predict(STRANGER, NOVELTY)]) {
        assert.ok(prediction.rating >= 1 && prediction.rating <= 5);
        if (!prediction.wasImpossible) continue;
        assert.equal(prediction.score, toy.mean);
        assert.match(prediction.reason ?? '', /unknown/);
      }
      assert.equal(
        model.predict(OTHER_STRANGER, item).score,
        stranger.score,
        'all unknown users get the same score',
      );
      assert.deepEqual([stranger.unknownUser, stranger.unknownItem], [true, undefined]);
      assert.deepEqual([novelty.unknownUser, novelty.unknownItem], [undefined, true]);
      const known = model.predict(user, item);
      assert.ok(!('unknownUser' in known) && !('unknownItem' in known));
    },
  },

  {
    what: 'a distribution agrees with the prediction, for users and visitors; others are refused',
    needs: { rates: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user } = toy.row(0);
      if (!model.can.distributes) {
        assert.throws(() => model.distributionOf(user, NOVELTY), CapabilityError);
        return;
      }
      const visitor = model.can.foldsIn ? model.foldIn([], { user }) : undefined;
      for (const item of [...toy.items, NOVELTY]) {
        for (const [predicted, score] of [
          [model.distributionOf(user, item), model.predict(user, item).score] as const,
          ...(visitor ? [[visitor.distributionOf(item), visitor.predict(item).score] as const] : []),
        ]) {
          assert.ok(Math.abs(predicted.score - score) < 1e-4, `${predicted.score} is not ${score}`);
          assert.ok(predicted.deviation > 0);
          const { low, high } = predicted.interval(0.8);
          assert.ok(1 <= low && low <= high && high <= 5);
          const chances = [1, 2, 3, 4, 5].map((rating) => predicted.probabilityOfAtLeast(rating));
          assert.ok(chances.every((chance, n) => chance >= 0 && chance <= (chances[n - 1] ?? 1)));
        }
      }
      assert.throws(() => model.distributionOf(STRANGER, NOVELTY), UnknownIdError);
    },
  },
];
