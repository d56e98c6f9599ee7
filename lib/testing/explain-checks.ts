/** Explanations: terms that add up. */
import assert from 'node:assert/strict';
import { OptionError } from '../core/errors';
import { isCommon, sumOfTerms, type Term } from '../recommender/explanation';
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
    what: 'an explanation of an unknown user or item adds up to what is predicted',
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
    what: 'the terms of a visitor add up to the score as well as 32 bits allow, and name what was rated',
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
        for (const [index, item] of [...toy.items].entries()) {
          const { score, terms } = visitor.explain(item);
          assert.equal(score, scores[index]);
          addsUp(sumOfTerms(terms), score, 1e-5);
          wellFormed(terms);
          for (const term of terms.filter(({ kind }) => kind === 'rating')) {
            assert.equal(term.rating, ratings.find((rating) => rating.item === term.item)?.rating);
          }
        }
        assert.throws(() => visitor.explain(NOVELTY), OptionError);
      }
    },
  },
];

/** Each term names what it is of and nothing twice, what holds for many pairs first, then the greatest first. */
function wellFormed(terms: readonly Term[]): void {
  const references = {
    neighborUser: 'user',
    rating: 'item',
    feature: 'feature',
    taste: 'feature',
    factor: 'factor',
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

/** Relative, and absolute below 1. */
function addsUp(sum: number, score: number, tolerance: number): void {
  assert.ok(Math.abs(sum - score) <= tolerance * Math.max(1, Math.abs(score)), `${sum} is not ${score}`);
}
