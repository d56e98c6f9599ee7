import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labHealth } from '../../../lib/notebook/lab/lab-health';

test('a missing data set is a row that says what to do, not an exception', async () => {
  const rows = await labHealth({ dir: '/nowhere' });
  assert.deepEqual(
    rows.map(({ part, fine }) => `${part} ${fine}`),
    ['Node ✓', 'tensors ✓', 'data set ✗'],
  );
  assert.match(rows[2]!.is, /npm run setup/);
});
