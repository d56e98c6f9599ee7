/** Explanations: terms that add up. */
import assert from 'node:assert/strict';
import type { ItemId } from '../core/ids';
import type { Marks, Prediction, Recommendation } from '../recommender/answers';
import { type Explanation, isCommon, sumOfTerms, type Term } from '../recommender/explanation';
import type { ContractCheck } from './contract-check';
import { NOVELTY, STRANGER } from './toy-ratings';

export const EXPLAIN_CHECKS: readonly ContractCheck[] = [
  {
    what: 'the terms of an explanation add up to the score',
    needs: { explains: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      for (const one of toy.users) {
        const scores = model.scoresOf(one);
        for (const [index, of] of [...toy.items].entries()) {
          const { score, terms, wasImpossible } = model.explain(one, of);
          if (wasImpossible) {
            assert.ok(Number.isNaN(scores[index]));
            assert.deepEqual(terms, model.can.rates ? [{ kind: 'mean', value: toy.mean }] : []);
          } else {
            addsUp(sumOfTerms(terms), score, 1e-9);
            addsUp(sumOfTerms(terms), scores[index], 1e-6);
            wellFormed(terms);
          }
        }
      }
    },
  },

  {
    what: 'an explanation for an unknown user or item adds up to the prediction',
    needs: { explains: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user, item } = toy.row(0);
      for (const [one, of] of [
        [STRANGER, item],
        [user, NOVELTY],
        [STRANGER, NOVELTY],
      ] as const) {
        const explanation = model.explain(one, of);
        if (model.can.rates) {
          const prediction = model.predict(one, of);
          assert.equal(explanation.wasImpossible, prediction.wasImpossible);
          assert.equal(explanation.reason, prediction.reason);
          addsUp(sumOfTerms(explanation.terms), prediction.score, 1e-9);
        } else if (Number.isNaN(explanation.score)) {
          assert.deepEqual(explanation.terms, []);
        } else {
          addsUp(sumOfTerms(explanation.terms), explanation.score, 1e-9);
        }
      }
    },
  },

  {
    what: 'the terms of a visitor add up to the score, within 32-bit precision, and name the rated items',
    needs: { explains: true, foldsIn: true },
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const ratings = toy.ratingsOf(toy.row(0).user);
      const visitors = [model.foldIn(ratings)];
      if (model.can.unknownUsers === 'unpersonalized') visitors.push(model.foldIn([]));
      for (const visitor of visitors) {
        assert.ok(visitor.explains);
        const scores = visitor.scoresOf();
        for (const item of [...toy.items, NOVELTY]) {
          const { score, terms, wasImpossible } = visitor.explain(item);
          const index = toy.items.indexOf(item);
          const own = index === undefined ? visitor.scoreOfUnknown() : scores[index];
          assert.equal(wasImpossible, Number.isNaN(own));
          if (!wasImpossible) assert.equal(score, own);
          if (!Number.isNaN(score)) addsUp(sumOfTerms(terms), score, 1e-5);
          wellFormed(terms);
          for (const term of terms.filter(({ kind }) => kind === 'rating')) {
            assert.equal(term.rating, ratings.find((rating) => rating.item === term.item)?.rating);
          }
        }
      }
    },
  },
  {
    what: 'lists, predictions and explanations show one score, and say whether it is folded in',
    run: async (subject) => {
      const { toy } = subject;
      const model = await subject.fitted();
      const { user } = toy.row(0);
      const all = { k: 100, filterSeen: false };
      const answers: [Marks['foldedIn'], readonly Recommendation[], Asked][] = [
        [
          undefined,
          model.recommend(user, all),
          { predict: (item) => model.predict(user, item), explain: (item) => model.explain(user, item) },
        ],
      ];
      if (model.can.foldsIn) {
        const visitor = model.foldIn([], { user });
        answers.push([true, visitor.recommend(all), visitor]);
      }
      for (const [foldedIn, list, asked] of answers) {
        assert.ok(list.length > 0);
        for (const { item, score, ...place } of list) {
          const shown: Marks[] = [place];
          const scores: number[] = [];
          if (model.can.rates) {
            const prediction = asked.predict(item);
            shown.push(prediction);
            scores.push(prediction.score);
          }
          if (model.can.explains) {
            const explanation = asked.explain(item);
            shown.push(explanation);
            scores.push(explanation.score);
            assert.equal(explanation.user, user);
          }
          for (const one of shown) assert.deepEqual([one.foldedIn, one.unknownUser], [foldedIn, undefined]);
          for (const one of scores) addsUp(one, score, 1e-9);
        }
      }
    },
  },
];

/** The methods that a model's user and a visitor have in common. */
interface Asked {
  predict(item: ItemId): Omit<Prediction, 'user'>;
  explain(item: ItemId): Explanation;
}

/**
 * Each term has its reference, no term occurs twice, and common terms come first, followed by the others by
 * size.
 */
function wellFormed(terms: readonly Term[]): void {
  const references = {
    neighborUser: 'user',
    rating: 'item',
    feature: 'feature',
    taste: 'feature',
    factor: 'factor',
    context: 'feature',
  };
  const names = terms.map((term) => {
    const reference = references[term.kind as keyof typeof references] as keyof Term | undefined;
    if (reference) assert.notEqual(term[reference], undefined, `${term.kind} without ${reference}`);
    return JSON.stringify([term.kind, reference && term[reference], term.member]);
  });
  assert.deepEqual([...new Set(names)], names);
  const first = terms.findIndex((term) => !isCommon(term));
  const own = first === -1 ? [] : terms.slice(first);
  assert.ok(
    own.every(
      (term, n) => !isCommon(term) && Math.abs(term.value) <= Math.abs(own[n - 1]?.value ?? Infinity),
    ),
  );
}

/** With a relative tolerance, which is absolute below 1. */
function addsUp(sum: number, score: number, tolerance: number): void {
  assert.ok(Math.abs(sum - score) <= tolerance * Math.max(1, Math.abs(score)), `${sum} is not ${score}`);
}
