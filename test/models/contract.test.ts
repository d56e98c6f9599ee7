/**
 * What every model of the registry must do: the checks are made from its lines, so a new model is tested
 * as soon as it has one. Run one model's: `--test-name-pattern "^SVD:"`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS } from '../../lib/models/registry';
import { BLIND_TO_CHECKERBOARD, CHECKS, WITHOUT_REASONS } from './contract-checks';

for (const entry of MODELS) {
  for (const [what, check] of Object.entries(CHECKS)) test(`${entry.name}: ${what}`, () => check(entry));
}

test('the registry names each model once', () => {
  const names = MODELS.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
});

test('every model explains its scores but those that are excused', () => {
  const silent = MODELS.filter(({ create }) => !create().can.explains).map(({ name }) => name);
  assert.deepEqual(silent, Object.keys(WITHOUT_REASONS));
});

test('every model that is excused from the checkerboard is there', () => {
  const names = MODELS.map(({ name }) => name);
  const excused = Object.keys(BLIND_TO_CHECKERBOARD).filter((name) => !names.includes(name));
  assert.deepEqual(excused, []);
});
