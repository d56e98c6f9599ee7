/** A service with an experiment on two toy models. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { after } from 'node:test';
import { readExperimentLog } from '../../../lib/service/experiments/experiment-log';
import type { LogLine } from '../../../lib/service/experiments/log-line';
import { loadModel } from '../../../lib/service/package/model-package';
import { createService, type Service, type ServiceOptions } from '../../../lib/service/service';
import { ask, json } from '../ask';
import { saveToy, temporaryFolder } from '../serve-toy';

export const KEY = 'a key of many characters';
export const WITH_KEY = { 'x-api-key': KEY };
export const USERS = Array.from({ length: 14 }, (_, n) => `u${n}`);

/** A folder with two models and `experiment.json`, and what opens a service there. */
export async function twoModels(change: object = {}, given: Partial<ServiceOptions> = {}) {
  const home = temporaryFolder();
  const [one, two, feedbackDir] = ['one', 'two', 'feedback'].map((name) => path.join(home, name));
  await saveToy(one);
  await saveToy(two, 'BaselineOnly');
  const file = path.join(home, 'experiment.json');
  const definition = {
    name: 'one-or-two',
    salt: 'first',
    arms: [
      { name: 'one', weight: 1 },
      { name: 'two', model: 'two', weight: 1 },
    ],
    excludeUsers: ['u13'],
    minimumUsers: 2,
    ...change,
  };
  const write = (next: object) => writeFileSync(file, JSON.stringify({ ...definition, ...next }));
  write({});
  const open = async () => {
    const service = await createService({
      ...{ load: () => loadModel(one), feedbackDir, experiment: file, apiKey: KEY, rateLimit: 0 },
      ...given,
    });
    try {
      await service.load();
      after(() => service.close());
      return service;
    } catch (error) {
      await service.close();
      throw error;
    }
  };
  const dir = path.join(feedbackDir, 'experiments', 'one-or-two');
  return { open, write, feedbackDir, dir, one };
}

export async function linesIn(dir: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of readExperimentLog(dir)) lines.push(line);
  return lines;
}

export const feedback = (service: Service, ...events: object[]) =>
  ask(service, '/feedback', json({ events }, WITH_KEY));
export const listFor = async (service: Service, user: string) =>
  (await ask(service, `/recommend/${user}?n=3`)).body;
export const armsOf = (service: Service) =>
  Promise.all(USERS.map(async (user) => (await listFor(service, user)).arm as string | null));
