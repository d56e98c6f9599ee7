import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { inWords, stars, termLabel, titlesOf } from '../../lib/explain/explanation-in-words';
import { explanationOf, sumOfTerms, type Term, type TermKind } from '../../lib/recommender/explanation';

const films = ['Heat (1995)', 'Seven (1995)', 'Toys (1992)', 'Fargo (1996)'].map((title, n) => ({
  id: itemId(n + 1),
  title,
}));
const titleOf = titlesOf(films);
const fargo = itemId(4);

function words(terms: Term[], reasons?: number): string {
  return inWords(explanationOf('Some', { item: fargo, score: sumOfTerms(terms) }, terms), titleOf, {
    reasons,
  });
}

const mean: Term = { kind: 'mean', value: 3.5 };
const ofFilm = (item: number, rating: number, value: number): Term => ({
  kind: 'rating',
  item: itemId(item),
  rating,
  value,
});

test('for a user folded in, the sentence gives the score it is about, as the list shows another', () => {
  const terms = [mean, ofFilm(1, 5, 0.5)];
  const why = explanationOf('Some', { user: userId(1), item: fargo, score: 4, foldedIn: true }, terms);
  assert.equal(
    inWords(why, titleOf),
    'You might like Fargo (1996) because of your 5 for Heat (1995). ' +
      'This is about the score with your ratings folded in, 4.00; the one in your list can differ slightly.',
  );
  const { user: _, ...visitor } = why; // a visitor has no other score
  assert.equal(inWords(visitor, titleOf), 'You might like Fargo (1996) because of your 5 for Heat (1995).');
});

test('the greatest reasons for come first, then those against, in order of size', () => {
  const terms = [mean, ofFilm(2, 4, 0.25), ofFilm(1, 5, 0.5), ofFilm(3, 2, -0.125)];
  assert.equal(
    words(terms),
    'You might like Fargo (1996) because of your 5 for Heat (1995) and your 4 for Seven (1995). ' +
      'Your 2 for Toys (1992) counts against it.',
  );
  assert.equal(
    words(terms, 1),
    'You might like Fargo (1996) because of your 5 for Heat (1995). Your 2 for Toys (1992) counts against it.',
  );
});

test('what is small beside the greatest goes without saying', () => {
  assert.equal(
    words([mean, ofFilm(1, 5, 1), ofFilm(2, 4, 0.09)]),
    'You might like Fargo (1996) because of your 5 for Heat (1995).',
  );
});

test('a score below the mean promises nothing, whatever the reasons', () => {
  const bias: Term = { kind: 'itemBias', value: -1 };
  assert.equal(
    words([mean, bias, ofFilm(1, 5, 0.5)]),
    'Your 5 for Heat (1995) counts in favor of Fargo (1996).',
  );
  const level: Term = { kind: 'userMean', value: 4 };
  assert.match(words([level, ofFilm(1, 5, 0.5)]), /^You might like/);
  assert.match(words([ofFilm(1, 5, 0.5)]), /^You might like/); // a ranker's score has no mean
});

test('where the reasons lower the score, the sentence begins with them', () => {
  assert.equal(
    words([mean, ofFilm(1, 1, -0.5), ofFilm(2, 2, -0.25), ofFilm(3, 4, 0.125)]),
    'Your 1 for Heat (1995) and your 2 for Seven (1995) count against Fargo (1996). ' +
      'Your 4 for Toys (1992) counts in its favor.',
  );
  // Terms without a name lower the score; the named one only counts in its favor.
  const factor: Term = { kind: 'factor', factor: 0, value: -0.5 };
  assert.equal(
    words([mean, factor, { kind: 'taste', feature: 'genre: Crime', value: 0.25 }]),
    'What you think of genre: Crime counts in favor of Fargo (1996).',
  );
});

test('neighbors, features, and two members of a hybrid with one reason', () => {
  const terms: Term[] = [
    { kind: 'neighborUser', user: userId('7'), rating: 5, value: 0.5 },
    { kind: 'taste', feature: 'genre: Crime', value: 0.75, member: 'ContentRidge' },
    { ...ofFilm(1, 5, 0.5), member: 'ItemKNN' },
    { ...ofFilm(1, 5, 0.5), member: 'EASE' },
  ];
  assert.equal(
    words(terms),
    "You might like Fargo (1996) because of your 5 for Heat (1995), what you think of genre: Crime and user 7's 5.",
  );
});

