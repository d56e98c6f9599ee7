/**
 * `npm run bench -- --service`: lists a second from our service, with an SVD of 100 factors on MovieLens 100K, from the
 * tutorial's Flask and Surprise with the same, and from FastAPI with implicit's ALS of 100 factors; on this machine, in
 * turn, several times.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { SVD } from '../../lib/models/factors/svd';
import { saveModel } from '../../lib/service/package/model-package';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { millisecondsRun } from '../strain/kernel/processor-time';
import { ourServer } from './our-server';
import { pythonPackages } from './python-packages';
import { type ServerProcess, startServer } from './server-process';
import { quantile } from './stream/side-process';
import { surprisePython } from './surprise-environment';

/** What one run against one service gave. */
export interface LoadRow {
  readonly service: string;
  /** Answers a second, the mean of the run. */
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 answers took at most. */
  readonly p99: number;
  /** Microseconds of processor time an answer, the server's, which other programs disturb less; NaN where /proc isn't. */
  readonly cpu: number;
  readonly answers: number;
  /** Answers other than 2xx, and requests without one. */
  readonly failures: number;
}

const OURS = 'Recommender Lab';
const UNCACHED = 'every list computed';
const FLASK = 'Flask + Surprise';
const FASTAPI = 'FastAPI + implicit';
const SECONDS = 5;
const WARM_SECONDS = 5;
const CONNECTIONS = 8;
const ROUNDS = 3;
const FIRST = '/recommend/196?n=10';
const FLASK_PACKAGES = ['flask==3.1.3', 'waitress==3.0.2'];
const FASTAPI_PACKAGES = [
  ...['fastapi==0.163.2', 'uvicorn==0.54.0', 'uvloop==0.23.0', 'httptools==0.9.0'],
  ...['implicit==0.7.3', 'numpy==2.4.6', 'scipy==1.17.1'],
];

/** What a service is asked. */
export interface LoadRequest {
  readonly path: string;
  /** Default: GET. */
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Autocannon has no types of its own; this is what is used of it. */
type Autocannon = (options: {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly LoadRequest[];
}) => Promise<{
  readonly requests: { readonly total: number };
  /** Seconds. */
  readonly duration: number;
  readonly non2xx: number;
  readonly errors: number;
}> & {
  on(event: 'response', seen: (client: unknown, status: number, bytes: number, ms: number) => void): void;
};

/** All rows: ours and theirs in turn, so that a busy moment meets all. */
export async function serviceLoad(note: (line: string) => void): Promise<LoadRow[]> {
  const { ratings, films } = loadMovieLens100K();
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-load-'));
  const forget = onStop(() => remove(folder));
  const servers: ServerProcess[] = [];
  try {
    const python = await surprisePython({ env: process.env, note });
    const flask = await pythonPackages(python, 'bench-flask', FLASK_PACKAGES, note);
    const fastapi = await pythonPackages(python, 'bench-fastapi', FASTAPI_PACKAGES, note).catch((error) => {
      if (!(error instanceof LabError)) throw error;
      note(`${FASTAPI} is skipped: ${error.message}`);
      return undefined;
    });
    const dir = path.join(folder, 'model');
    const rows = path.join(folder, 'rows.tsv');
    note('fitting 100 factors on all sides');
    const model = await new SVD({ seed: 0 }).fit(ratings);
    await saveModel(model, dir, { date: '2000-01-01' }, films);
    writeFileSync(
      rows,
      Array.from(ratings, ({ user, item, rating }) => `${user}\t${item}\t${rating}\n`).join(''),
    );
    const ours = (name: string, keepItems: number) => ourServer(name, dir, { keepItems, firstPath: FIRST });
    const theirs = (name: string, script: string, packages: string) =>
      startServer(name, FIRST, (port) => ({
        program: python,
        args: [path.join(__dirname, script), rows, `${port}`],
        env: { PYTHONPATH: packages, OPENBLAS_NUM_THREADS: '1' },
      }));
    servers.push(await ours(OURS, 20_000));
    servers.push(await ours(UNCACHED, 0));
    servers.push(await theirs(FLASK, 'flask-service.py', flask));
    if (fastapi) servers.push(await theirs(FASTAPI, 'fastapi-service.py', fastapi));
    note(`warming, ${WARM_SECONDS} s each`); // until what runs often is compiled
    for (const { url } of servers) await load(url, ratings.users, { seconds: WARM_SECONDS, warm: 0 });
    return await inTurn(servers, ROUNDS, async ({ name, url, pid }) => {
      const row = { service: name, ...(await load(url, ratings.users, { pid, warm: 0 })) };
      note(
        `${name}: ${row.perSecond.toFixed(0)} lists per second, p99 ${row.p99.toFixed(1)} ms, ${row.cpu.toFixed(0)} µs each`,
      );
      return row;
    });
  } finally {
    for (const server of servers) await server.stop();
    forget();
    remove(folder);
  }
}

/** The rows, and how often ours are theirs: round by round, and the middle of the rounds. */
export function loadTable(rows: readonly LoadRow[]): string {
  const columns = (cells: readonly string[]) =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(20) : cell.padStart(9))).join(' ');
  const lines = rows.map(({ service, perSecond, p99, cpu, answers: count, failures }) =>
    columns([service, perSecond.toFixed(0), p99.toFixed(1), cpu.toFixed(0), `${count}`, `${failures}`]),
  );
  const of = (name: string) => rows.filter(({ service }) => service === name);
  const pairs = [FLASK, FASTAPI].flatMap((theirs) => [OURS, UNCACHED].map((ours) => [ours, theirs] as const));
  const ratios = pairs
    .filter(([ours, theirs]) => of(ours).length > 0 && of(theirs).length > 0)
    .map(([ours, theirs]) => {
      const ratio = (value: (row: LoadRow) => number) => {
        const each = of(ours)
          .map((row, round) => value(row) / value(of(theirs)[round]))
          .sort((one, other) => one - other);
        const middle = each[Math.floor(each.length / 2)].toFixed(1);
        return `${middle} times as many lists (${each[0].toFixed(1)} to ${each[each.length - 1].toFixed(1)})`;
      };
      const perTime = ratio(({ cpu }) => 1 / cpu);
      return `${ours}: ${ratio(({ perSecond }) => perSecond)} as ${theirs}; of the same processor time ${perTime}`;
    });
  const head = columns(['service', 'lists/s', 'p99 ms', 'cpu µs', 'answers', 'failures']);
  const how = `${CONNECTIONS} connections that ask for the 943 users in turn, ${SECONDS} s a run; each server on one core where taskset is there.`;
  return `${head}\n${lines.join('\n')}\n\n${ratios.join('\n')}\n${how}`;
}

