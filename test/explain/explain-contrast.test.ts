import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import { itemId, userId } from '../../lib/core/ids';
import { contrast, contrastOf } from '../../lib/explain/contrast';
import { contrastInWords } from '../../lib/explain/contrast-in-words';
import { createModel } from '../../lib/models/registry';
import { type Explanation, explanationOf, sumOfTerms, type Term } from '../../lib/recommender/explanation';
import { toyRatings } from '../../lib/testing/toy-ratings';

const toy = toyRatings();
const [X, Y, heat, toys] = ['X', 'Y', 'heat', 'toys'].map(itemId);

function explained(item: typeof X, terms: Term[]): Explanation {
  return explanationOf('Some', { item, score: sumOfTerms(terms) }, terms);
}

test('by hand: equal terms drop out, others are subtracted, those of one only stay', () => {
  const one = explained(X, [
    { kind: 'mean', value: 3.5 },
    { kind: 'itemBias', value: 0.5 },
    { kind: 'rating', item: heat, value: 0.4, weight: 0.8, rating: 5, support: 9 },
    { kind: 'neighborUser', user: userId('v'), value: 0.25, rating: 4 },
  ]);
  const other = explained(Y, [
    { kind: 'mean', value: 3.5 },
    { kind: 'itemBias', value: -0.25 },
    { kind: 'rating', item: heat, value: 0.1, weight: 0.2, rating: 5, support: 3 },
    { kind: 'rating', item: toys, value: 0.75, weight: 0.5, rating: 2, support: 8 },
    { kind: 'neighborUser', user: userId('v'), value: 0.125, rating: 2 },
  ]);
  const { terms, item, than, score } = contrastOf(one, other);
  assert.deepEqual([item, than], [X, Y]);
  assert.ok(Math.abs(score - (4.65 - 4.225)) < 1e-12);
  assert.ok(Math.abs(sumOfTerms(terms) - score) < 1e-12);
  const rounded = terms.map((term) => ({ ...term, value: Number(term.value.toFixed(9)) }));
  assert.deepEqual(rounded, [
    { kind: 'itemBias', value: 0.75 },
    { kind: 'rating', item: toys, value: -0.75, rating: 2 },
    { kind: 'rating', item: heat, value: 0.3, rating: 5 },
    { kind: 'neighborUser', user: 'v', value: 0.125 }, // v gave the two not the same
  ]);
});

for (const name of ['ALS', 'KNNBaseline', 'EASE', 'ContentRidge', 'WeightedHybrid']) {
  test(`${name}: the terms of a contrast add up to the difference, and turn with it`, async () => {
    const model = await createModel(name).fit(toy);
    const [one, other] = [itemId('i2'), itemId('i3')];
    const scores = model.scoresOf(userId('u1'));
    const there = contrast(model, userId('u1'), one, other);
    const back = contrast(model, userId('u1'), other, one);
    const difference = scores[toy.items.require(one)] - scores[toy.items.require(other)];
    assert.ok(Math.abs(there.score - difference) < 1e-9);
    assert.ok(Math.abs(sumOfTerms(there.terms) - difference) < 1e-9);
    const ofTerm = (term: Term) =>
      [term.kind, term.user, term.item, term.feature, term.factor, term.member].join();
    const turned = new Map(back.terms.map((term) => [ofTerm(term), term.value]));
    assert.equal(turned.size, there.terms.length);
    for (const term of there.terms) assert.ok(Math.abs(term.value + (turned.get(ofTerm(term)) ?? 0)) < 1e-12);
    assert.ok(there.terms.every(({ kind }) => kind !== 'mean' || name === 'WeightedHybrid'));
  });
}

test('an item with itself has no terms, and one without a score is refused', async () => {
  const model = await createModel('KNNBasic').fit(toy);
  const [user, item] = [userId('u1'), itemId('i2')];
  assert.deepEqual(contrast(model, user, item, item).terms, []);
  for (const pair of [
    [item, itemId('nothing')],
    [itemId('nothing'), item],
  ]) {
    assert.throws(
      () => contrast(model, user, pair[0], pair[1]),
      (error) =>
        error instanceof OptionError && /KNNBasic has no score for item "nothing"/.test(error.message),
    );
  }
});

test('in words: the one with the higher score first, and what speaks for the other', () => {
  const titleOf = (item: typeof X) => item;
  const rated = (item: typeof X, rating: number, value: number): Term => ({
    kind: 'rating',
    item,
    rating,
    value,
  });
  const mean: Term = { kind: 'mean', value: 3 };
  const one = explained(X, [mean, rated(heat, 5, 1), rated(toys, 2, -0.25)]);
  const other = explained(Y, [mean, rated(heat, 5, 0.25), rated(toys, 2, 0.125)]);
  const words = 'X rather than Y because of your 5 for heat. Your 2 for toys counts in favor of Y.';
  assert.equal(contrastInWords(contrastOf(one, other), titleOf), words);
  assert.equal(contrastInWords(contrastOf(other, one), titleOf), words);
  assert.equal(
    contrastInWords(contrastOf(one, explained(Y, one.terms.slice())), titleOf),
    'X and Y have the same score.',
  );
  const better = explained(X, [mean, { kind: 'itemBias', value: 1 }]);
  const worse = explained(Y, [mean, { kind: 'itemBias', value: 0.5 }]);
  assert.equal(
    contrastInWords(contrastOf(better, worse), titleOf),
    'X rather than Y because of what everyone thinks of the two.',
  );
  const factor = explained(X, [mean, { kind: 'factor', factor: 0, value: 1 }]);
  assert.match(
    contrastInWords(contrastOf(factor, worse), titleOf),
    /because of factors, which have no names\.$/,
  );
});
