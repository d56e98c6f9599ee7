/** Saved networks that are foreign or damaged: each is refused by the names of the class and the part. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { createModel } from '../../../lib/models/registry';
import { arrayToJson, type StateArray, stateFromJson } from '../../../lib/recommender/saving/model-json';
import { toyRatings } from '../../../lib/testing/toy-ratings';

type Json = Record<string, Record<string, unknown>>;
/** Few numbers, and different ones for each class. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  GMF: { factors: 3 },
  MLP: { factors: 4, layers: [3] },
  NeuMF: { factors: 2, mlpFactors: 3, layers: [4] },
  MultVAE: { factors: 3, hidden: 5, itemWeights: true },
  TwoTower: { factors: 5, userIds: true },
  LightGCN: { factors: 6 },
};
const NAMES = Object.keys(OPTIONS);
const saved = new Map<string, Json>();
const jsonOf = (name: string) => saved.get(name) as Json;

before(async () => {
  for (const name of NAMES) {
    const model = await createModel(name, { ...OPTIONS[name], epochs: 1 }).fit(toyRatings());
    saved.set(name, JSON.parse(JSON.stringify(model)));
    assert.ok(modelFromJson(jsonOf(name)).isFitted);
  }
});

const changed = (name: string, part: string, change: Record<string, unknown>) => ({
  ...jsonOf(name),
  [part]: { ...jsonOf(name)[part], ...change },
});

function refused(json: object, message: RegExp): void {
  assert.throws(() => modelFromJson(json), { name: 'DataError', message });
}

for (const name of NAMES) {
  test(`${name}: what another class has learned`, () => {
    for (const other of NAMES.filter((one) => one !== name)) {
      refused({ ...jsonOf(name), state: jsonOf(other).state }, new RegExp(`state\\.\\w+ of ${name} must be`));
      refused({ ...jsonOf(other), model: name }, new RegExp(`^model JSON: .*\\b${name}\\b`));
    }
  });

  test(`${name}: arrays of another type, or with numbers that can't be`, () => {
    for (const [part, array] of Object.entries(stateFromJson(jsonOf(name).state))) {
      if (!ArrayBuffer.isView(array)) continue;
      const must = `state\\.${part} of ${name} must be a Float32Array`;
      const withThis = (value: StateArray) => changed(name, 'state', { [part]: arrayToJson(value) });
      const isUsed = !(name === 'LightGCN' && part.endsWith('Bias'));
      if (isUsed) {
        refused(withThis(Float64Array.from(array)), new RegExp(`${must}, got Float64Array`));
        refused(withThis(Int32Array.from(array)), new RegExp(`${must}, got Int32Array`));
      }
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        if (array.length === 0) continue;
        const copy = Float32Array.from(array);
        copy[copy.length - 1] = value;
        if (name === 'LightGCN' && part === 'userFactors' && Number.isNaN(value)) {
          assert.ok(modelFromJson(withThis(copy)).isFitted); // a user who likes nothing
          continue;
        }
        refused(
          withThis(copy),
          new RegExp(`${must} of finite (or NaN )?numbers, got ${value} at position ${copy.length - 1}( |$)`),
        );
      }
    }
  });

  test(`${name}: sizes that can't be, for which nothing is allocated`, () => {
    const bytes = process.memoryUsage().arrayBuffers;
    const sizes = Object.entries(jsonOf(name).state).filter(([, value]) => typeof value === 'number');
    for (const [part, value] of sizes as [string, number][]) {
      for (const wrong of [undefined, null, String(value), -value, 0, value + 0.5, 1e8, 1e15]) {
        refused(changed(name, 'state', { [part]: wrong }), new RegExp(`state\\.${part} of ${name} must be `));
      }
    }
    for (const wrong of [1e8, 1e15]) {
      const must = `state\\.\\w+ of ${name} must be `;
      refused(changed(name, 'options', { factors: wrong }), new RegExp(must));
      if ('layers' in OPTIONS[name]) refused(changed(name, 'options', { layers: [wrong] }), new RegExp(must));
      const [array] = Object.keys(jsonOf(name).lengths);
      refused(
        changed(name, 'lengths', { [array]: wrong }),
        new RegExp(`state\\.${array} of ${name} must be an array of ${wrong}`),
      );
    }
    assert.ok(process.memoryUsage().arrayBuffers - bytes < 50e6);
  });
}
