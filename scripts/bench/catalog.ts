/**
 * `npm run bench -- --service --items 1000000`: a large catalog, served from one package by one process and by two.
 */
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { ItemId, UserId, UserIndex } from '../../lib/core/ids';
import { RandomState } from '../../lib/math/random/random-state';
import type { ALS } from '../../lib/models/factors/als';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { FACTORS, madeUp, titled, USERS } from './made-up-catalog';
import { ourServer } from './our-server';
import { type LoadRequest, load, loadWith } from './service-load';

const QUESTIONS = 200;
const ASKED = 2000;
/** As many as may run at once. */
const THREADS = 2;

/** What was measured. */
export interface CatalogRow {
  readonly items: number;
  readonly users: number;
  /** Seconds to make the index, 0 where a catalog that isn't large gets none, and bytes of the package. */
  readonly build: number;
  readonly bytes: number;
  /** Milliseconds to load the package in this process, the middle of five. */
  readonly load: number;
  /** Share of the exact 10 best that lists have, for users, and milliseconds of the exact list. */
  readonly recall: number;
  readonly exact: number;
  /** One service that computes every list, on one core where taskset is there. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** The same for other requests, by name. */
  readonly others: readonly { readonly name: string; readonly p50: number; readonly p99: number }[];
  /**
   * MB that a second process of the same package adds, that the first one takes alone, and that the second shares with
   * nobody whatever others do: what it has written, not the pages of the package's files. NaN without /proc.
   */
  readonly alone: number;
  readonly second: number;
  readonly own: number;
}

export async function catalog(items: number, note: (text: string) => void): Promise<CatalogRow> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-catalog-'));
  const forget = onStop(() => remove(folder));
  const dir = path.join(folder, 'model');
  try {
    note(`making up ${items} items with ${FACTORS} factors, and ${USERS} users`);
    const model = madeUp(items);
    const users = Array.from({ length: ASKED }, (_, n) =>
      model.train.users.idOf(((n * 7919) % USERS) as UserIndex),
    );
    note(`scanning all items for ${QUESTIONS} users`);
    const some = users.slice(0, QUESTIONS);
    const start = performance.now();
    const exact = some.map((user) => best(model, user));
    const each = (performance.now() - start) / QUESTIONS;
    note('building the index');
    const began = performance.now();
    await model.indexItems({ threads: THREADS });
    const build = (performance.now() - began) / 1000;
    await saveModel(model, dir, { date: '2000-01-01', train: 'seen' }, titled(model));
    note('loading it');
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const from = performance.now();
      await loadModel(dir);
      times.push(performance.now() - from);
    }
    const { model: same } = await loadModel(dir);
    const near = some.map((user) => best(same as ALS, user));
    const found = near.reduce(
      (sum, list, n) => sum + list.filter((item) => exact[n].includes(item)).length,
      0,
    );
    note('asking a service');
    const measured = await served(dir, users, model.train.items.toJSON());
    const files = readdirSync(dir).map((name) => statSync(path.join(dir, name)).size);
    return {
      ...{ items, users: USERS, build, exact: each, recall: found / (10 * QUESTIONS) },
      bytes: files.reduce((sum, size) => sum + size, 0),
      load: times.sort((a, b) => a - b)[2],
      ...measured,
    };
  } finally {
    forget();
    remove(folder);
  }
}

/** The row in words. */
export function catalogTable(row: CatalogRow): string {
  const line = (what: string, value: string) => `${what.padEnd(48)} ${value}`;
  return [
    line('items, users, factors', `${row.items}, ${row.users}, ${FACTORS}`),
    line('package', `${(row.bytes / 1e6).toFixed(0)} MB; its index took ${row.build.toFixed(0)} s`),
    line('load by mapping', `${row.load.toFixed(0)} ms`),
    line(
      'recall@10 of lists',
      `${row.recall.toFixed(3)} (${QUESTIONS} users; ${row.exact.toFixed(0)} ms each by scanning)`,
    ),
    line('GET /recommend, every list computed', `${row.perSecond.toFixed(0)} lists per second`),
    line('half of them, 99 of 100 within', `${row.p50.toFixed(1)} ms, ${row.p99.toFixed(1)} ms`),
    ...row.others.map(({ name, p50, p99 }) => line(name, `${p50.toFixed(1)} ms, ${p99.toFixed(1)} ms`)),
    line('failures', `${row.failures}`),
    line(
      'memory of one process, added by a second, its own',
      `${row.alone.toFixed(0)} MB, ${row.second.toFixed(0)} MB, ${row.own.toFixed(0)} MB`,
    ),
  ].join('\n');
}

function best(model: ALS, user: UserId): string[] {
  return model.recommend(user).map(({ item }) => item);
}

async function served(dir: string, users: readonly UserId[], items: readonly ItemId[]) {
  const service = await ourServer('catalog', dir, { keepItems: 0 });
  try {
    const { p50, p99, perSecond, failures } = await load(service.url, users, { connections: 1 });
    const alone = memoryOf(service.pid, 'Pss');
    const other = await ourServer('catalog again', dir, { keepItems: 0 });
    let [both, own] = [Number.NaN, Number.NaN];
    try {
      await load(other.url, users, { connections: 1 });
      both = memoryOf(service.pid, 'Pss') + memoryOf(other.pid, 'Pss');
      own = memoryOf(other.pid, 'Private_Dirty');
    } finally {
      await other.stop();
    }
    const others: { name: string; p50: number; p99: number }[] = [];
    let failed = failures;
    for (const [name, requests] of otherRequests(items)) {
      const run = await loadWith(service.url, requests, { connections: 1 });
      others.push({ name, p50: run.p50, p99: run.p99 });
      failed += run.failures;
    }
    return { p50, p99, perSecond, failures: failed, others, alone, second: both - alone, own };
  } finally {
    await service.stop();
  }
}

/** Requests other than for lists of users, whose items and words differ from one to the next. */
function otherRequests(items: readonly ItemId[]): [string, LoadRequest[]][] {
  const random = new RandomState(1);
  const one = () => items[random.interval(items.length - 1)];
  const many = (make: (n: number) => LoadRequest) => Array.from({ length: ASKED }, (_, n) => make(n));
  const posted = (count: number, more: object) =>
    many(() => ({
      path: '/recommend',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ratings: Array.from({ length: count }, () => ({ itemId: one(), rating: 1 + random.interval(4) })),
        ...more,
      }),
    }));
  const words = ['article', 'numbre', 'the number', 'shelf 3', 'artcle 1977'];
  return [
    ['POST /recommend, 20 ratings', posted(20, { n: 10 })],
    ['the same with reasons', posted(20, { n: 10, because: true })],
    ['the same, 100 items, diverse', posted(20, { n: 100, diversity: 0.5 })],
    ['POST /recommend, 500 ratings', posted(500, { n: 10 })],
    ['GET /similar, any item', many(() => ({ path: `/similar/${one()}` }))],
    ['GET /similar, items with the most ratings', many((n) => ({ path: `/similar/${items[n % 100]}` }))],
    ['GET /items, a title', many(() => ({ path: `/items?query=number%20${random.interval(items.length)}` }))],
    [
      'GET /items, words of many titles',
      many((n) => ({ path: `/items?query=${encodeURIComponent(words[n % 5])}` })),
    ],
  ];
}

/** MB of a process: Pss, of which what n processes share counts as 1/n, or what it has written. NaN without /proc. */
function memoryOf(pid: number, what: 'Pss' | 'Private_Dirty'): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) / 1000;
  } catch {
    return Number.NaN;
  }
}
