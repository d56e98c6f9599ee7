/**
 * Keeps the service busy for minutes with everything it does, and with a new model now and then, while its memory is
 * watched: what grows in the second half of the run would grow forever.
 */
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { RandomState } from '../../lib/math/random/random-state';
import { ourServer } from '../bench/our-server';
import type { ModelDirs } from '../serve/default-model';

const KEY = 'a key for the soak only';
const CONNECTIONS = 4;
/** Seconds between two looks at the memory, and between two reloads. */
const LOOK = 2;
const RELOAD = 20;
/** Allowed growth from the second quarter of the run to the last one, in MB: noise of the garbage collector. */
const NOISE = 24;
const MIB = 1 << 20;

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Load = (options: {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly Request[];
}) => Promise<{
  readonly requests: { readonly total: number };
  readonly latency: { readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}>;

/** Memory of the process at one moment, in MB. */
export interface Look {
  readonly second: number;
  readonly resident: number;
  /** JavaScript objects, those that wait for the collector included. */
  readonly heap: number;
}

export interface SoakResult {
  readonly looks: readonly Look[];
  readonly answers: number;
  readonly failures: number;
  readonly reloads: number;
  readonly p99: number;
  /** MB from the second quarter to the last: of the heap's low points, and of the resident memory's middle. */
  readonly growth: { readonly heap: number; readonly resident: number };
  readonly passed: boolean;
}

export interface SoakOptions {
  readonly minutes: number;
  /** Whether lists follow an embedded event log. */
  readonly followsStream: boolean;
  readonly note: (line: string) => void;
}

export async function soak(
  dirs: ModelDirs,
  { minutes, followsStream, note }: SoakOptions,
): Promise<SoakResult> {
  const autocannon = require('autocannon') as Load;
  const stream = followsStream ? 'embedded' : undefined;
  const server = await ourServer('the service', dirs.lists, { starsDir: dirs.stars, apiKey: KEY, stream });
  const looks: Look[] = [];
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let reloads = 0;
  let failedReloads = 0;
  const watch = setInterval(() => {
    look(server.url).then(
      (memory) => looks.push({ second: seconds(), ...memory }),
      () => undefined, // a look that fails is one fewer
    );
  }, LOOK * 1000);
  const reload = setInterval(() => {
    const init = { method: 'POST', headers: { 'x-api-key': KEY }, signal: AbortSignal.timeout(15_000) };
    fetch(`${server.url}/admin/reload`, init).then(
      ({ ok }) => (ok ? reloads++ : failedReloads++),
      () => failedReloads++,
    );
  }, RELOAD * 1000);
  try {
    note(`keeping the service busy for ${minutes} minutes`);
    const result = await autocannon({
      url: server.url,
      connections: CONNECTIONS,
      duration: minutes * 60,
      requests: mixedRequests(),
    });
    const growth = growthOf(looks);
    const failures = result.non2xx + result.errors + failedReloads;
    const passed = failures === 0 && reloads > 0 && growth.heap <= NOISE && growth.resident <= NOISE;
    const { total: answers } = result.requests;
    return { looks, answers, failures, reloads, p99: result.latency.p99, growth, passed };
  } finally {
    clearInterval(watch);
    clearInterval(reload);
    await server.stop();
  }
}

export function soakTable({ looks, answers, failures, reloads, p99, growth, passed }: SoakResult): string {
  const step = Math.max(1, Math.floor(looks.length / 8));
  const rows = looks.filter((_, n) => n % step === 0);
  const row = (name: string, cells: readonly number[]) =>
    `${name.padEnd(14)}${cells.map((cell) => cell.toFixed(0).padStart(7)).join('')}`;
  return [
    row(
      'second',
      rows.map(({ second }) => second),
    ),
    row(
      'resident MB',
      rows.map(({ resident }) => resident),
    ),
    row(
      'heap MB',
      rows.map(({ heap }) => heap),
    ),
    `${answers} answers, ${failures} failures, ${reloads} reloads, p99 ${p99} ms`,
    `growth from the second quarter to the last: heap ${growth.heap.toFixed(1)} MB, resident ${growth.resident.toFixed(1)} MB`,
    passed ? `Soak: no growth beyond ${NOISE} MB` : 'Soak failed',
  ].join('\n');
}

/** MB: low points of the heap and middles of the resident memory, last quarter less second quarter. */
export function growthOf(looks: readonly Look[]): SoakResult['growth'] {
  const quarter = (n: number) =>
    looks.slice(Math.floor((looks.length * n) / 4), Math.floor((looks.length * (n + 1)) / 4));
  const [second, last] = [quarter(1), quarter(3)];
  const low = (part: readonly Look[]) => Math.min(...part.map(({ heap }) => heap));
  const middle = (part: readonly Look[]) =>
    part.map(({ resident }) => resident).sort((a, b) => a - b)[part.length >> 1];
  return { heap: low(last) - low(second), resident: middle(last) - middle(second) };
}

/** Users' lists, visitors with other ratings each time, searches, similar films and feedback. */
function mixedRequests(): Request[] {
  const { ratings, films } = loadMovieLens100K();
  const random = new RandomState(1);
  const items = [...ratings.items];
  const item = () => items[random.interval(items.length - 1)];
  const users = [...ratings.users];
  const json = { 'content-type': 'application/json', 'x-api-key': KEY };
  const post = (path: string, body: object): Request => ({
    method: 'POST',
    path,
    headers: json,
    body: JSON.stringify(body),
  });
  return Array.from({ length: 4000 }, (_, n): Request => {
    const user = users[random.interval(users.length - 1)];
    switch (n % 6) {
      case 0: {
        const rated = Array.from({ length: 1 + random.interval(30) }, () => ({
          itemId: item(),
          rating: 1 + random.interval(4),
        }));
        return post('/recommend', { ratings: rated, because: true, diversity: random.interval(9) / 10 });
      }
      case 1: {
        const events = [{ type: 'click', userId: user, itemId: item(), place: 1 + random.interval(9) }];
        return post('/feedback', { events });
      }
      case 2: {
        const words = films[random.interval(films.length - 1)].title.slice(0, 6);
        return { method: 'GET', path: `/items?query=${encodeURIComponent(words)}` };
      }
      case 3:
        return { method: 'GET', path: `/similar/${item()}?n=${1 + random.interval(20)}` };
      default: {
        const length = 1 + random.interval(99);
        return { method: 'GET', path: `/recommend/${user}?n=${length}&because=${n % 12 === 4}` };
      }
    }
  });
}

async function look(url: string): Promise<Omit<Look, 'second'>> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / MIB;
  return { resident: value('process_resident_memory_bytes'), heap: value('nodejs_heap_size_used_bytes') };
}
