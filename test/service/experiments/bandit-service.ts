/** A service with arms that explore, for the tests: 40 items that everyone knows, and 8 new ones with few ratings. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { after } from 'node:test';
import { itemId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { createModel } from '../../../lib/models/registry';
import { loadModel, saveModel } from '../../../lib/service/package/model-package';
import { createService, type ServiceOptions } from '../../../lib/service/service';
import { ask, json } from '../ask';
import { temporaryFolder } from '../serve-toy';

export const KEY = 'a key of many characters';
export const NEW = Array.from({ length: 8 }, (_, n) => `new${n}`);
export const KNOWN = Array.from({ length: 40 }, (_, n) => `old${n}`);
export const USERS = Array.from({ length: 120 }, (_, n) => `u${n}`);
const START = Date.parse('2026-12-01T08:00Z');

/** Everyone has rated two in five of the known items; four people have rated each new one. */
function ratings(): Interactions {
  const rows = USERS.flatMap((user, u) => [
    ...KNOWN.filter((_, i) => (3 * u + i) % 5 < 2).map((item, n) => [user, item, 1 + ((u + n) % 5)] as const),
    ...NEW.filter((_, i) => u % 30 === i).map((item) => [user, item, 4] as const),
  ]);
  return Interactions.fromRows(rows.map(([user, item, rating]) => [user, item, rating]));
}

async function savedModel(name: string, options: object): Promise<string> {
  const dir = path.join(temporaryFolder(), 'model');
  const model = await createModel(name, options as Record<string, unknown>).fit(ratings());
  const films = [...NEW, ...KNOWN].map((id) => ({ id: itemId(id), title: id, year: 2000, genres: [] }));
  await saveModel(model, dir, { date: '2026-12-01' }, films);
  return dir;
}

export interface BanditSetting {
  /** Of `experiment.json`. */
  readonly definition?: object;
  /** By the name of the arm. */
  readonly explore: Readonly<Record<string, object | undefined>>;
  readonly model?: readonly [name: string, options: object];
}

/** @returns a service and its clock, and what opens another one on a copy of its folder, as a killed one leaves it */
export async function banditService(setting: BanditSetting, given: Partial<ServiceOptions> = {}) {
  const { definition = {}, explore, model: [name, options] = ['MostPopular', {}] } = setting;
  const model = await savedModel(name, options);
  const home = temporaryFolder();
  const file = path.join(home, 'experiment.json');
  const write = (next: typeof explore) => {
    const arms = Object.entries(next).map(([arm, one]) => ({ name: arm, weight: 1, explore: one }));
    const whole = { name: 'new-items', salt: 'new', arms, joinMinutes: 1, minimumUsers: 2, ...definition };
    writeFileSync(file, JSON.stringify(whole));
  };
  write(explore);
  const clock = { now: START };
  const at = async (feedbackDir: string) => {
    const service = await createService({
      ...{ load: () => loadModel(model), feedbackDir, experiment: file, apiKey: KEY, rateLimit: 0 },
      ...{ now: () => clock.now, ...given },
    });
    after(() => service.close());
    await service.load();
    return service;
  };
  const feedbackDir = path.join(home, 'feedback');
  let copies = 0;
  const reopened = () => {
    const copy = path.join(home, `copy ${copies++}`);
    cpSync(feedbackDir, copy, { recursive: true });
    for (const lock of ['lock', 'experiments/lock'])
      rmSync(path.join(copy, lock), { force: true, recursive: true });
    return at(copy);
  };
  const service = await at(feedbackDir);
  const dir = path.join(feedbackDir, 'experiments', 'new-items');
  const results = async (of = service) => (await ask(of, '/experiments/new-items')).body;
  const listFor = async (user: string, n = 10, of = service) =>
    (await ask(of, `/recommend/${user}?n=${n}`)).body;
  const send = (...events: object[]) => ask(service, '/feedback', json({ events }, { 'x-api-key': KEY }));
  const post = (url: string, body: object, key = KEY) => ask(service, url, json(body, { 'x-api-key': key }));
  return { service, clock, dir, write, reopened, results, listFor, send, post };
}
