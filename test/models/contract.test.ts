/**
 * What every model of the registry must do: `lib/testing` has the checks, and a new model is tested as soon as it has a
 * line. Run one model's: `--test-name-pattern "^SVD:"`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelEntry } from '../../lib/models/model-entry';
import { MODELS } from '../../lib/models/registry';
import { CONTRACT } from '../../lib/testing/contract';
import { testContract } from './test-contract';

/** What a model can't do although others with its capabilities can, and why. */
const CHECKERBOARD = 'it knows mean differences between items, and on a checkerboard all of them are 0';
const EXCUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SlopeOne: {
    'the withheld diagonal of a checkerboard comes first': CHECKERBOARD,
    'the withheld diagonal of a checkerboard comes first for a visitor, too': CHECKERBOARD,
  },
};

/** Models that can't say why. */
const WITHOUT_REASONS: Readonly<Record<string, string>> = {
  NormalPredictor: 'its scores are drawn by lot',
  MLP: 'after the hidden layers, a score is not a sum of terms',
  NeuMF: 'after the hidden layers, a score is not a sum of terms',
};

/** Options with which models learn the little that there is to learn here in less time. */
const QUICK: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  GMF: { epochs: 8, learningRate: 0.2 },
  MLP: { epochs: 8, learningRate: 0.1 },
  NeuMF: { epochs: 8, learningRate: 0.1 },
  MultVAE: { epochs: 10, hidden: 32, factors: 8, learningRate: 0.03 },
  TwoTower: { epochs: 6, factors: 16, learningRate: 0.02 },
  LightGCN: { epochs: 6, factors: 16, learningRate: 0.04 },
  SVD: { epochs: 8, factors: 20, learningRate: 0.0125 },
  'SVD++': { epochs: 8, factors: 10 },
  NMF: { epochs: 20 },
  BayesianMF: { epochs: 60, samples: 45, factors: 4 },
  FactorizationMachine: { epochs: 40, samples: 20, factors: 4 },
  ImplicitALS: { epochs: 5, factors: 8 },
  BPR: { epochs: 25, factors: 16, learningRate: 0.1 },
};

for (const entry of MODELS) {
  testContract(quicker(entry, QUICK[entry.name]), { excused: EXCUSED[entry.name] });
}

/** The entry with other defaults. */
function quicker(entry: ModelEntry, quick: Readonly<Record<string, unknown>> = {}): ModelEntry {
  return {
    ...entry,
    defaults: Object.freeze({ ...entry.defaults, ...quick }),
    create: (options = {}) => entry.create({ ...quick, ...options }),
  };
}

test('the registry names each model once', () => {
  const names = MODELS.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
});

test('every model is seeded, and explains its scores but those that are excused', () => {
  assert.deepEqual(
    MODELS.filter(({ create }) => !create().can.seeded),
    [],
  );
  const silent = MODELS.filter(({ create }) => !create().can.explains).map(({ name }) => name);
  assert.deepEqual(silent, Object.keys(WITHOUT_REASONS));
});

test('every excuse is of a model and a check that there are', () => {
  const names = MODELS.map(({ name }) => name);
  const checks = Object.values(CONTRACT).flatMap((list) => list.map(({ what }) => what));
  assert.deepEqual([...new Set(checks)], checks);
  for (const [name, excuses] of Object.entries(EXCUSED)) {
    assert.ok(names.includes(name), name);
    for (const what of Object.keys(excuses)) assert.ok(checks.includes(what), what);
  }
});
