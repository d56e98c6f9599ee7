/** `npm run serve -- --experiment`, killed in the middle: no acknowledged event is lost, and all users keep their arm. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { readExperimentLog } from '../../../lib/service/experiments/experiment-log';
import { readFeedback } from '../../../lib/service/feedback/feedback-store';
import { saveToy, temporaryFolder } from '../serve-toy';

const SERVE = path.join(__dirname, '..', '..', '..', 'scripts', 'serve.ts');
const USERS = 14;

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
}

async function serve(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', SERVE, '--quiet', '--port', '0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  after(() => child.kill('SIGKILL'));
  let notes = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk) => {
    notes += chunk;
  });
  for (let n = 0; n < 8000; n++) {
    const [, address] = /The experiment: (\S+)\/experiments\//.exec(notes) ?? [];
    if (address) return { child, address };
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw assert.fail(`it did not start: ${notes}`);
}

test('kill -9 in the middle of an experiment', { timeout: 600_000 }, async () => {
  const home = temporaryFolder();
  const [one, two, feedback] = ['one', 'two', 'feedback'].map((name) => path.join(home, name));
  await saveToy(one);
  await saveToy(two, 'BaselineOnly');
  const file = path.join(home, 'experiment.json');
  const arms = [
    { name: 'one', weight: 1 },
    {
      name: 'two',
      model: 'two',
      weight: 1,
      explore: { policy: 'BetaThompson', slots: 0.3, candidates: 'all' },
    },
  ];
  writeFileSync(file, JSON.stringify({ name: 'killed', salt: 'k', arms, excludeUsers: ['u9'] }));
  const args = ['--model', one, '--feedback', feedback, '--experiment', file, '--rate-limit', '0'];
  const acknowledged = new Map<string, object>();
  const armOf = new Map<string, string | null>();
  let asked = 0;
  for (let round = 0; round < 3; round++) {
    const { child, address } = await serve(args);
    let isOver = false;
    const user = async (n: number) => {
      const id = `u${n}`;
      while (!isOver) {
        const reply = await fetch(`${address}/recommend/${id}?n=3`);
        const { arm, requestId, recommendations } = (await reply.json()) as {
          arm: string | null;
          requestId: string | null;
          recommendations: { itemId: string }[];
        };
        if (armOf.has(id)) assert.equal(arm, armOf.get(id), 'the same arm, also after the kill');
        armOf.set(id, arm);
        asked++;
        const [{ itemId }] = recommendations;
        const events = [{ type: 'click', userId: id, itemId, ...(requestId !== null && { requestId }) }];
        const kept = await fetch(`${address}/feedback`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ events }),
        });
        assert.equal(kept.status, 201);
        if (requestId !== null) acknowledged.set(requestId, events[0]);
        const enough = acknowledged.size >= 40 * (round + 1);
        if (enough && !isOver) {
          isOver = true;
          child.kill('SIGKILL');
        }
      }
    };
    const users = Array.from({ length: USERS }, (_, n) => user(n));
    const results = await Promise.allSettled(users); // those under way fail when it is killed
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
    for (const result of results) {
      if (result.status === 'rejected') assert.doesNotMatch(`${result.reason.name}`, /Assertion/);
    }
  }
  assert.ok(asked > 120);
  assert.deepEqual([...new Set(armOf.values())].sort(), ['one', 'two', null].sort());
  const clicks = new Map<string, number>();
  let explored = 0;
  for await (const line of readExperimentLog(path.join(feedback, 'experiments', 'killed'))) {
    if (line.type === 'click') clicks.set(line.requestId, (clicks.get(line.requestId) ?? 0) + 1);
    if (line.type !== 'exposure') continue;
    assert.equal(line.arm, armOf.get(line.userId));
    explored += line.explored?.places.length ?? 0;
  }
  for (const requestId of acknowledged.keys()) assert.equal(clicks.get(requestId), 1, 'counted, and once');
  const stored = (await readFeedback(feedback)).filter(({ type }) => type === 'click').length;
  assert.ok(stored >= acknowledged.size);
  const { address, child } = await serve(args);
  const results = (await (await fetch(`${address}/experiments/killed`)).json()) as {
    arms: { clicks: number }[];
    events: { joined: number };
    bandits: { impressions: number; waiting: number }[];
  };
  assert.equal(results.arms[0].clicks + results.arms[1].clicks, clicks.size);
  assert.equal(results.events.joined, clicks.size);
  const [{ impressions, waiting }] = results.bandits;
  assert.ok(explored > 0);
  assert.deepEqual([impressions, waiting], [explored, explored], 'the bandit knows all that it has shown');
  const again = await fetch(`${address}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events: [...acknowledged.values()].slice(0, 40) }),
  });
  const { experiment } = (await again.json()) as { experiment: Record<string, number> };
  assert.deepEqual(experiment, { joined: 0, duplicate: 40, late: 0, orphan: 0, forged: 0 }, 'it remembers');
  child.kill('SIGKILL');
  let duplicates = 0;
  for await (const line of readExperimentLog(path.join(feedback, 'experiments', 'killed'))) {
    if (line.type === 'uncounted') duplicates += line.fates.duplicate ?? 0;
  }
  assert.equal(duplicates, 40, 'so does the log');
});
