/** A service that was started in a notebook: it outlives an interrupt, and nothing of it outlives the kernel. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { FeedbackStore, readFeedback } from '../../lib/service/feedback/feedback-store';
import { type Executed, Session } from '../kernel/session';
import { saveToy, temporaryFolder } from './serve-toy';

const LIMIT = { timeout: 300_000 };
const NOTEBOOKS = path.join(__dirname, '..', '..', 'notebooks');
const home = temporaryFolder();
const [model, feedback] = [path.join(home, 'model'), path.join(home, 'feedback')];
let session: Session;
before(async () => {
  await saveToy(model);
  session = await Session.start(NOTEBOOKS);
}, LIMIT);
after(() => session?.close());

/** As in notebook 06. */
const START = `await closeServices();
const running = createService({
  load: () => loadModel(${JSON.stringify(model)}), feedbackDir: ${JSON.stringify(feedback)}, rateLimit: 0,
});
`;
const interrupted = async (code: string) => {
  const { reply } = await session.ask<Executed>({ do: 'interrupt', code, after: 1 });
  assert.equal(reply.ename, 'Interrupted');
};

test(
  'after an interrupt it runs on, or can be started again; a kernel that ends takes it along',
  LIMIT,
  async () => {
    const ready = await session.value(`import { loadModel } from '../lib/service/package/model-package';
import { closeServices } from '../lib/service/open-services';
import { createService } from '../lib/service/service';
${START}await (await running).load();
'ready'`); // all modules are loaded by now: an interrupt would leave one half loaded
    assert.equal(ready, "'ready'");
    // Cut off while it starts: the folder of the one that came to be is locked until the cell runs again.
    await interrupted(`${START}await new Promise(() => {});`);
    const text = await session.value(`${START}const service = await running;
const address = await service.listen();
await service.load();
address`);
    assert.match(text, /^'http:\/\/127\.0\.0\.1:\d+'$/);
    const ask = (url: string, body?: object) =>
      fetch(`${text.slice(1, -1)}${url}`, {
        signal: AbortSignal.timeout(10_000),
        ...(body && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
    assert.equal((await ask('/recommend/u1')).status, 200);
    await interrupted("while (true) await fetch(address + '/recommend/u1');");
    assert.equal((await ask('/ready')).status, 200, 'the service goes on, as variables do');
    const events = [{ type: 'click', userId: 'ann', itemId: 'i1' }];
    assert.equal((await ask('/feedback', { events })).status, 201);

    const { alive } = await session.stop();
    assert.equal(alive, false);
    await assert.rejects(ask('/health'), /fetch failed/);
    // The folder is free for the next one, and holds what was acknowledged.
    await (await FeedbackStore.open(feedback)).close();
    assert.deepEqual(
      (await readFeedback(feedback)).map(({ userId }) => userId),
      ['ann'],
    );
  },
);
