/** Context columns from what is known about users, and regions from ZIP codes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userContext } from '../../../lib/data/context/user-context';
import { zipRegion, zipZone } from '../../../lib/data/context/zip-region';
import { Interactions } from '../../../lib/data/table/interactions';

test('each row has the value of its user, whatever the kind', () => {
  const table = Interactions.fromRows([
    ['अनु', '🎬', 5],
    ['bob', '🎬', 3],
    ['अनु', 'up', 4],
    ['cai', 'up', 2],
  ]);
  const regions = new Map([
    ['अनु', 'उत्तर'],
    ['bob', 'south'],
  ]);
  const ages = new Map([
    ['अनु', 31],
    ['bob', 52],
    ['cai', 19],
  ]);
  const { context } = table.withContext(
    userContext(table, { region: (id) => regions.get(id), age: (id) => ages.get(id) }),
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => context?.at(row)),
    [
      { region: 'उत्तर', age: 31 },
      { region: 'south', age: 52 },
      { region: 'उत्तर', age: 31 },
      { region: '', age: 19 },
    ],
  );
  assert.equal(context?.column('age').kind, 'numeric');
});

test('the region of a ZIP code, and nothing for what is none', () => {
  assert.deepEqual(
    ['02138', '10001', '20815', '30310', '43210', '55455', '60614', '78712', '80302', '94110-1234'].map(
      zipRegion,
    ),
    [
      'New England',
      'Mid-Atlantic',
      'Upper South',
      'Southeast',
      'Great Lakes',
      'Upper Midwest',
      'Central Plains',
      'South Central',
      'Mountain',
      'Pacific',
    ],
  );
  for (const none of ['T8H1N', '5545', '554551', 'E2A4H', '', '५५४५५', undefined]) {
    assert.equal(zipRegion(none), '');
    assert.equal(zipZone(none, 'UTC'), 'UTC');
  }
  assert.deepEqual(
    ['02138', '55455', '80302', '94110'].map((zip) => zipZone(zip, 'UTC')),
    ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'],
  );
});
