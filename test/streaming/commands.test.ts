/** `npm run bench -- --stream` and `npm run strain -- --stream`, small, on the embedded log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streamTable, streamTimes } from '../../scripts/bench/stream/stream-times';
import { strainStream } from '../../scripts/strain/stream/kills';

const LIMIT = { timeout: 120_000 };

test('the bench measures both sides and checks the state', LIMIT, async () => {
  const rows = await streamTimes({ kafka: false, events: 2000, note: () => {} });
  assert.deepEqual(
    rows.map(({ log, producers }) => `${log} ${producers}`),
    ['the disk alone 1', 'embedded 1', 'embedded 16'],
  );
  for (const { appended, applied, p50 } of rows.slice(1)) {
    assert.ok(appended > 0 && applied! > 0 && p50! > 0, `${appended} ${applied} ${p50}`);
  }
  assert.equal(streamTable(rows).split('\n').length, 4);
});

test(
  'killed, cut off, damaged and full: nothing acknowledged is lost, nothing counts twice',
  LIMIT,
  async () => {
    const notes: string[] = [];
    const note = (line: string) => notes.push(line);
    const { rounds, acknowledged, lost, twice } = await strainStream({
      kafka: false,
      rounds: 4,
      seed: 3,
      note,
    });
    assert.deepEqual([rounds, lost, twice], [4, 0, 0]);
    assert.ok(acknowledged > 100, `${acknowledged} acknowledged`);
    for (const what of [/producer [12]/, /consumer [12]/, /disk [12]/, /refused appends: [1-9]/])
      assert.match(notes.join(), what);
  },
);
