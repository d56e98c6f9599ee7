/** A clock that is set back delays neither checkpoints nor the signs of life of a group's members. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { applyEvents } from '../../lib/streaming/apply-events';
import { applyShare } from '../../lib/streaming/apply-share';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { EventCounts } from './event-counts';

const root = mkdtempSync(path.join(tmpdir(), 'clock-set-back-'));
after(() => rmSync(root, { recursive: true, force: true }));

const HOUR = 3_600_000;

/** From now on, each look at the clock shows an earlier time. */
function setBack(t: TestContext): void {
  let time = Date.now();
  t.mock.method(Date, 'now', () => {
    time -= HOUR;
    return time;
  });
}

class CountedSaves extends EventCounts {
  saves = 0;

  override save(): Uint8Array {
    this.saves++;
    return super.save();
  }
}

async function logOf(name: string, events: number): Promise<EmbeddedLog> {
  const log = await EmbeddedLog.open(path.join(root, name), { partitions: 1 });
  for (let n = 0; n < events; n++) await log.append([{ type: 'click', userId: 'ann', itemId: `i${n}` }]);
  return log;
}

test('applyEvents makes its checkpoints', async (t) => {
  const log = await logOf('events', 3);
  setBack(t);
  const state = new CountedSaves();
  const dir = path.join(root, 'events-state');
  await applyEvents(log, state, { name: 'counts', dir, follow: false, most: 1, saveEvery: 0 });
  await log.close();
  assert.deepEqual([state.events, state.saves], [3, 3]);
});

test('applyShare makes its checkpoints', async (t) => {
  const log = await logOf('share', 1);
  setBack(t);
  const state = new CountedSaves();
  const stopping = new AbortController();
  const states = {
    part: () => state,
    drop: () => undefined,
  };
  const applied = applyShare(log, 'group', states, {
    name: 'counts',
    dir: path.join(root, 'share-state'),
    signal: stopping.signal,
    saveEvery: 0,
  });
  while (state.saves === 0) await setTimeout(5, undefined, { signal: t.signal });
  stopping.abort();
  await applied;
  await log.close();
  assert.equal(state.events, 1);
});

test('a member of a group shows that it lives', async (t) => {
  const log = await logOf('group', 1);
  const member = await log.join('group', {});
  const groups = path.join(root, 'group', 'groups');
  const [members] = readdirSync(groups).map((group) => path.join(groups, group, 'members'));
  const [file] = readdirSync(members).map((name) => path.join(members, name));
  setBack(t);
  rmSync(file); // as the others do with one that shows no life
  while (!existsSync(file)) await setTimeout(20, undefined, { signal: t.signal });
  await member.leave();
  await log.close();
});
