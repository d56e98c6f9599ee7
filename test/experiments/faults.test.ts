import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../../lib/experiments/faults/faults';
import {
  FAULT_NAMES,
  type FaultName,
  faultyExperiment,
} from '../../lib/experiments/faults/faulty-experiment';
import { reading } from '../../lib/experiments/faults/reading';

const alarmsOf = (on: FaultName[], seed: number) => {
  const evidence = faultyExperiment({ on, seed, users: 1500 });
  return FAULT_NAMES.filter((name) => FAULTS[name].detect(evidence).alarm);
};

test('every fault sets off its own detector, and hardly any other', () => {
  assert.deepEqual(Object.keys(FAULTS), [...FAULT_NAMES]);
  const others: string[] = [];
  for (const name of FAULT_NAMES) {
    const alarms = alarmsOf([name], 21);
    assert.ok(alarms.includes(name), `${name} wasn't found; alarms: ${alarms}`);
    others.push(...alarms.filter((one) => one !== name).map((one) => `${name}: ${one}`));
  }
  // Bots take power away; a fault that changes who is measured may show in other ways, too.
  assert.ok(others.length <= 4, others.join('; '));
});

test('without a fault, detectors are quiet', () => {
  for (const seed of [31, 32, 33]) assert.deepEqual(alarmsOf([], seed), [], `seed ${seed}`);
});

test('a sound experiment reads what is true; these faults read what is not', () => {
  const sound = faultyExperiment({ same: false, seed: 1 });
  const { difference, p } = reading(sound);
  assert.ok(sound.truth > 0.01 && p < 0.001);
  assert.ok(Math.abs(difference - sound.truth) < 0.025, `${difference}, in truth ${sound.truth}`);
  for (const name of ['a used salt', 'carry-over', 'a banner above'] as const) {
    const faulty = faultyExperiment({ on: [name], seed: 1 });
    assert.equal(faulty.truth, 0);
    assert.ok(reading(faulty).p < 0.001, name);
  }
  // The better list looks worse, as most of it was never shown.
  const shadow = faultyExperiment({ on: ['shadow credit'], same: false, seed: 1 });
  assert.ok(shadow.truth > 0 && reading(shadow).difference < 0);
});

test('the same seed gives the same evidence; an unknown fault is refused', () => {
  const small = { users: 100, seed: 5 };
  assert.deepEqual(faultyExperiment(small), faultyExperiment(small));
  assert.throws(
    () => faultyExperiment({ on: ['bad luck' as 'bots'] }),
    /faultyExperiment: on must be of peeking, .* got bad luck/,
  );
});
