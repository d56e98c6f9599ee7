import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type UserId, userId } from '../../../lib/core/ids';
import { userFeatures } from '../../../lib/data/features/feature-rows';
import { demographics } from '../../../lib/data/movielens/demographics';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { trainFromJson, trainToJson } from '../../../lib/recommender/saving/train-json';

const people = [
  { id: 'bob', age: 17, gender: 'M', occupation: 'student', zipCode: 'V3N4P' },
  { id: 'आशा', age: 56, gender: 'F', occupation: 'artist', zipCode: '94043' },
].map((person) => ({ ...person, id: userId(person.id) }));
const ratings = Interactions.fromRows([
  ['ann', 'up', 5],
  ['bob', 'up', 3],
]);
const namesOf = (table: Interactions, user: string) =>
  table.userFeatures?.featuresOf(user as UserId).map(({ name, weight }) => [name, weight]);

test('demographics are four features with the weight 1', () => {
  const table = ratings.withUserFeatures(demographics(people));
  assert.deepEqual(namesOf(table, 'bob'), [
    ['age: from 0', 1],
    ['gender: M', 1],
    ['occupation: student', 1],
    ['region: V', 1],
  ]);
  assert.equal(namesOf(table, 'आशा')?.[0][0], 'age: from 56');
  assert.deepEqual(namesOf(table, 'ann'), []);
  assert.match(inspect(table.userFeatures), /^UserFeatures: 8 features .* of 3 users$/);
});

test('users with features but no rating are added to the vocabulary; nothing else changes', () => {
  const table = ratings.withUserFeatures(demographics(people));
  assert.deepEqual([...table.users], ['ann', 'bob', 'आशा']);
  assert.deepEqual([...table.items], ['up']);
  assert.equal(table.hash(), ratings.hash());
  assert.equal(ratings.userFeatures, undefined);
});

test('splits, updates, worker columns and JSON keep user features', () => {
  const table = ratings.withUserFeatures(demographics(people));
  const { train, test: tested } = trainTestSplit(table, { testSize: 0.5, seed: 1 });
  assert.equal(train.userCount, 3);
  assert.equal(tested.userFeatures, undefined);
  const { table: later } = table.updated([['cai', 'up', 2]]);
  assert.deepEqual(namesOf(later, 'bob'), namesOf(table, 'bob'));
  assert.deepEqual([namesOf(later, 'cai'), later.userFeatures?.ids.size], [[], 4]);
  const copy = Interactions.fromColumns(table.toColumns(), { scale: table.scale });
  assert.equal(copy.userFeatures?.hash(), table.userFeatures?.hash());
  const back = trainFromJson(JSON.parse(JSON.stringify(trainToJson(table))));
  assert.equal(back.userFeatures?.hash(), table.userFeatures?.hash());
});

test('errors name the user', () => {
  assert.throws(() => userFeatures([{ user: 'ann', amounts: { age: Number.NaN } }]), {
    name: 'OptionError',
    message: 'userFeatures: age of user "ann" must be a finite number, got NaN',
  });
  assert.throws(() => userFeatures([], { minUsers: 0 }), { name: 'OptionError', message: /minUsers/ });
});
