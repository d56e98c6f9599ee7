import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESSION_COLUMNS, sessionContext } from '../../../lib/data/context/session-context';
import { Interactions } from '../../../lib/data/table/interactions';

/** The rows of ann aren't in the order of time. */
const table = Interactions.fromRows([
  ['ann', 'a', 5, 1130],
  ['ann', 'b', 4, 1000],
  ['bob', 'a', 3, 1000],
  ['ann', 'c', 3, 1000],
  ['ann', 'd', 1, 1190],
  ['ann', 'e', 2, 90_000],
]);

test('a session ends with a pause longer than the gap, and belongs to one user', () => {
  const columns = sessionContext(table, { gaps: [3600, 60, 59, 0] });
  assert.deepEqual(
    Object.entries(columns).map(([name, numbers]) => [name, [...numbers]]),
    [
      ['session 3600 s', [0, 0, 2, 0, 0, 1]],
      ['session 60 s', [1, 0, 3, 0, 1, 2]],
      ['session 59 s', [1, 0, 4, 0, 2, 3]],
      ['session 0 s', [1, 0, 4, 0, 2, 3]],
    ],
  );
  assert.deepEqual(Object.keys(sessionContext(table)), SESSION_COLUMNS);
  assert.equal(table.withContext(columns).context?.column('session 60 s').kind, 'numeric');
});

test('sessions need timestamps, and gaps that are times', () => {
  const untimed = Interactions.fromRows([['ann', 'a', 5]]);
  assert.throws(() => sessionContext(untimed), {
    name: 'OptionError',
    message: 'sessionContext: the table must have timestamps, but it has none',
  });
  for (const gap of [-1, Number.NaN, Infinity]) {
    assert.throws(() => sessionContext(table, { gaps: [10, gap] }), {
      name: 'OptionError',
      message: `sessionContext: gaps must be seconds of at least 0, got ${gap}`,
    });
  }
});
