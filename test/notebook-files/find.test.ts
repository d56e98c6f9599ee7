import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNotebook, startingWith } from '../../lib/notebook-files/find';

const ALL = ['/x/02-neighbors.ipynb', '/x/02b-factors.ipynb', 'C:\\x\\03-lists.ipynb'];

test('a notebook is found by its number, though the name of another starts with it', () => {
  assert.equal(findNotebook('02', ALL), ALL[0]);
  assert.equal(findNotebook('02b', ALL), ALL[1]);
  assert.equal(findNotebook('03', ALL), ALL[2]);
  assert.throws(() => findNotebook('0', ALL), /0 matches more than one notebook/);
  assert.deepEqual([startingWith('02', ALL), startingWith('', ALL)], [[ALL[0]], []]);
});