test('neighbors without a name are mentioned together', () => {
  const terms = [5, 4, 2].map((rating): Term => ({ kind: 'neighborUser', rating, value: (rating - 3) / 8 }));
  assert.equal(words([mean, ...terms]), 'You might like Fargo (1996) because of what similar users gave it.');
  assert.equal(termLabel(terms[0], titleOf), "a similar user's 5");
});

test('titles with a comma are parted by semicolons', () => {
  const titleWithComma = (item: string) =>
    item === '1' ? 'Usual Suspects, The (1995)' : titleOf(itemId(item));
  const terms = [mean, ofFilm(1, 5, 0.5), ofFilm(2, 4, 0.25), ofFilm(3, 4, 0.25)];
  assert.equal(
    inWords(explanationOf('Some', { item: fargo, score: 4.5 }, terms), titleWithComma),
    'You might like Fargo (1996) because of your 5 for Usual Suspects, The (1995); your 4 for Seven (1995) and ' +
      'your 4 for Toys (1992).',
  );
});

test('means and biases are not given as reasons, and factors have no names', () => {
  const bias: Term = { kind: 'itemBias', value: 0.5 };
  assert.equal(
    words([mean, bias]),
    'Fargo (1996) has a score of 4.00: it comes from what applies to everyone; none of your own ratings counts for or against it.',
  );
  assert.equal(
    words([mean, { kind: 'factor', factor: 3, value: 0.25 }]),
    'Fargo (1996) has a score of 3.75: it comes from factors, which have no names.',
  );
  assert.equal(
    words([mean, { kind: 'context', feature: 'device: phone', value: 0.5 }]),
    'You might like Fargo (1996) because of the context (device: phone).',
  );
  assert.match(
    words([mean, { kind: 'taste', feature: 'genre: War', value: 0 }]),
    /from what applies to everyone/,
  );
});

test('without a prediction there is nothing to explain but why', () => {
  const explanation = explanationOf('Some', { item: itemId(9), score: 3.5 }, [mean]);
  assert.equal(
    inWords({ ...explanation, wasImpossible: true, reason: 'the user is unknown' }, titleOf),
    'There is no personal score for item "9": the user is unknown.',
  );
});

test('every kind of term has a name of its own', () => {
  const kinds: Record<TermKind, Omit<Term, 'kind' | 'value'>> = {
    mean: {},
    userMean: {},
    itemMean: {},
    userBias: {},
    itemBias: {},
    cluster: {},
    prior: {},
    popularity: {},
    hybrid: {},
    factor: { factor: 0 },
    neighborUser: { user: userId('7'), rating: 3 },
    rating: { item: itemId(1), rating: 3 },
    feature: { feature: 'genre: Crime' },
    taste: { feature: 'genre: Crime' },
    context: { feature: 'device: phone' },
  };
  const labels = Object.entries(kinds).map(([kind, rest]) =>
    termLabel({ kind: kind as TermKind, value: 1, ...rest }, titleOf),
  );
  assert.equal(new Set(labels).size, labels.length);
  assert.ok(labels.every((label) => label.length > 3 && !label.includes('undefined')));
  assert.equal(termLabel({ kind: 'factor', factor: 2, value: 1, member: 'ALS' }, titleOf), 'factor 3 (ALS)');
  assert.equal(termLabel({ kind: 'neighborUser', user: userId('7'), value: 1 }, titleOf), 'user 7');
  assert.equal(termLabel(ofFilm(1, Math.fround(3.7), 1), titleOf), 'your 3.7 for Heat (1995)');
});

test('a rating is worded as it was given, on fine scales and wide ones', () => {
  const told = [3.7, 0.7, 0.0004, 99.99, 12345, -0.05, 11 / 3].map((rating) => stars(Math.fround(rating)));
  assert.deepEqual(told, ['3.7', '0.7', '0.0004', '99.99', '12345', '-0.05', '3.667']);
});
