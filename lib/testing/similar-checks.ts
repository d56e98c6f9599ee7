/** Similar items and users. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import type { SimilarOptions } from '../recommender/model';
import { UnknownIdError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { NOVELTY, STRANGER } from './toy-ratings';

export const SIMILAR_CHECKS: readonly ContractCheck[] = [
  {
    what: 'similar items exclude the item itself, are sorted, and have their support',
    needs: { similarItems: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const item of toy.items) {
        const raters = new Set(toy.ratingsFor(item).map(({ user }) => user));
        const similar = model.similarItems(item, { k: 100 });
        assert.ok(similar.every((other) => other.item !== item));
        sorted(similar, toy.itemCount);
        for (const place of similar) {
          const others = toy.ratingsFor(place.item);
          assert.equal(place.popularity, others.length);
          assert.equal(place.support, others.filter(({ user }) => raters.has(user)).length);
        }
        supported(similar, (options) => model.similarItems(item, options));
      }
      assert.throws(() => model.similarItems(NOVELTY), UnknownIdError);
      for (const bad of [{ k: 0 }, { minSupport: -1 }, { minSupport: 0.5 }, { shrinkage: -1 }]) {
        assert.throws(() => model.similarItems(toy.row(0).item, bad), OptionError);
      }
    },
  },

  {
    what: 'similar users exclude the user, are sorted, and have their support',
    needs: { similarUsers: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const user of toy.users) {
        const rated = new Set(toy.ratingsOf(user).map(({ item }) => item));
        const similar = model.similarUsers(user, { k: 100 });
        assert.ok(similar.every((other) => other.user !== user));
        sorted(similar, toy.userCount);
        for (const place of similar) {
          const others = toy.ratingsOf(place.user);
          assert.equal(place.ratings, others.length);
          assert.equal(place.support, others.filter(({ item }) => rated.has(item)).length);
        }
        supported(similar, (options) => model.similarUsers(user, options));
      }
      assert.throws(() => model.similarUsers(STRANGER), UnknownIdError);
    },
  },
];

type Similar = readonly { readonly similarity: number; readonly support: number }[];

function sorted(list: Similar, count: number): void {
  assert.ok(list.length < count);
  list.forEach(({ similarity }, n) => {
    assert.ok(similarity >= -1 - 1e-6 && similarity <= 1 + 1e-6, `${similarity}`);
    assert.ok(n === 0 || similarity <= list[n - 1].similarity);
  });
}

/** The effect of `minSupport` and `shrinkage` on a whole list. */
function supported(list: Similar, ask: (options: SimilarOptions) => Similar): void {
  assert.deepEqual(
    ask({ k: 100, minSupport: 4 }),
    list.filter(({ support }) => support >= 4),
  );
  assert.deepEqual(ask({ k: 2 }), list.slice(0, 2));
  const shrunk = new Map(ask({ k: 100, shrinkage: 3 }).map((place) => [nameOf(place), place.similarity]));
  assert.equal(shrunk.size, list.length);
  for (const place of list) {
    const n = Math.max(1, place.support);
    const expected = (place.similarity * (n - 1)) / (n - 1 + 3);
    assert.ok(Math.abs((shrunk.get(nameOf(place)) as number) - expected) < 1e-12);
  }
}

function nameOf(place: object): unknown {
  return 'item' in place ? place.item : (place as { user?: unknown }).user;
}
