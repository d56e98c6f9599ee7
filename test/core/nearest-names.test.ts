import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNames } from '../../lib/core/nearest-names';
import { cpuTime } from '../fixtures/cpu-time';

test('what may have been meant: case, spaces, accents, swapped and missing letters, in any script', () => {
  const users = ['Smith; John', 'Smyth, Joan', 'ann', 'Zoë', 'अनीता', 'सुनीता', '🎬🍿', 'Иван', '196', '1000'];
  const nearest = (wanted: string) => nearestNames(wanted, users);
  assert.deepEqual(nearest('Smith; Jon'), ['Smith; John', 'Smyth, Joan']);
  assert.deepEqual(nearest('smith;john'), ['Smith; John', 'Smyth, Joan']);
  assert.deepEqual(nearest('Ann '), ['ann']);
  assert.deepEqual(nearest('nan'), ['ann']);
  assert.deepEqual(nearest('zoe'), ['Zoë']);
  assert.equal(nearest('अनिता')[0], 'अनीता');
  assert.deepEqual(nearest('🎬'), ['🎬🍿']);
  assert.deepEqual(nearest('иван'), ['Иван']);
  assert.deepEqual(nearest('somebody else'), []);
});

test('other numbers are not near, and nothing is near to all', () => {
  assert.deepEqual(nearestNames('1001', ['1000', '1002', '10011']), []);
  assert.deepEqual(nearestNames('u74', ['u94', 'U74', 'u7', 'u742']), ['U74']);
  assert.deepEqual(nearestNames(' 196', ['196', '19 6x']), ['196', '19 6x']);
  assert.deepEqual(nearestNames('', ['a']), []);
  assert.deepEqual(nearestNames('x', ['y', 'z']), [], 'one letter of one');
  assert.deepEqual(nearestNames('x', []), []);
});

test('a million names cost little', () => {
  function* many() {
    for (let n = 0; n < 1e6; n++) yield `user number ${n}`;
  }
  const start = cpuTime();
  assert.equal(nearestNames('user nubmer 17', many())[0], 'user number 17');
  assert.ok(cpuTime() - start < 5000);
});