/** A run against each server, and again for each round. */
export async function inTurn<Row>(
  servers: readonly ServerProcess[],
  rounds: number,
  run: (server: ServerProcess) => Promise<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let round = 0; round < rounds; round++) for (const server of servers) rows.push(await run(server));
  return rows;
}

/** How a service is asked. */
export interface LoadOptions {
  readonly seconds?: number;
  /** Seconds before that. */
  readonly warm?: number;
  readonly connections?: number;
  /** The server's process, to see how much processor time it takes. */
  readonly pid?: number;
}

/** One run against a service, which is asked for lists of these users in turn. */
export function load(url: string, users: Iterable<string>, options: LoadOptions = {}): Promise<Load> {
  const requests = Array.from(users, (user) => ({ path: `/recommend/${user}?n=10` }));
  return loadWith(url, requests, options);
}

/** What one run gave. */
export type Load = Omit<LoadRow, 'service'> & { readonly p50: number };

/** The same with any requests. */
export async function loadWith(
  url: string,
  requests: readonly LoadRequest[],
  { seconds = SECONDS, warm = 1, connections = CONNECTIONS, pid }: LoadOptions = {},
): Promise<Load> {
  const autocannon = require('autocannon') as Autocannon;
  if (warm > 0) await autocannon({ url, connections, duration: warm, requests });
  const before = processorTime(pid);
  const running = autocannon({ url, connections, duration: seconds, requests });
  const times: number[] = []; // its own quantiles are whole milliseconds
  running.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  const result = await running;
  const used = processorTime(pid) - before;
  times.sort((a, b) => a - b);
  return {
    perSecond: result.requests.total / result.duration,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: (1000 * used) / result.requests.total,
    answers: result.requests.total,
    failures: result.non2xx + result.errors,
  };
}

/** In milliseconds. */
function processorTime(pid: number | undefined): number {
  try {
    return pid === undefined ? Number.NaN : millisecondsRun(pid);
  } catch {
    return Number.NaN;
  }
}
