/** On a full disk, lists are served, feedback is refused, and nothing accepted is lost; with space again, all works as before. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { type TestContext, test } from 'node:test';
import { readFeedback } from '../../lib/service/feedback/feedback-store';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { fileHandles } from '../fixtures/file-handles';
import { ask, codeOf, json } from './ask';
import { PATIENT, temporaryFolder, toyService } from './serve-toy';

/** From now on, half of what is written to a file arrives. Returns what ends that. */
async function fill(t: TestContext): Promise<() => void> {
  const files = await fileHandles();
  const { writeFile } = files;
  const full = t.mock.method(files, 'writeFile', async function (this: typeof files, bytes: Uint8Array) {
    await writeFile.call(this, bytes.subarray(0, bytes.length / 2));
    throw new Error('ENOSPC: no space left on device, write');
  });
  return () => full.mock.restore();
}

/** The items of the stored events. */
async function itemsIn(log: EmbeddedLog): Promise<string[]> {
  const items: string[] = [];
  for await (const { events } of log.read({ from: await log.starts(), follow: false })) {
    for (const { event } of events) if ('itemId' in event) items.push(event.itemId);
  }
  await log.close();
  return items;
}

for (const kind of ['feedback', 'stream'] as const) {
  test(`a full disk: ${kind}`, async (t) => {
    const dir = path.join(temporaryFolder(), 'log');
    const source = {
      open: () => EmbeddedLog.open(dir, { partitions: 1 }),
      dir: temporaryFolder(),
      ...PATIENT,
    };
    const service = await toyService(kind === 'stream' ? { stream: source } : {});
    const click = (item: string) =>
      ask(service, '/feedback', json({ events: [{ type: 'click', userId: 'u1', itemId: item }] }));
    assert.equal((await click('i1')).status, 201);
    const free = await fill(t);
    for (const item of ['i2', 'i3']) {
      const refused = await click(item);
      assert.deepEqual([refused.status, codeOf(refused)], [503, 'STORAGE']);
      assert.match(refused.body.error.message, /can't be stored: ENOSPC: no space left on device/);
    }
    assert.equal((await ask(service, '/recommend/u1')).status, 200);
    free();
    assert.equal((await click('i4')).status, 201);
    await service.close();
    const stored =
      kind === 'stream'
        ? await itemsIn(await EmbeddedLog.open(dir))
        : (await readFeedback(service.feedbackDir)).map(({ itemId }) => String(itemId));
    assert.deepEqual(stored, ['i1', 'i4']);
  });
}
