import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ColdUsers, coldUserFolds, coldUsers } from '../../../lib/evaluation/splits/cold-users';
import { syntheticRatings } from '../synthetic-ratings';

const ratings = syntheticRatings();

test('held-out users have no train rating, and each of their ratings is an answer or tested', () => {
  const { split, answers } = coldUsers(ratings, { share: 0.25, answerShare: 0.4, seed: 3 });
  assert.equal(split.test.userCount, 30);
  assert.equal(split.train.userCount, 90);
  assert.equal(split.cold.user, split.test.length);
  for (const user of split.test.users) {
    assert.equal(split.train.users.has(user), false);
    const asked = answers.ratingsOf(user).map(({ item }) => item);
    const tested = split.test.ratingsOf(user).map(({ item }) => item);
    const all = ratings.ratingsOf(user).map(({ item }) => item);
    assert.deepEqual([...asked, ...tested].sort(), all.sort());
    assert.equal(asked.length, Math.round(0.4 * all.length));
  }
  assert.equal(split.train.length + split.test.length + answers.length, ratings.length);
});

test('the same seed draws the same, another one others', () => {
  const users = ({ split }: ColdUsers) => [...split.test.users].sort();
  assert.deepEqual(users(coldUsers(ratings, { seed: 1 })), users(coldUsers(ratings, { seed: 1 })));
  assert.equal(coldUsers(ratings, { seed: 1 }).split.hash, coldUsers(ratings, { seed: 1 }).split.hash);
  assert.notDeepEqual(users(coldUsers(ratings, { seed: 1 })), users(coldUsers(ratings, { seed: 2 })));
});

test('folds hold out each user once', () => {
  const folds = coldUserFolds(ratings, { folds: 4, seed: 0 });
  const held = folds.flatMap(({ split }) => [...split.test.users]);
  assert.deepEqual(held.sort(), [...ratings.users].sort());
});

test('users with few ratings train', () => {
  const counts = ratings.userCounts();
  const enough = counts.filter((count) => count >= 25).length;
  const held = coldUserFolds(ratings, { minRatings: 25 }).flatMap(({ split }) => [...split.test.users]);
  assert.ok(enough > 0 && enough < ratings.userCount);
  assert.equal(held.length, enough);
});

test('bad options are refused', () => {
  assert.throws(() => coldUsers(ratings, { share: 1 }), /coldUsers: share must be .* got 1/);
  assert.throws(() => coldUsers(ratings, { answerShare: 0 }), /coldUsers: answerShare must be .* got 0/);
  assert.throws(() => coldUsers(ratings, { minRatings: 1 }), /coldUsers: minRatings must be .* got 1/);
  assert.throws(() => coldUserFolds(ratings, { folds: 1 }), /coldUserFolds: folds must be .* got 1/);
});
