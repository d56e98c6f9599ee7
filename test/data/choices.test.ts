import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../lib/core/ids';
import { fromFrame, toFrame } from '../../lib/data/danfo';
import { readRatings, readRatingsSync } from '../../lib/data/delimited/read-ratings';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel, MODELS } from '../../lib/models/registry';
import { trainFromJson, trainToJson } from '../../lib/recommender/saving/train-json';

const pairs = [
  ['a', 'x'],
  ['a', 'y'],
  ['b', 'x'],
  ['b', 'z'],
  ['c', 'y'],
  ['c', 'z'],
] as const;
const choices = Interactions.fromRows(pairs);

test('a file of two columns: each row is a choice', async () => {
  const text = pairs.map((pair) => pair.join(',')).join('\n');
  const fields = ['user', 'item'] as const;
  const table = await readRatings({ text }, { separator: ',', fields });
  assert.equal(table.hash(), choices.hash());
  assert.equal(table.hasRatings, false);
  assert.match(
    `${require('node:util').inspect(table)}`,
    /^Interactions: 6 choices without ratings by 3 users/,
  );
  const header = { user: 'who', item: 'what', timestamp: 'when' };
  const clicks = readRatingsSync(
    { text: 'when,what,who\n2018-07-07,x,a\n' },
    { separator: ',', header, timestamps: 'date' },
  );
  assert.deepEqual([...clicks], [{ user: 'a', item: 'x', rating: 1, timestamp: 1530921600 }]);
});

test('choices are not guessed: two columns, a header as a row, a scale', () => {
  const read = (text: string, options = {}) =>
    readRatingsSync({ text }, { separator: ',', name: 'x', ...options });
  const fields = ['user', 'item'] as const;
  assert.throws(
    () => read('a,x\n'),
    /^DataError: x:1: .* found 2: "a,x"; if there are no ratings .* pass fields: \['user', 'item'\]$/,
  );
  assert.throws(
    () => read('userId,movieId\n1,2\n', { fields }),
    /pass header: \{ user: "userId", item: "movieId" \}/,
  );
  assert.throws(
    () => read('a,x\n', { fields, scale: { min: 0, max: 9 } }),
    /scale must be left out, because x has no column of ratings/,
  );
  assert.throws(
    () => read('a,x\na,x\n', { fields }),
    /x:2: column 2 \(item\): user "a" chose item "x" before, in line 1/,
  );
  for (const duplicates of ['last', 'mean', 'keep']) {
    assert.equal(read('a,x\na,x\n', { fields, duplicates }).hasRatings, false, duplicates);
  }
  const mixed = [
    ['a', 'x'],
    ['b', 'x', 3],
  ] as const;
  assert.throws(() => Interactions.fromRows(mixed), /row 1, rating: expected a rating .*, got undefined/);
});

test('choices stay choices: selected, sent to a worker, saved, in a frame; ratings stay ratings', () => {
  assert.equal(choices.select([0, 2]).hasRatings, false);
  const { scale } = choices;
  assert.equal(Interactions.fromColumns(choices.toColumns(), { scale }).hasRatings, false);
  const saved = JSON.parse(JSON.stringify(trainToJson(choices)));
  assert.equal(trainFromJson(saved).hash(), choices.hash());
  assert.equal(trainFromJson(saved).hasRatings, false);
  assert.deepEqual(toFrame(choices).columns, ['user', 'item']);
  assert.equal(fromFrame(toFrame(choices), { rating: null }).hash(), choices.hash());
  assert.equal(Interactions.fromRows([['a', 'x', 1]]).hasRatings, true, 'one star of five');
  const thumbs = Interactions.fromRows(
    [
      ['a', 'x', 1],
      ['a', 'y', 0],
    ],
    { scale },
  );
  assert.equal(thumbs.hasRatings, true, 'chosen or not');
});

test('models that rank learn from choices; those that predict ratings say what they miss', async () => {
  for (const { name, defaults } of MODELS) {
    const all = 'positiveFrom' in defaults ? { positiveFrom: null } : {};
    const model = createModel(name, all);
    if (model.can.rates) {
      await assert.rejects(model.fit(choices), {
        name: 'OptionError',
        message: new RegExp(`^${name.replaceAll('+', '\\+')}: predicts ratings, but the train set has none`),
      });
      continue;
    }
    await model.fit(choices);
    assert.deepEqual(
      model.recommend(userId('a')).map(({ item }) => item),
      ['z'],
      name,
    );
  }
});
