/** Simulated users over HTTP: what the service counts is what they did, and what they would do in truth. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { impressionsOf } from '../../../lib/experiments/metrics/impression';
import { positionCorrectedCtr } from '../../../lib/experiments/metrics/position-corrected-ctr';
import { loadModel } from '../../../lib/service/package/model-package';
import { createService } from '../../../lib/service/service';
import { type DrivenVisit, driveService } from '../../../lib/simulation/users/drive-service';
import { positionBased } from '../../../lib/simulation/users/position-based';
import { SimulatedUsers } from '../../../lib/simulation/users/simulated-users';
import { TasteByRow } from '../../../lib/simulation/users/taste';
import { saveToy, temporaryFolder } from '../serve-toy';

const KEY = 'a key of many characters';
const USERS = Array.from({ length: 14 }, (_, n) => `u${n}`);
const ITEMS = Array.from({ length: 11 }, (_, n) => `i${n}`);

test('simulated users drive a service with an experiment; the truth is near', async () => {
  const home = temporaryFolder();
  const [one, two] = ['one', 'two'].map((name) => path.join(home, name));
  await saveToy(one);
  await saveToy(two, 'BaselineOnly');
  const file = path.join(home, 'experiment.json');
  const arms = [
    { name: 'one', weight: 1 },
    { name: 'two', model: 'two', weight: 1 },
  ];
  writeFileSync(
    file,
    JSON.stringify({ name: 'driven', salt: 'driven', arms, minimumUsers: 2, looks: [1, 0.5, 0.25] }),
  );
  const feedbackDir = path.join(home, 'feedback');
  const service = await createService({
    ...{ load: () => loadModel(one), feedbackDir, experiment: file, apiKey: KEY, rateLimit: 0 },
  });
  after(() => service.close());
  await service.load();
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const taste = new TasteByRow(USERS, ITEMS, (u) => ITEMS.map((_, i) => ((u + i) % 5) / 5));
  const users = new SimulatedUsers({ taste, clicks: positionBased(), seed: 1 });
  const visits = Array.from({ length: 15 }, () => USERS).flat();
  const log: DrivenVisit[] = [];
  for await (const visit of driveService({ url, users, visits, k: 3, apiKey: KEY })) log.push(visit);

  const expected = log.reduce((sum, { user, items }) => sum + users.expectedClicks(user, items), 0);
  const clicks = log.reduce((sum, visit) => sum + visit.clicks.length, 0);
  assert.ok(Math.abs(clicks - expected) < 4 * Math.sqrt(expected), `${clicks} clicks, ${expected} expected`);
  const results = (await (await fetch(`${url}/experiments/driven`)).json()) as {
    arms: (Record<'users' | 'lists' | 'impressions' | 'clicks', number> & {
      name: string;
      metrics: { ctrByLook: { mean: number } };
    })[];
  };
  for (const arm of results.arms) {
    const views = log.filter((visit) => visit.arm === arm.name);
    const sum = (count: (visit: DrivenVisit) => number) => views.reduce((all, one) => all + count(one), 0);
    assert.deepEqual(
      [arm.users, arm.lists, arm.impressions, arm.clicks],
      [
        new Set(views.map(({ user }) => user)).size,
        views.length,
        sum(({ items }) => items.length),
        sum((visit) => visit.clicks.length),
      ],
    );
    assert.equal(
      sum(({ fates }) => fates.joined ?? 0),
      arm.clicks,
    );
    const byLook = positionCorrectedCtr(impressionsOf(views), [1, 0.5, 0.25]).mean;
    assert.ok(Math.abs(arm.metrics.ctrByLook.mean - byLook) < 1e-12, `${byLook}`);
  }

  const refused = driveService({ url, users, visits: ['nobody'], apiKey: KEY }).next();
  await assert.rejects(refused, /driveService: the service answered 404: /);
});
