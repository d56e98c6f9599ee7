import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { modelFromJson } from '../../lib/models/model-from-json';
import { createModel, MODELS, modelEntry } from '../../lib/models/registry';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { modelToJson } from '../../lib/recommender/saving/model-to-json';
import { toyRatings, withToyContext, withToyFeatures } from '../../lib/testing/toy-ratings';
import { fewEpochs } from '../fixtures/few-epochs';

const refused: [string, unknown, RegExp][] = [
  ['null', null, /it must be an object, got null/],
  ['a list', [1], /it must be an object, got \[1\]/],
  ['a text', '{}', /it must be an object/],
  ['another program’s', { weights: [1] }, /format must be "recommender-lab\/model".*another program/],
  [
    'a model from elsewhere',
    { ...saved(), model: 'LightFM' },
    /model must be one of NormalPredictor, .*got "LightFM"/,
  ],
  ['a method of objects', { ...saved(), model: 'constructor' }, /model must be one of/],
  ['a newer version', { ...saved(), version: 9 }, /version must be 1 or 2, got 9; a newer version/],
  ['bad options', { ...saved(), options: { method: 'x' } }, /options: BaselineOnly: method must be one of/],
  ['no options', { ...saved(), options: undefined }, /options must be an object, got undefined/],
  ['half a model', { ...saved(), state: {} }, /train must be an object, got null/],
];
for (const [what, json, message] of refused) {
  test(`refused: ${what}`, () => assert.throws(() => modelFromJson(json), { name: 'DataError', message }));
}

test('a model that answers from its train ratings is refused without them', async () => {
  const knn = JSON.parse(JSON.stringify(await createModel('KNNBasic').fit(toyRatings())));
  const { train } = modelToJson(await new BaselineOnly().fit(toyRatings()), { train: 'seen' });
  assert.throws(() => modelFromJson({ ...knn, version: 2, train }), {
    name: 'DataError',
    message: 'model JSON: KNNBasic answers from its train ratings, and they are missing',
  });
});

test('options are saved, also those that are not the defaults', async () => {
  const model = await createModel('KNNBasic', { neighbors: 7, userBased: false }).fit(toyRatings());
  assert.deepEqual(modelFromJson(JSON.parse(JSON.stringify(model))).options, model.options);
});

test('timestamps are saved with the train set', async () => {
  const rows = [...toyRatings()].map(({ user, item, rating }, n) => [user, item, rating, 1e9 + n] as const);
  const train = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  const back = modelFromJson(JSON.parse(JSON.stringify(await new BaselineOnly().fit(train))));
  assert.equal(back.train.row(1).timestamp, 1e9 + 1);
  assert.deepEqual([...back.train], [...train]);
});

test('a train set that is damaged is refused by name', async () => {
  const json = JSON.parse(JSON.stringify(await new BaselineOnly().fit(toyRatings())));
  const damaged = (change: object) => () => modelFromJson({ ...json, train: { ...json.train, ...change } });
  assert.throws(damaged({ users: null }), { name: 'DataError', message: /train\.users and train\.items/ });
  assert.throws(damaged({ rating: null }), {
    name: 'DataError',
    message: /train\.rating must be Float32Array/,
  });
  assert.throws(damaged({ user: json.train.rating }), {
    name: 'DataError',
    message: /train\.user must be Int32Array in base64, got Float32Array/,
  });
  assert.throws(damaged({ scale: { min: 5, max: 1 } }), { name: 'DataError', message: /min must be/ });
  const short = { ...json.train.user, base64: json.train.user.base64.slice(0, 16) };
  assert.throws(damaged({ user: short }), { name: 'DataError' });
});

test('a number of a state that is missing or of the wrong kind is refused by name', async () => {
  const wrong: [model: string, name: string, values: unknown[]][] = [
    ['NormalPredictor', 'standardDeviation', [undefined, null, '1']],
    ['KNNBasic', 'size', [undefined, 3]],
    ['KNNWithMeans', 'origin', [undefined, 'x']],
    ['EASE', 'size', [undefined, '11']],
    ['ItemKNN', 'size', [undefined, '11']],
  ];
  for (const [model, name, values] of wrong) {
    const json = JSON.parse(JSON.stringify(await createModel(model).fit(toyRatings())));
    for (const value of values) {
      const damaged = { ...json, state: { ...json.state, [name]: value } };
      assert.throws(() => modelFromJson(damaged), {
        name: 'DataError',
        message: new RegExp(`state\\.${name} of ${model} must be`),
      });
    }
  }
});

test('an unknown model name lists the names', () => {
  assert.throws(() => createModel('svd'), {
    name: 'OptionError',
    message: /no model is named "svd"; the models are Normal/,
  });
  assert.equal(modelEntry('BaselineOnly').name, 'BaselineOnly');
  assert.ok(Object.isFrozen(MODELS) && MODELS.every((entry) => Object.isFrozen(entry)));
});

function saved() {
  return JSON.parse(JSON.stringify(new BaselineOnly()));
}

for (const { name } of MODELS) {
  test(`${name} comes back where the scale has no end, as that of play counts`, async () => {
    const plays = Interactions.fromRows(
      [...toyRatings()].map(({ user, item, rating }) => [user, item, rating] as const),
      { scale: { min: 0, max: Number.POSITIVE_INFINITY } },
    );
    const model = await createModel(name, fewEpochs(name)).fit(withToyContext(withToyFeatures(plays)));
    const same = modelFromJson(JSON.parse(JSON.stringify(model)));
    assert.equal(same.train.scale.max, Number.POSITIVE_INFINITY);
    assert.equal(same.train.hash(), model.train.hash());
  });
}

test('a scale that is missing is refused, not taken for whole stars', async () => {
  const json = JSON.parse(JSON.stringify(await new BaselineOnly().fit(toyRatings())));
  for (const scale of [undefined, null, {}, { min: 1 }, { min: '1', max: 5 }, { min: 5, max: 1 }]) {
    const damaged = { ...json, train: { ...json.train, scale } };
    assert.throws(() => modelFromJson(damaged), { name: 'DataError', message: /scale/i });
  }
});
