/** `npm run bench -- --stream` and `npm run strain -- --stream`, small, on the embedded log. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { streamTable, streamTimes } from '../../scripts/bench/stream/stream-times';
import { strainStream } from '../../scripts/strain/stream/kills';
import { saveToy, temporaryFolder } from '../service/serve-toy';

const LIMIT = { timeout: 120_000 };

test('the bench measures both sides and checks the state', LIMIT, async () => {
  const modelDir = path.join(temporaryFolder(), 'model');
  const { train } = await saveToy(modelDir);
  const who = { users: [...train.users], items: [...train.items] };
  const service = { modelDir, who, perSecond: 100, seconds: 1 };
  const times = await streamTimes({ kafka: false, events: 2000, service, note: () => {} });
  const rows = times.logs;
  assert.deepEqual(
    rows.map(({ log, producers }) => `${log} ${producers}`),
    ['the disk alone 1', 'embedded 1', 'embedded 16'],
  );
  for (const { appended, applied, p50 } of rows.slice(1)) {
    assert.ok(appended > 0 && applied! > 0 && p50! > 0, `${appended} ${applied} ${p50}`);
  }
  const [{ sent, failures, p99, listP99 }] = times.effects;
  assert.deepEqual([sent, failures], [100, 0]);
  assert.ok(p99 > 0 && listP99 > 0, `${p99} ${listP99}`);
  assert.equal(streamTable(times).split('\n').length, 7);
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
    for (const what of [
      /producer [12]/,
      /consumer [12]/,
      /disk [12]/,
      /service [12]/,
      /refused appends: [1-9]/,
    ])
      assert.match(notes.join(), what);
  },
);
